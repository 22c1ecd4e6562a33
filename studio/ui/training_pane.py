"""Panes in which a model learns: scores, live curves, where it came from."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QHBoxLayout

from studio.ui.chart_frame import ChartFrame
from studio.ui.chart_lines import Curve, LineChart
from studio.ui.job_pane import JobPane
from studio.ui.presenters import training
from studio.ui.presenters.job import JobView
from studio.ui.presenters.language import tr
from studio.ui.widgets import Card, Figure


class TrainingPane(JobPane):
    """`ROLE` is the artifact's name: teacher or student."""

    ROLE: ClassVar[str]

    def build_results(self) -> None:
        """Scores and curves."""
        self.figures = [Figure() for _ in range(3)]
        line = QHBoxLayout()
        line.setSpacing(16)
        for figure in self.figures:
            line.addWidget(figure, 1)
        self.results.addLayout(line)
        self.loss = LineChart(tr("Training loss"), tr("The loss is drawn here while it trains."))
        self.accuracy = LineChart(tr("Validation scores"), tr("Each epoch's scores are drawn here."), tr("Epoch"), percent=True)  # fmt: skip
        for title, chart in ((tr("Loss over steps"), self.loss), (tr("Validation by epoch"), self.accuracy)):  # fmt: skip
            card = Card()
            card.body.addWidget(ChartFrame(title, chart))
            self.results.addWidget(card)

    def refresh(self) -> None:
        """Scores of the stored model, against the teacher's."""
        state = self.space.state
        for figure, told in zip(self.figures, training.scores(state, self.ROLE), strict=True):
            figure.show_figure(*told)
        self.say(training.lines(state, self.ROLE))
        history: list[dict[str, Any]] = state.about.get(self.ROLE, {}).get("history", [])
        if not self._working():
            self._draw(training.history_curves(history))

    def progress(self, job: JobView) -> None:
        """Live curves."""
        super().progress(job)
        if job.metrics:
            self._draw(training.live_curves(job.metrics))

    def _draw(self, curves: training.Curves) -> None:
        levels = training.levels(self.space.state, self.ROLE)
        self.loss.show_curves([Curve(*series) for series in curves.loss])
        self.accuracy.show_curves([Curve(*series) for series in curves.accuracy], levels)
