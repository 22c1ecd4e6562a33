"""Panes in which a model learns: scores, live curves, what it takes for what, where it came from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QProgressBar, QWidget

from studio.ui.chart_frame import ChartFrame
from studio.ui.chart_lines import Curve, LineChart
from studio.ui.chart_scores import ExamCards
from studio.ui.job_pane import JobPane
from studio.ui.presenters import training
from studio.ui.presenters.curves import Level
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.widgets import Card, Figure, label

CURVE_WIDTH, FIGURE_WIDTH = 300, 112  # points of width a curve, a figure needs


class TrainingPane(JobPane):
    """`ROLE` is the artifact's name: teacher or student."""

    ROLE: ClassVar[str]

    def build(self) -> None:
        """What runs stands first; the result's lines right below the figures."""
        super().build()
        self.results.insertWidget(0, self._running())
        told = self.lines.parentWidget()
        assert told is not None
        self.results.removeWidget(told)
        self.results.insertWidget(self.results.indexOf(self.curves), told)

    def build_results(self) -> None:
        """Scores, what runs now, curves, the exam."""
        self._levels: list[Level] = []
        self.old = label("", "warn", wrap=True)
        self.old.hide()
        self.results.addWidget(self.old)
        self.figures = [Figure() for _ in training.scores(self.space.state, self.ROLE)]
        self.results.addWidget(Row(self.figures, FIGURE_WIDTH))
        self.loss = LineChart(tr("Training loss"), tr("The loss is drawn here while it trains."))
        self.accuracy = LineChart(tr("Validation scores"), tr("Each epoch's scores are drawn here."), tr("Epoch"), percent=True)  # fmt: skip
        frames = (ChartFrame(tr("Loss over steps"), self.loss), ChartFrame(tr("Validation by epoch"), self.accuracy))  # fmt: skip
        cards = [Card() for _ in frames]
        for card, frame in zip(cards, frames, strict=True):
            card.body.addWidget(frame)
        self.curves = Row(cards, CURVE_WIDTH)
        self.results.addWidget(self.curves)
        self.exam = ExamCards(self.ROLE)
        self.exam.opened.connect(lambda: self.area.ensureWidgetVisible(self.exam.behind))
        self.results.addWidget(self.exam)

    def refresh(self) -> None:
        """Scores of the stored model, against the teacher's."""
        state = self.space.state
        for figure, told in zip(self.figures, training.scores(state, self.ROLE), strict=True):
            figure.show_figure(*told)
        self.say(training.lines(state, self.ROLE))
        self.old.setText(training.stale(state, self.ROLE))
        self.old.setVisible(bool(self.old.text()))
        self.exam.show_state(state)
        self._levels = training.levels(state, self.ROLE)  # read once, not at every step drawn
        history: list[dict[str, Any]] = state.about.get(self.ROLE, {}).get("history", [])
        if not self._working():
            self._draw(training.history_curves(history))
            self.curves.setVisible(bool(history) or not state.has(self.ROLE))

    def progress(self, job: JobView) -> None:
        """Live curves, time left, the best so far."""
        if job.state is not State.DONE:  # what is done is read from the project
            super().progress(job)
        self.running.setVisible(not job.state.over)
        self.curves.setVisible(self.curves.isVisibleTo(self) or not job.state.over)
        if not job.state.over:
            self._tell(job)
        elif (said := training.after_stop(job)) is not None and job.step == self.STEP:
            self.notice.say(*said)
        if job.metrics:
            self._draw(training.live_curves(job.metrics))

    def _tell(self, job: JobView) -> None:
        part = job.fraction
        self.bar.setRange(0, 0 if part is None else 1000)
        self.bar.setValue(round(1000 * (part or 0.0)))
        self.stage.setText(job.headline())
        self.pace.setText(job.figures(self.space.desk.clock()))
        best = training.best_so_far(job.metrics) if job.metrics else ""
        self.best.setText(best)
        self.best.setVisible(bool(best))

    def _running(self) -> Card:
        self.running = Card()
        self.stage, self.pace, self.best = label("", "h2"), label("", "muted", wrap=True), label("", "muted", wrap=True)  # fmt: skip
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress of the training"))
        for part in (self.stage, self.bar, self.pace, self.best):
            self.running.body.addWidget(part)
        self.running.hide()
        return self.running

    def _draw(self, curves: training.Curves) -> None:
        self.loss.show_curves([Curve(*series) for series in curves.loss])
        self.accuracy.show_curves([Curve(*series) for series in curves.accuracy], self._levels)


class Row(QWidget):
    """Widgets beside each other where each gets `least` points of width, else in fewer columns."""

    def __init__(self, parts: Sequence[QWidget], least: int) -> None:
        super().__init__()
        self._parts, self._least, self._columns = parts, least, 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(16)
        self._lay(1)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one column: it can always fold that far."""
        widest = max(part.minimumSizeHint().width() for part in self._parts)
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many columns as fit; four never stand as three and one."""
        super().resizeEvent(event)
        fit = max(1, min(len(self._parts), (self.width() + 16) // (self._least + 16)))
        self._lay(next(n for n in range(fit, 0, -1) if len(self._parts) % n == 0))

    def _lay(self, columns: int) -> None:
        if columns == self._columns:
            return
        for at in range(max(columns, self._columns)):
            self._grid.setColumnStretch(at, 1 if at < columns else 0)
        self._columns = columns
        for at, part in enumerate(self._parts):
            self._grid.addWidget(part, at // columns, at % columns)
