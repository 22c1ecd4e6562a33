"""A table of models: click a heading to sort, numbers as numbers; verdicts with icon and words."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from studio.ui import table
from studio.ui.icons import icon
from studio.ui.presenters.language import tr
from studio.ui.presenters.packages import Line, in_order
from studio.ui.theme import tokens
from studio.ui.widgets import HEAD, FlatButton, as_text

ROW = 32


class Lines(table.TableModel):
    """Lines in their present order."""

    def __init__(self, headers: Sequence[str], tips: Sequence[str], verdict_column: int) -> None:
        super().__init__(table.Grid(headers, ()))
        self.headers, self._tips, self._verdicts = headers, tips, verdict_column
        self.lines: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Other rows."""
        self.lines = lines
        self.show_cells(table.Grid(self.headers, [line.cells for line in lines]))

    def data(self, index: table.Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text; in the verdict's column also icon, colour, and the reason as a tool tip."""
        told = self.lines[index.row()].verdict if index.column() == self._verdicts else None
        if told is not None and told.tone != "muted":
            colour = getattr(tokens(), told.tone)
            if role == Qt.ItemDataRole.DecorationRole:
                return icon(told.icon, colour, 16)
            if role == Qt.ItemDataRole.ForegroundRole:
                return QColor(colour)
        if told is not None and role == Qt.ItemDataRole.ToolTipRole:
            return as_text(told.why)
        return super().data(index, role)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """Names, and what they mean."""
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return as_text(self._tips[section]) or None
        return super().headerData(section, orientation, role)


class ModelTable(QWidget):
    """`reordered` says (column, descending); `chosen` the names selected, in the table's order."""

    reordered = Signal(int, bool)
    chosen = Signal(list)

    def __init__(self, name: str, headers: Sequence[str], widths: Sequence[int], verdict_column: int, tips: Sequence[str] = (), down_first: Callable[[int], bool] | None = None) -> None:  # fmt: skip
        super().__init__()
        self.order, self._widths, self._down_first = (
            (-1, False),
            widths,
            down_first or (lambda _: False),
        )
        self.view: QTableView = table.table(name, 0)
        self.model = Lines(headers, tips or [""] * len(headers), verdict_column)
        self.model.setParent(self.view)
        self.view.setModel(self.model)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        head = self.view.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sectionClicked.connect(self._clicked)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.chosen.emit(self.selected()))  # fmt: skip
        self.sort = FlatButton(tr("Sort by"), "chevron-down")
        self.sort.setProperty("compact", "true")
        self.sort.setFixedHeight(HEAD)
        self.sort.setStyleSheet("QToolButton::menu-indicator { image: none; }")  # it has a chevron
        self._menu = QMenu(self)
        for column, title in enumerate(headers):
            self._menu.addAction(title, functools.partial(self._clicked, column))
        self.sort.setMenu(self._menu)
        self.sort.setPopupMode(FlatButton.ToolButtonPopupMode.InstantPopup)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.addWidget(self.view)
        self._all: list[Line] = []

    def show_lines(self, lines: list[Line]) -> None:
        """Other rows, in the order chosen before; the selection stays where its names do."""
        self._all = lines
        self._arrange()

    def sort_by(self, column: int, descending: bool) -> None:
        """An order; a column of -1 leaves the rows as they come."""
        if column < len(self.model.headers):
            self.order = (column, descending)
            way = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
            self.view.horizontalHeader().setSortIndicator(column, way)
            self._arrange()

    def names(self) -> list[str]:
        """The models in the order shown."""
        return [line.name for line in self.model.lines]

    def selected(self) -> list[str]:
        """Names of the selected rows, from the top."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.model.lines[row].name for row in rows]

    def select(self, names: Sequence[str]) -> None:
        """Select exactly these rows."""
        picked = self.view.selectionModel()
        picked.clearSelection()
        for row, line in enumerate(self.model.lines):
            if line.name in names:
                index = self.model.index(row, 0)
                picked.select(index, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)  # fmt: skip
                picked.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def changeEvent(self, event: QEvent) -> None:
        """Another theme: icons and colours are asked for again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "view"):
            self.view.viewport().update()

    def _clicked(self, column: int) -> None:
        again = self.order[0] == column
        self.sort_by(column, not self.order[1] if again else self._down_first(column))
        self.reordered.emit(*self.order)

    def _arrange(self) -> None:
        kept = self.selected()
        column, descending = self.order
        lines = in_order(self._all, column, descending) if column >= 0 else self._all
        blocked = self.view.selectionModel().blockSignals(True)
        self.model.show_lines(lines)
        for at, width in enumerate(self._widths):
            self.view.setColumnWidth(at, max(width, self.model.width(at)))
        self.view.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.select(kept)
        self.view.selectionModel().blockSignals(blocked)
        table.fit_height(self.view, len(lines))
