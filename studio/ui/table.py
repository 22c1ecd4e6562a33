"""Tables over rows that are read when they are seen: a million rows scroll as ten do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

Index = QModelIndex | QPersistentModelIndex


class Cells(Protocol):
    """Rows by number; `cell` is asked only for what is on the screen."""

    HEADERS: Sequence[str]

    def __len__(self) -> int: ...

    def cell(self, row: int, column: int) -> str:
        """One cell's text."""
        ...


class Grid:
    """Cells held in memory."""

    def __init__(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        self.HEADERS, self._rows = headers, rows

    def __len__(self) -> int:
        return len(self._rows)

    def cell(self, row: int, column: int) -> str:
        """One cell's text."""
        return self._rows[row][column]


class TableModel(QAbstractTableModel):
    """Shows Cells."""

    def __init__(self, cells: Cells | None = None) -> None:
        super().__init__()
        self._cells: Cells = cells or Grid((), ())

    @property
    def cells(self) -> Cells:
        """What is shown."""
        return self._cells

    def show_cells(self, cells: Cells) -> None:
        """Other rows."""
        self.beginResetModel()
        self._cells = cells
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many rows."""
        return 0 if parent.isValid() else len(self._cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many columns."""
        return 0 if parent.isValid() else len(self._cells.HEADERS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The text, also as a tool tip where it may be cut."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cells.cell(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """The columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._cells.HEADERS[section]
        return None


def table(name: str, stretch: int = -1) -> QTableView:
    """A quiet table; column `stretch` takes what width is left (-1: the last)."""
    made = QTableView()
    made.setModel(TableModel())
    made.model().setParent(made)
    made.setAccessibleName(name)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(32)
    head = made.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    head.setStretchLastSection(stretch < 0)
    made.setProperty("stretch", stretch)
    return made


def show(view: QTableView, cells: Cells, widths: Sequence[int] = ()) -> None:
    """Put rows into a table; to the top first, or fewer rows would freeze the repaint."""
    model = view.model()
    assert isinstance(model, TableModel)
    view.scrollToTop()
    model.show_cells(cells)
    for column, width in enumerate(widths):
        view.setColumnWidth(column, width)
    stretch = int(view.property("stretch"))
    if 0 <= stretch < len(cells.HEADERS):
        view.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)


def fit_height(view: QTableView, rows: int) -> None:
    """As high as `rows` rows and the header."""
    view.setSizePolicy(view.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
    view.setFixedHeight(32 * max(1, rows) + 38)
