"""Compression schemes as check boxes: what each does, its size to come, the system it needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from studio.ui.forms import Boxes
from studio.ui.presenters.conversion import Offer
from studio.ui.presenters.language import tr
from studio.ui.widgets import label, row


class SchemeBoxes(Boxes):
    """One box a scheme with its figures beside it."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._late: set[str] = set()  # those the chosen target is too old for
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self.plain = label("", "muted", wrap=True)
        column.addWidget(self.plain)
        column.addSpacing(6)
        self.boxes = {name: QCheckBox(name) for name in names}
        self.figures = {name: label("", wrap=True) for name in names}
        self.helps = {name: label("", "small", wrap=True) for name in names}
        for name, box in self.boxes.items():
            box.toggled.connect(self._toggled)
            self.figures[name].setAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )
            line = row(box, self.figures[name], spacing=8)
            line.setStretch(1, 1)  # a long name beside it makes it two lines
            column.addLayout(line)
            self.helps[name].setContentsMargins(26, 0, 0, 6)
            column.addWidget(self.helps[name])

    def show_offers(self, offers: Sequence[Offer], plain: str) -> None:
        """Sizes and targets for the settings chosen now."""
        self.plain.setText(tr("The plain package: {size}. Each scheme writes one more.", size=plain) if plain else tr("Each scheme writes one package more."))  # fmt: skip
        for offer in offers:
            box, figure = self.boxes[offer.name], self.figures[offer.name]
            new, old = tr("{target}+", target=offer.target), tr("needs {target}", target=offer.target)  # fmt: skip
            needs = new if offer.fits else old
            figure.setText(" · ".join(part for part in (offer.size, needs) if part))
            self.helps[offer.name].setText(offer.help)
            box.setAccessibleDescription(tr("{help}. {size}; {target} or newer", help=offer.help, size=offer.size, target=offer.target))  # fmt: skip
        self._late = {offer.name for offer in offers if not offer.fits}
        self._colour()

    def _toggled(self) -> None:
        self._colour()
        self.changed.emit()

    def _colour(self) -> None:
        """A warning only where one was chosen that does not fit."""
        for name, figure in self.figures.items():
            role = "warn" if name in self._late and self.boxes[name].isChecked() else "muted"
            if figure.objectName() != role:
                figure.setObjectName(role)
                figure.style().unpolish(figure)
                figure.style().polish(figure)
