"""The Data pane's table: any number of rows, searched, narrowed to a label and sorted beside the GUI."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from studio.core.errors import StudioError
from studio.core.query import everything
from studio.ui import table
from studio.ui.data_search import Search
from studio.ui.desk import Desk
from studio.ui.presenters import data_rows, words
from studio.ui.presenters.data_rows import Query, Shelf, View
from studio.ui.presenters.language import tr
from studio.ui.widgets import Card, label

PAUSE = 120  # milliseconds after the last letter
HEIGHT = 320
LOOKED_AT = 40  # rows that decide how wide a column is at first
WIDEST, NARROWEST = 180, 56  # pixels


class DataTable(Card):
    """`show_shelf` puts rows in; `chosen` tells that another row is selected.

    Searching, sorting and counting labels happen in threads, or a million rows would be felt.
    """

    chosen = Signal()
    searched = Signal()  # the rows asked for are shown
    counted = Signal(list)  # (label, rows) of the shelf, most frequent first

    def __init__(self, title: str, desk: Desk, aside: QWidget | None = None) -> None:
        super().__init__(title, aside)
        self._shelf: Shelf | None = None
        self._asked = Query()
        self.words, self.narrow, self.order = QLineEdit(), QComboBox(), QComboBox()
        self.count = label("", "muted")
        self.view = table.table(title, -1)
        self.view.setMinimumHeight(HEIGHT)
        self._search = Search(desk, self)
        self._search.found.connect(self._found)
        self._search.failed.connect(self._failed)
        self._counting = Search(desk, self)
        self._counting.found.connect(self._offer_labels)
        self._soon = QTimer(self, interval=PAUSE, singleShot=True)
        self._soon.timeout.connect(self._ask)
        self.body.addLayout(self._bar())
        self.body.addWidget(self.view)
        self._connect()

    # for the pane ---------------------------------------------------------------------------------

    @property
    def shelf(self) -> Shelf | None:
        """What is shown."""
        return self._shelf

    def show_shelf(self, shelf: Shelf, title: str = "") -> None:
        """Other rows; the search begins anew."""
        self._shelf = shelf
        if title:
            self.title.setText(title)
            self.view.setAccessibleName(title)
        self._start_anew()
        self._search.forget()
        self._put(View(shelf, everything(len(shelf))), True)
        self._counting.ask(partial(_counts, shelf))

    def clear(self) -> None:
        """Let go of the rows (and of the file they are mapped from)."""
        self._search.forget()
        self._counting.forget()
        self._soon.stop()
        self._shelf = None
        self._start_anew()
        table.show(self.view, table.Grid((), ()))
        self.count.setText("")

    def selected(self) -> tuple[View, int] | None:
        """The rows shown and which of them is selected."""
        index = self.view.currentIndex()
        cells = self.cells
        return (cells, index.row()) if cells is not None and index.isValid() else None

    @property
    def cells(self) -> View | None:
        """The rows shown."""
        model = self.view.model()
        assert isinstance(model, table.TableModel)
        return model.cells if isinstance(model.cells, View) else None

    def sort_by(self, section: int, descending: bool = False) -> None:
        """Order the rows by a column."""
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.horizontalHeader().setSortIndicator(section, order)

    # ----------------------------------------------------------------------------------------------

    def _bar(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(10)
        self.words.setPlaceholderText(tr("Text contains…"))
        self.words.setAccessibleName(tr("Show rows whose text contains"))
        self.words.setClearButtonEnabled(True)
        self.words.setAcceptDrops(False)
        self.narrow.setAccessibleName(tr("Show rows with this label"))
        self.order.setAccessibleName(tr("Order of the rows"))
        for box in (self.narrow, self.order):
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)  # fmt: skip
            box.setMinimumContentsLength(11)
        self.count.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        line.addWidget(self.words, 3)
        line.addWidget(self.narrow, 1)
        line.addWidget(self.order, 1)
        line.addWidget(self.count)
        return line

    def _connect(self) -> None:
        self.words.textChanged.connect(lambda _: self._soon.start())
        self.words.returnPressed.connect(self._ask)
        self.narrow.currentIndexChanged.connect(lambda _: self._ask())
        head = self.view.horizontalHeader()
        head.setSectionsClickable(True)
        head.setSortIndicatorShown(True)
        head.setSortIndicatorClearable(True)
        head.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        head.sortIndicatorChanged.connect(self._head_pressed)
        self.order.currentIndexChanged.connect(self._order_chosen)
        self.view.selectionModel().currentRowChanged.connect(self._row_changed)
        self.view.model().modelReset.connect(self.chosen)

    def _row_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        self.chosen.emit()

    def _start_anew(self) -> None:
        quiet = (self.words, self.narrow, self.order, self.view.horizontalHeader())
        for part in quiet:
            part.blockSignals(True)
        self.words.clear()
        self.words.setEnabled(bool(self._shelf and self._shelf.text))
        self.narrow.clear()
        self.narrow.addItem(tr("All labels"), "")
        self.narrow.setEnabled(False)
        self.order.clear()
        self.order.addItem(tr("As they came"), (-1, False))
        for at, column in enumerate(self._shelf.shown if self._shelf else ()):
            self.order.addItem(f"{column.title} ↑", (at, False))
            self.order.addItem(f"{column.title} ↓", (at, True))
        self.view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        for part in quiet:
            part.blockSignals(False)
        self._soon.stop()
        self._asked = Query()

    def _offer_labels(self, answer: tuple[Shelf, list[tuple[str, int]]]) -> None:
        shelf, counts = answer
        if shelf is not self._shelf:
            return
        self.narrow.blockSignals(True)
        for name, rows in counts:
            self.narrow.addItem(f"{name}  ({words.count(rows)})", name)
        self.narrow.setEnabled(bool(counts))
        self.narrow.blockSignals(False)
        self.counted.emit(counts)

    def _head_pressed(self, section: int, order: Qt.SortOrder) -> None:
        down = order == Qt.SortOrder.DescendingOrder
        at = 0 if section < 0 else 1 + 2 * section + down
        if at != self.order.currentIndex():
            self.order.setCurrentIndex(at)
        self._ask()

    def _order_chosen(self, at: int) -> None:
        section, descending = self.order.currentData() or (-1, False)
        self.sort_by(section, descending)

    def _query(self) -> Query:
        head, shelf = self.view.horizontalHeader(), self._shelf
        section = head.sortIndicatorSection()
        sort = shelf.shown[section].name if shelf and 0 <= section < len(shelf.shown) else ""
        down = head.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        return Query(self.words.text().strip(), str(self.narrow.currentData() or ""), sort, down)

    def _ask(self) -> None:
        self._soon.stop()
        shelf, asked = self._shelf, self._query()
        if shelf is None or asked == self._asked:
            return
        self._asked = asked
        self.count.setText(tr("Searching…"))
        self._search.ask(partial(_answer, shelf, asked))

    def _found(self, answer: tuple[Shelf, Query, Any]) -> None:
        shelf, asked, rows = answer
        if shelf is self._shelf and asked == self._asked:
            self._put(View(shelf, rows), False)
            self.searched.emit()

    def _failed(self, error: Exception) -> None:
        self.count.setText(error.message if isinstance(error, StudioError) else str(error))

    def _put(self, cells: View, fresh: bool) -> None:
        table.show(self.view, cells, self._widths(cells) if fresh else ())
        whole = len(cells.shelf)
        self.count.setText(
            tr("{n} rows", n=words.count(whole)) if len(cells) == whole
            else tr("{n} of {whole} rows", n=words.count(len(cells)), whole=words.count(whole))
        )  # fmt: skip

    def _widths(self, cells: View) -> list[int]:
        """What the first rows need; the last column takes the rest."""
        measure = self.view.fontMetrics().horizontalAdvance
        widths = []
        for column, title in enumerate(cells.HEADERS):
            texts = [cells.cell(row, column)[:60] for row in range(min(LOOKED_AT, len(cells)))]
            needed = max(map(measure, texts), default=0) + 24
            widths.append(max(min(needed, WIDEST), measure(title) + 34, NARROWEST))
        return widths


def _counts(shelf: Shelf) -> tuple[Shelf, list[tuple[str, int]]]:
    return shelf, data_rows.label_counts(shelf)


def _answer(shelf: Shelf, asked: Query) -> tuple[Shelf, Query, Any]:
    return shelf, asked, data_rows.found(shelf, asked)
