"""Tables over rows that are read when they are seen: a million rows scroll as ten do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from studio.ui.widgets import as_text

ALIGNED, RIGHT = Qt.ItemDataRole.TextAlignmentRole, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)  # fmt: skip
FONT = Qt.ItemDataRole.FontRole
AIR = 17  # pixels left and right of a figure, as the style sheet pads it
FIGURE = re.compile(r"[-−]?[\d.,]+(e[-+]\d+)?\s?(%|×|ms|s|B|kB|MB|GB|M)?")
LOOKED_AT = 20  # rows
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
        self._right = numbers(self._cells)

    @property
    def cells(self) -> Cells:
        """What is shown."""
        return self._cells

    def show_cells(self, cells: Cells) -> None:
        """Other rows."""
        self.beginResetModel()
        self._cells = cells
        self._right = numbers(cells)
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
            text = self._cells.cell(index.row(), index.column())
            return text if role == Qt.ItemDataRole.DisplayRole else as_text(text)
        if index.column() in self._right:
            return RIGHT if role == ALIGNED else figures() if role == FONT else None
        return None

    def width(self, column: int) -> int:
        """Pixels the first figures of a column need; 0 for words, which may be cut."""
        if column not in self._right:
            return 0
        metrics = QFontMetrics(figures())
        rows = range(min(len(self._cells), LOOKED_AT))
        return AIR + max(metrics.horizontalAdvance(self._cells.cell(r, column)) for r in rows)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:  # fmt: skip
        """The columns' names."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._cells.HEADERS[section]
        if role == ALIGNED and orientation == Qt.Orientation.Horizontal and section in self._right:
            return RIGHT
        return None


def figures() -> QFont:
    """Digits of one width; not for words, whose hyphens it would widen."""
    font = QGuiApplication.font()
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def numbers(cells: Cells) -> frozenset[int]:
    """Columns of figures, from the first rows: they stand under each other at the right."""
    rows, found = min(len(cells), LOOKED_AT), set()
    for column in range(1, len(cells.HEADERS)):
        told = [t for t in (cells.cell(row, column) for row in range(rows)) if t]
        if told and all(text == "–" or FIGURE.fullmatch(text) for text in told):
            found.add(column)
    return frozenset(found)


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
        view.setColumnWidth(column, max(width, model.width(column)))
    stretch = int(view.property("stretch"))
    if 0 <= stretch < len(cells.HEADERS):
        view.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)


def fit_height(view: QTableView, rows: int) -> None:
    """As high as `rows` rows and the header."""
    view.setSizePolicy(view.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)
    view.setFixedHeight(32 * max(1, rows) + 38)
