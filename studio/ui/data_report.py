"""What an import found: figures, labels, lengths, the split, dropped rows, and all rows to look at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from studio.ui import table
from studio.ui.chart_frame import ChartFrame
from studio.ui.charts import BarChart
from studio.ui.data_labels import MergeSheet
from studio.ui.data_lengths import LengthChart
from studio.ui.data_table import DataTable
from studio.ui.desk import Desk
from studio.ui.presenters import data, data_rows
from studio.ui.presenters.data import DataReport, Reason
from studio.ui.presenters.data_lengths import lengths
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState
from studio.ui.widgets import Button, Card, Figure, clear, label, row

FIGURE_SPACE = "\u2007"  # as wide as a digit of `table.figures`
REASON = 25  # pixels of a line
SPLIT_ROWS = 8  # labels seen at once in the table of the split


class DataReportView(QWidget):
    """`merge_asked` (labels, name) and `keep_asked` (row numbers, keep or not) are the person's edits."""

    merge_asked = Signal(list, str)
    keep_asked = Signal(list, bool)
    count_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._state = ProjectState()
        self._reason: Reason | None = None
        self._labels: tuple[tuple[str, tuple[int, ...]], ...] = ()
        self.figures = [Figure() for _ in range(4)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addLayout(row(*self.figures, spacing=16))
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addLayout(_stack(self._label_card(), self._length_card()), 1)
        both.addLayout(_stack(self._findings(), self._split_card()), 1)
        column.addLayout(both)
        column.addWidget(self._row_card(desk))

    def show_report(self, state: ProjectState, found: DataReport) -> None:
        """Another data set, or the same one edited."""
        self._state, self._labels = state, found.labels
        for figure, told in zip(self.figures, found.facts, strict=True):
            figure.show_figure(*told)
        self.chart.show_rows(data.bars(found.labels))
        self.show_lengths(state)
        headers, rows = data.split_table(found.labels)
        table.show(self.split, table.Grid(headers, rows), (0, 60, 84, 54))
        table.fit_height(self.split, min(SPLIT_ROWS, len(rows)))
        self._show_reasons(found)

    def show_lengths(self, state: ProjectState) -> None:
        """The texts' lengths; they change with the teacher while the data stay."""
        teacher = state.names.get("teacher")
        shown = lengths(state.about.get("dataset", {}).get("lengths"), teacher.digest if teacher else "")  # fmt: skip
        self.lengths.show_lengths(shown)
        self.length_words.setText(shown.sentence)
        self._length.setVisible(bool(shown.bins))
        self.length_old.setText(shown.old)
        for part in (self.length_old, self.count):
            part.setVisible(bool(shown.old))

    # ----------------------------------------------------------------------------------------------

    def _label_card(self) -> Card:
        self.chart = BarChart(tr("Rows of each label"), (tr("train"), tr("validation"), tr("test")))
        self.merge = Button(tr("Merge labels…"), "", "link", tr("Read several labels as one, or rename a label"))  # fmt: skip
        self.merge.clicked.connect(self.open_merge)
        card = Card()
        card.body.addWidget(ChartFrame(tr("Labels"), self.chart, self.merge))
        return card

    def _findings(self) -> Card:
        card = Card(tr("Dropped rows"))
        self.reasons = QListWidget()
        self.reasons.setAccessibleName(tr("Reasons for dropped rows"))
        self.reasons.currentItemChanged.connect(lambda item: self._show_reason(item))
        self.reasons.itemActivated.connect(self._show_reason)
        self.reasons.itemClicked.connect(self._show_reason)
        self.said = label("", "small", wrap=True)
        self.notes = QVBoxLayout()
        self.notes.setSpacing(6)
        card.body.addWidget(self.reasons)
        card.body.addWidget(self.said)
        card.body.addLayout(self.notes)
        return card

    def _length_card(self) -> Card:
        self.lengths = LengthChart()
        self.length_words = label("", "small", wrap=True)
        card = self._length = Card()
        card.body.addWidget(ChartFrame(tr("Length in tokens"), self.lengths))
        card.body.addWidget(self.length_words)
        self.length_old = label("", "warn", wrap=True)
        self.count = Button(tr("Count again"), "", "link")
        self.count.clicked.connect(self.count_asked)
        line = row(self.length_old, self.count)
        line.setStretch(0, 1)
        card.body.addLayout(line)
        return card

    def _split_card(self) -> Card:
        card = Card(tr("Split"))
        self.split = table.table(tr("Rows of each label in train, validation and test"), 0)
        card.body.addWidget(self.split)
        return card

    def _row_card(self, desk: Desk) -> DataTable:
        aside = QWidget()
        self.everything = Button(tr("Show all rows"), "", "link")
        self.everything.clicked.connect(self._show_all)
        self.keep = Button(tr("Keep this row"))
        self.keep.clicked.connect(self._keep_selected)
        line = row(self.everything, self.keep)
        line.setContentsMargins(0, 0, 0, 0)
        aside.setLayout(line)
        self.rows = DataTable(tr("Rows"), desk, aside)
        self.rows.chosen.connect(self._update_keep)
        return self.rows

    # dropped rows ---------------------------------------------------------------------------------

    def _show_reasons(self, found: DataReport) -> None:
        before, self._reason = self._reason.name if self._reason else "", None
        held = self.rows.selected()
        number = int(held[0].value(held[1], "source_row")) if before and held is not None else -1
        self.reasons.blockSignals(True)
        self.reasons.clear()
        widest = max((len(_figure(reason)) for reason in found.reasons), default=0)
        for reason in found.reasons:
            air = FIGURE_SPACE * (widest - len(_figure(reason)))
            item = QListWidgetItem(air + reason.words, self.reasons)
            item.setFont(table.figures())
            item.setData(Qt.ItemDataRole.UserRole, reason)
            item.setToolTip(tr("Show these rows"))
        self.reasons.blockSignals(False)
        self.reasons.setFixedHeight(REASON * min(7, max(1, len(found.reasons))) + 4)
        self.reasons.setVisible(bool(found.reasons))
        self.said.setText(tr("Choose a reason to see its rows below.") if found.reasons else tr("No row was dropped."))  # fmt: skip
        clear(self.notes)
        for note in found.notes:
            self.notes.addWidget(label(note, "muted", wrap=True))
        again = [at for at, reason in enumerate(found.reasons) if reason.name == before]
        if again:
            self.reasons.setCurrentRow(again[0])
            self._select(number)
        else:
            self._show_all()

    def _show_reason(self, item: QListWidgetItem | None) -> None:
        reason = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        if not isinstance(reason, Reason) or reason == self._reason:
            return
        shelf = data_rows.reason_shelf(self._state, reason.name)
        if shelf is None:
            self.said.setText(tr("This data set was made by an older version: import the file again to see the rows."))  # fmt: skip
            return
        self._reason = reason
        self.rows.show_shelf(shelf, tr("Rows: {reason}", reason=tr(reason.name)))
        self._update_keep()

    def _show_all(self) -> None:
        self._reason = None
        self.reasons.blockSignals(True)
        self.reasons.setCurrentRow(-1)
        self.reasons.clearSelection()
        self.reasons.blockSignals(False)
        self.rows.show_shelf(data_rows.data_shelf(self._state), tr("Rows"))
        self._update_keep()

    def _update_keep(self) -> None:
        keepable = self._reason is not None and self._reason.keepable
        self.everything.setVisible(self._reason is not None)
        self.keep.setVisible(keepable)
        if keepable:
            selected = self._selected()
            self.keep.setEnabled(selected is not None)
            dropping = selected is not None and selected[1]
            self.keep.setText(tr("Drop this row again") if dropping else tr("Keep this row"))
            self.keep.setAccessibleName(self.keep.text())
            self.keep.setToolTip(tr("Put the selected row back into the data set"))

    def _selected(self) -> tuple[int, bool] | None:
        """(row number, kept by the person) of a selected row that is dropped or was put back."""
        found = self.rows.selected()
        if found is None:
            return None
        cells, at = found
        number, kept = int(cells.value(at, "source_row")), bool(cells.value(at, "kept"))
        own = number in self._state.data.get("settings", {}).get("keep_row", ())
        return (number, own) if own or not kept else None

    def _keep_selected(self) -> None:
        selected = self._selected()
        if selected is not None:
            self.keep_asked.emit([selected[0]], not selected[1])

    def _select(self, number: int) -> None:
        """Select the row of that number, where it is shown."""
        cells = self.rows.cells
        at = cells.find(number) if cells is not None else -1
        if at >= 0:
            self.rows.view.selectRow(at)

    # labels ---------------------------------------------------------------------------------------

    def open_merge(self) -> MergeSheet:
        """The sheet on which labels are merged or renamed."""
        sheet = MergeSheet(self, [(name, sum(counts)) for name, counts in self._labels])
        sheet.merged.connect(self.merge_asked)
        sheet.open()
        return sheet


def _figure(reason: Reason) -> str:
    return reason.words.partition(" ")[0]


def _stack(*cards: QWidget) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(16)
    for card in cards:
        column.addWidget(card)
    column.addStretch()
    return column
