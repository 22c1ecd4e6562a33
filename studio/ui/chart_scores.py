"""A model's exam in three cards: scores per label, the confusion matrix, and the rows behind a cell."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.core.errors import InputError
from studio.ui import table
from studio.ui.chart_confusion import ConfusionChart
from studio.ui.chart_frame import ChartFrame
from studio.ui.presenters import confusion, words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState
from studio.ui.widgets import Card, FlatButton, label

ROWS_SEEN = 12  # of the per-label table before it scrolls
BEHIND_HEIGHT = 260
ROOM = 560  # points of width for every column of the rows


class ExamCards(QWidget):
    """Hidden until the model `name` was examined; `opened` says that a cell's rows are shown."""

    opened = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name, self._state = name, ProjectState()
        self.scores = table.table(tr("Scores of each label"), 0)
        per_label = Card(tr("Each label, on the test rows"))
        per_label.body.addWidget(self.scores)
        title = tr("Which label is taken for which")
        self.chart = ConfusionChart(title, tr("Counted when the model is made."))
        self.chart.chosen.connect(self.open_cell)
        matrix = Card()
        matrix.body.addWidget(ChartFrame(title, self.chart))
        matrix.body.addWidget(label(tr("Press a cell to see its rows; the arrow keys walk, Enter presses."), "small", wrap=True))  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for card in (matrix, per_label):
            column.addWidget(card)
        column.insertWidget(1, self._behind())
        self.hide()

    def show_state(self, state: ProjectState) -> None:
        """The stored model's exam; another model's rows go."""
        self._state = state
        found = confusion.confusion(state, self._name)
        self.setVisible(found is not None)
        if found is None or found != self.chart.matrix:
            self.behind.hide()
        self.chart.show_matrix(found)
        if found is not None:
            rows = confusion.score_rows(found)
            table.show(self.scores, table.Grid([tr(h) for h in confusion.HEADERS], rows), (0, 76, 66, 66, 60))  # fmt: skip
            table.fit_height(self.scores, min(ROWS_SEEN, len(rows)))

    def open_cell(self, truth: int, answer: int) -> None:
        """The rows of one cell, or why they can't be shown."""
        found = self.chart.matrix
        assert found is not None
        self.told.setText(found.told(truth, answer))
        try:
            cells = confusion.behind(self._state, self._name, truth, answer)
        except InputError as error:
            self.why.setText(f"{error.message} {error.remedy}")
            cells = None
        self.why.setVisible(cells is None)
        self.rows.setVisible(cells is not None)
        if cells is not None:
            table.show(self.rows, cells, (58, 92, 100, 100))
            self.rows.setFixedHeight(min(BEHIND_HEIGHT, 32 * max(1, len(cells)) + 46))
            self.rows.setAccessibleDescription(tr("{n} rows", n=words.count(len(cells))))
        self.behind.show()
        self.opened.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room, the sentence above the rows says their two labels."""
        super().resizeEvent(event)
        for column in (2, 3):
            self.rows.setColumnHidden(column, self.width() < ROOM)

    def _behind(self) -> Card:
        close = FlatButton(tr("Close the rows"), "x", words=False)
        self.behind = Card(tr("Rows behind the cell"), close)
        self.told, self.why = label("", "muted", wrap=True), label("", "warn", wrap=True)
        self.rows = table.table(tr("Rows behind the cell"), 4)
        for part in (self.told, self.why, self.rows):
            self.behind.body.addWidget(part)
        close.clicked.connect(self.behind.hide)
        self.behind.hide()
        return self.behind
