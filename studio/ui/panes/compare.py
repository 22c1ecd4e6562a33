"""Compare: every model with what is known of it; size against accuracy; the rows two disagree on."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from studio.ui.chart_frame import ChartFrame
from studio.ui.device_card import DeviceCard
from studio.ui.disagreement_card import DisagreementCard
from studio.ui.model_table import ModelTable
from studio.ui.pane import Pane
from studio.ui.panes import PANES
from studio.ui.presenters import devices, packages, parting
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.scatter import Scatter
from studio.ui.trace_sheet import TraceSheet
from studio.ui.widgets import Button, Card, label, row

TABLE = "compare"  # the table's name in the settings


@PANES.register("compare")
class ComparePane(Pane):
    """Picture, table, disagreements; one job that measures what is not known yet."""

    NAME, TITLE, ORDER, ICON = "compare", "Compare", 6, "chart-scatter"
    PURPOSE = "Every model side by side: size, accuracy, speed, and agreement with PyTorch"
    PRIMARY, JOBS = "Measure all", ("compare", "verify", "bench", "trace", "device")

    def build(self) -> None:
        """Picture, table with its sentences, disagreements."""
        self._measured = -1
        self.scatter = Scatter(tr("Size against accuracy"))
        self.scatter.picked.connect(self._picked)
        self.picture = Card()
        self.picture.body.addWidget(ChartFrame(tr("Size against accuracy"), self.scatter, self._where()))  # fmt: skip
        self.body.addWidget(self.picture)
        columns = packages.COLUMNS
        self.table = ModelTable(
            tr("Models compared"), [tr(c.title) for c in columns], [c.width for c in columns], packages.PARITY,
            [tr(c.tip) if c.tip else "" for c in columns], lambda at: columns[at].good > 0,
        )  # fmt: skip
        self.table.sort_by(*(self.space.settings.order(TABLE) or (-1, False)))
        self.table.reordered.connect(lambda *order: self.space.settings.keep_order(TABLE, *order))
        self.table.chosen.connect(self._chosen)
        self.compared = Card(tr("Comparison"), self.table.sort)
        self.lacking = label("", "warn", wrap=True)
        self.compared.body.addWidget(self.lacking)
        self.compared.body.addWidget(self.table)
        self.asked: JobView | None = None
        self.part = Button(tr("Where do they part?"), "", "", tr("Choose one package: its layers are compared with its classifier's, one by one"))  # fmt: skip
        self.part.setEnabled(False)
        self.part.clicked.connect(self._ask)
        self.compared.body.addLayout(row(self.part, 1))
        self.sentences = label("", "muted", wrap=True)
        self.compared.body.addWidget(self.sentences)
        self.body.addWidget(self.compared)
        self.devices = DeviceCard()
        self.devices.chosen.connect(self.take)
        self.body.addWidget(self.devices)
        self.disagreements = DisagreementCard()
        self.body.addWidget(self.disagreements)
        self.body.addStretch()

    def _where(self) -> QWidget:
        """What a mark's size says, and where it was timed."""
        self.place = QComboBox()
        self.place.setAccessibleName(tr("Latency measured on"))
        self.place.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.place.currentIndexChanged.connect(self._draw)
        line = row(label(tr("larger marks are slower"), "muted"), self.place, spacing=8)
        line.setContentsMargins(0, 0, 0, 0)
        made = QWidget()
        made.setLayout(line)
        return made

    def _offer_places(self) -> None:
        """This computer, and every device there is a report of; none to choose while there is only one."""
        found, chosen = devices.places(self.space.state), self.place.currentData()
        with QSignalBlocker(self.place):
            self.place.clear()
            for key, said in found:
                self.place.addItem(tr("on {place}", place=said), key)
            self.place.setCurrentIndex(max(0, self.place.findData(chosen)))
        self.place.setVisible(len(found) > 1)

    def _draw(self) -> None:
        state = self.space.state
        marks = packages.marks(state, devices.latencies(state, str(self.place.currentData() or "")))
        self.scatter.show_marks(marks)
        self.picture.setVisible(bool(marks))

    def refresh(self) -> None:
        """What is known now."""
        state = self.space.state
        lines = packages.compared_lines(state)
        self.table.show_lines(lines)
        self._offer_places()
        self._draw()
        self.devices.setVisible(bool(state.packages()))
        self.devices.show_state(state)
        lacking = packages.unmeasured(state)
        self.lacking.setText(lacking)
        self.lacking.setVisible(bool(lacking))
        self.sentences.setText("\n".join(packages.told(state)))
        self.sentences.setVisible(bool(self.sentences.text()))
        self.compared.setVisible(bool(lines))
        self.disagreements.setVisible(bool(lines))
        self.disagreements.show_state(state)

    def update_button(self) -> None:
        """When all is known, it measures once more."""
        super().update_button()
        name = (
            tr("Measure all")
            if self.lacking.text() or not self.table.names()
            else tr("Measure again")
        )
        self.primary.setText(f" {name}")
        self.primary.setAccessibleName(name)

    def press(self) -> None:
        """Measure what is not known, or everything when all is."""
        known = self.table.names() and not self.lacking.text()
        self.start("compare", {"again": bool(known)})

    def take(self, path: str) -> None:
        """Figures that the app took on a phone."""
        self.start("device", {"file": path})

    def progress(self, job: JobView) -> None:
        """Each model's figures appear when they are there."""
        if job is self.asked and job.state is State.DONE:
            self.asked = None
            if found := (job.result or {}).get("trace"):
                TraceSheet(self.window(), found).open()
        if job.step == "device" and job.state is State.DONE:
            self.notice.say(tr("Figures of {device} were added.", device=job.result.get("device", "")), "\n".join(job.result.get("lines", ())))  # fmt: skip
        if job.step == "compare" and job.stage == "models" and job.done != self._measured:
            self._measured = job.done
            self.space.refresh()

    def _ask(self) -> None:
        """Look where the chosen package parts from its classifier."""
        spec = parting.question(self.space.state, self.table.selected())
        if spec is not None:
            self.asked = self.start("trace", spec)

    def _picked(self, name: str) -> None:
        self.table.select([name])

    def _chosen(self, names: list[str]) -> None:
        """One row is the picture's current mark; two are compared row by row."""
        self.part.setEnabled(parting.question(self.space.state, names) is not None)
        if len(names) == 1:
            self.scatter.choose(names[0])
        if len(names) == 2:
            by_size = sorted(names, key=lambda n: -self.space.state.names[n].size_bytes if n in self.space.state.names else 0)  # fmt: skip
            if all(name in self.space.state.names for name in names):
                self.disagreements.choose(*by_size)
