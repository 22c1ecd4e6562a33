"""Which column is the text, which the label, which the label's id: guessed, and the person's to change."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from studio.ui.presenters import data
from studio.ui.presenters.language import tr
from studio.ui.widgets import as_text, label


class _Choice(QComboBox):
    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling the page must not change a column


class ColumnPicker(QWidget):
    """Three choices side by side, with a word below each on where it comes from."""

    changed = Signal(str, str)  # role, column ("" for none)

    def __init__(self) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        self.boxes: dict[str, QComboBox] = {}
        self.hints = {}
        for at, (role, title) in enumerate(data.roles().items()):
            box = self.boxes[role] = _Choice()
            box.setAccessibleName(tr("Column of the {role}", role=title.lower()))
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # fmt: skip
            box.setMinimumContentsLength(10)
            box.currentIndexChanged.connect(lambda _, role=role: self.changed.emit(role, self.chosen()[role]))  # fmt: skip
            name = label(title)
            name.setBuddy(box)
            self.hints[role] = label("", "small")
            for row, widget in enumerate((name, box, self.hints[role])):
                grid.addWidget(widget, row, at)
            grid.setColumnStretch(at, 1)

    def offer(self, columns: list[str], chosen: dict[str, str], hints: dict[str, str]) -> None:
        """The file's columns, those in use, and why."""
        for role, box in self.boxes.items():
            box.blockSignals(True)
            box.clear()
            box.addItem(tr("none") if role != "text" else tr("choose a column"), "")
            for name in columns:
                box.addItem(name, name)
                box.setItemData(box.count() - 1, as_text(name), Qt.ItemDataRole.ToolTipRole)
            box.setCurrentIndex(max(0, box.findData(chosen.get(role, ""))))
            box.blockSignals(False)
            self.hints[role].setText(hints.get(role, ""))
            self.hints[role].setVisible(bool(hints))

    def chosen(self) -> dict[str, str]:
        """Role -> column, "" for none."""
        return {role: str(box.currentData() or "") for role, box in self.boxes.items()}
