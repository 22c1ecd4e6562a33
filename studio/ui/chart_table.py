"""A chart's figures as a table: read by keyboard and screen reader, copied as tab-separated text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QDialog, QHeaderView, QVBoxLayout, QWidget

from studio.core.formulas import neutral
from studio.ui import table
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, named, row

ROWS_SEEN = 14


def tab_separated(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lines a spreadsheet takes from the clipboard; a tab or a line's end inside becomes a blank, a formula a text."""
    cells = [headers, *rows]
    return "\n".join("\t".join(neutral(" ".join(c.split("\n")).replace("\t", " ")) for c in line) for line in cells)  # fmt: skip


class FiguresDialog(QDialog):
    """Opens beside the window; Copy takes the chosen rows, or all of them."""

    def __init__(self, parent: QWidget, title: str, headers: list[str], rows: list[list[str]]) -> None:  # fmt: skip
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._headers, self._rows = headers, rows
        self.view = table.table(title)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.show(self.view, table.Grid(headers, rows))
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.setMinimumHeight(32 * min(ROWS_SEEN, max(3, len(rows))) + 40)
        self.copy = Button(tr("Copy"), "copy", "", tr("The chosen rows, or all; a spreadsheet takes them"))  # fmt: skip
        close = Button(tr("Close"))
        self.copy.clicked.connect(self._copy)
        close.clicked.connect(self.close)
        self.view.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(named(self.view, "figures"))
        column.addLayout(row(self.copy, 1, close))
        self.resize(min(900, max(420, 120 * len(headers))), self.sizeHint().height())
        self.view.setFocus()
        if rows:
            self.view.selectRow(0)
            self.view.clearSelection()  # the current row is seen, none is chosen

    def text(self) -> str:
        """What Copy puts on the clipboard."""
        chosen = [index.row() for index in self.view.selectionModel().selectedRows()]
        rows = [self._rows[at] for at in sorted(chosen)] if chosen else self._rows
        return tab_separated(self._headers, rows)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The copy keys: the table's own would copy one cell."""
        if watched is self.view and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Copy):  # fmt: skip
            self._copy()
            return True
        return super().eventFilter(watched, event)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
