"""Compression schemes as check boxes: what each does, its size to come, the system it needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from studio.ui.presenters.conversion import Offer
from studio.ui.presenters.language import tr
from studio.ui.widgets import label, row


class SchemeBoxes(QWidget):
    """One box a scheme with its figures beside it."""

    changed = Signal()

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.plain = label("", "small", wrap=True)
        column.addLayout(row(label(tr("Compression"), "h2"), 1))
        column.addWidget(self.plain)
        self.boxes, self.figures = {name: QCheckBox(name) for name in names}, {name: label("", "small") for name in names}  # fmt: skip
        for name, box in self.boxes.items():
            font = self.figures[name].font()
            font.setPixelSize(12)
            self.figures[name].setFont(font)
            box.toggled.connect(lambda _: self.changed.emit())
            column.addLayout(row(box, 1, self.figures[name], spacing=8))

    def show_offers(self, offers: Sequence[Offer], plain: str) -> None:
        """Sizes and targets for the settings chosen now."""
        self.plain.setText(tr("Uncompressed: {size}. One package more for each:", size=plain) if plain else tr("One package more for each:"))  # fmt: skip
        for offer in offers:
            box, figure = self.boxes[offer.name], self.figures[offer.name]
            new, old = tr("{target} or newer", target=offer.target), tr("needs {target}", target=offer.target)  # fmt: skip
            needs = new if offer.fits else old
            figure.setText(" · ".join(part for part in (offer.size, needs) if part))
            figure.setObjectName("small" if offer.fits else "warn")
            figure.style().unpolish(figure)
            figure.style().polish(figure)
            box.setToolTip(f"{offer.help}. {offer.size}, {needs}")
            box.setAccessibleDescription(box.toolTip())

    def chosen(self) -> list[str]:
        """Names of the checked ones."""
        return [name for name, box in self.boxes.items() if box.isChecked()]

    def choose(self, names: Sequence[str]) -> None:
        """Check exactly these."""
        for name, box in self.boxes.items():
            box.setChecked(name in names)
