"""A check box for each model that can answer."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from studio.ui.presenters import playground
from studio.ui.widgets import as_text, clear

ABREAST = 4  # in one line


class ModelBoxes(QWidget):
    """Offers models; `changed` when the person checks or unchecks one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, QCheckBox] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(ABREAST, 1)

    @property
    def known(self) -> list[str]:
        """Everything offered."""
        return list(self.boxes)

    def offer(self, names: list[str]) -> None:
        """Other models."""
        if names == self.known:
            return
        clear(self._grid)
        self.boxes = {}
        for at, name in enumerate(names):
            box = QCheckBox(playground.box_name(name))
            box.setToolTip(as_text(name))
            box.setAccessibleName(playground.short_name(name))
            box.toggled.connect(lambda _: self.changed.emit())
            self.boxes[name] = box
            self._grid.addWidget(box, at // ABREAST, at % ABREAST)

    def choose(self, names: list[str]) -> None:
        """Check exactly these; `changed` is not emitted."""
        for name, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(name in names)
            box.blockSignals(False)

    def chosen(self) -> list[str]:
        """The checked ones, in order."""
        return [name for name, box in self.boxes.items() if box.isChecked()]
