"""Compare: size against accuracy, latency as the mark's size, and parity judged again on demand."""

from __future__ import annotations

from studio.ui import table
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.presenters import packages
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.scatter import Scatter
from studio.ui.widgets import Button, Card, label

REFERENCE = ("student", "teacher")


@PANES.register("compare")
class ComparePane(Pane):
    """The stored comparison, and two jobs: verify, measure."""

    NAME, TITLE, ORDER, ICON = "compare", "Compare", 6, "chart-scatter"
    PURPOSE = "Every model side by side: size, accuracy, speed, and agreement with PyTorch"
    PRIMARY, JOBS = "Verify packages", ("verify", "bench")

    def build(self) -> None:
        """Picture, table, verdicts, results."""
        self.scatter = Scatter(tr("Size against accuracy"))
        self.picture = Card(tr("Size and accuracy"), label(tr("larger marks are slower; the line joins what nothing beats"), "muted"))  # fmt: skip
        self.picture.body.addWidget(self.scatter)
        self.body.addWidget(self.picture)
        self.table = table.table(tr("Models compared"), 0)
        self.compared = Card(tr("Comparison"))
        self.compared.body.addWidget(self.table)
        self.verdicts = label("", "muted", wrap=True)
        self.compared.body.addWidget(self.verdicts)
        self.body.addWidget(self.compared)
        measure = Button(tr("Measure speed"), "play")
        measure.clicked.connect(self._measure)
        self.judged = table.table(tr("Result of the last check"), 0)
        self.check = Card(tr("Last check"), measure)
        self.check.body.addWidget(self.judged)
        self.told = label(tr("Verify compares every package with its PyTorch model, row by row; Measure times them."), "muted", wrap=True)  # fmt: skip
        self.check.body.addWidget(self.told)
        self.judged.hide()
        self.body.addWidget(self.check)
        self.body.addStretch()

    def refresh(self) -> None:
        """The stored comparison."""
        told = packages.comparison(self.space.state)
        rows = packages.compared_rows(told)
        widths = (0, 74, 74, 82, 62, 68, 74, 84, 72)
        table.show(self.table, table.Grid(packages.COMPARED, rows), widths)
        table.fit_height(self.table, len(rows))
        self.verdicts.setText("\n".join(told["verdicts"]))
        self.scatter.show_marks(packages.marks(told))
        self.picture.setVisible(bool(rows))
        self.compared.setVisible(bool(rows))

    def press(self) -> None:
        """Judge every package of a model against that model."""
        state = self.space.state
        for reference in REFERENCE:
            mine = [n for n in state.packages() if n.split("-")[0] == reference]
            if mine and state.has(reference):
                self.start("verify", {"reference": reference, "models": mine})

    def progress(self, job: JobView) -> None:
        """The table a check gave."""
        found = packages.table_of(job.result) if job.state is State.DONE else None
        if found is not None:
            table.show(self.judged, table.Grid(*found), (0, *(96 for _ in found[0][1:])))
            table.fit_height(self.judged, len(found[1]))
            self.judged.show()
            self.told.hide()

    def _measure(self) -> None:
        models = self.space.state.models()
        if models:
            self.start("bench", {"models": models})
