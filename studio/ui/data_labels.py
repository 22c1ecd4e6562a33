"""Several labels read as one, or one renamed: a small sheet that never blocks the window."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.ui.presenters import data, words
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, label

LINE = 28  # pixels of a label, so that the boxes stand apart


class MergeSheet(QDialog):
    """`merged` brings the labels and the name they get."""

    merged = Signal(list, str)

    def __init__(self, parent: QWidget, counts: list[tuple[str, int]]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Merge or rename labels"))
        self.setMinimumSize(380, 420)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Labels"))
        for name, rows in counts:
            item = QListWidgetItem(f"{name}   {words.count(rows)}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            item.setSizeHint(QSize(0, LINE))
        self.name = QLineEdit()
        self.name.setAccessibleName(tr("Name of the label"))
        self.name.setPlaceholderText(tr("Name"))
        self.told = label("", "muted", wrap=True)
        self.merge, stop = Button(tr("Merge"), "", "primary"), Button(tr("Cancel"))
        self.merge.setDefault(True)  # else Enter would press the first button: Cancel
        self._lay_out(stop)
        self._names = [name for name, _ in counts]
        self._typed = False
        self.list.itemChanged.connect(lambda _: self._update(True))
        self.name.textEdited.connect(lambda _: self._update(False))
        self.merge.clicked.connect(self._done)
        stop.clicked.connect(self.reject)
        self._update(True)

    def chosen(self) -> list[str]:
        """The labels ticked."""
        items = [self.list.item(at) for at in range(self.list.count())]
        return [str(i.data(Qt.ItemDataRole.UserRole)) for i in items if i.checkState() == Qt.CheckState.Checked]  # fmt: skip

    def _lay_out(self, stop: Button) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(10)
        column.addWidget(label(tr("Tick the labels that mean the same, and name the one they become. One label alone is renamed."), "muted", wrap=True))  # fmt: skip
        column.addWidget(self.list, 1)
        column.addWidget(self.name)
        column.addWidget(self.told)
        line = QHBoxLayout()
        line.addStretch()
        line.addWidget(stop)
        line.addWidget(self.merge)
        column.addLayout(line)

    def _update(self, ticked: bool) -> None:
        chosen = self.chosen()
        self._typed = self._typed or not ticked
        if not self._typed:
            self.name.setText(chosen[0] if chosen else "")
        into = " ".join(self.name.text().split())
        problem, self_said = data.merge_words(self._names, chosen, into)
        self.told.setText(problem or self_said)
        self.merge.setEnabled(not problem)
        self.merge.setText(tr("Merge") if len(chosen) != 1 or into in self._names else tr("Rename"))

    def _done(self) -> None:
        self.merged.emit(self.chosen(), " ".join(self.name.text().split()))
        self.accept()
