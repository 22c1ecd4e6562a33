"""The Activity drawer: every job with its stage, bar, rate, time left, and what can be done with it."""

from __future__ import annotations

import itertools

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.jobs.machine import memory_of
from studio.ui.desk import Desk
from studio.ui.presenters import words
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, ElidedLabel, FlatButton, label, named

TICK = 1000  # milliseconds between two looks at the clock
STEPS = 1000
ROW, HEIGHT = 38, 168  # pixels of one job; of the list at most


class JobRow(QWidget):
    """One job."""

    def __init__(self, desk: Desk, job: JobView) -> None:
        super().__init__()
        self._desk, self.job = desk, job
        self.title = label(job.title, "h2")
        self.title.setFixedWidth(112)
        self.headline, self.figures = ElidedLabel("", "muted"), label("", "small")
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress of {job}", job=job.title))
        self.cancel, self.again = FlatButton(tr("Cancel"), "x"), FlatButton(tr("Retry"), "rotate-cw")  # fmt: skip
        self.log, self.forget = FlatButton(tr("Log")), FlatButton(tr("Remove"), "x", words=False)
        self.sooner, self.later = FlatButton(tr("Sooner"), "chevron-up", words=False), FlatButton(tr("Later"), "chevron-down", words=False)  # fmt: skip
        self.sooner.clicked.connect(lambda: desk.move(self.job, -1))
        self.later.clicked.connect(lambda: desk.move(self.job, +1))
        self.cancel.clicked.connect(lambda: desk.cancel(self.job))
        self.again.clicked.connect(lambda: desk.again(self.job))
        self.forget.clicked.connect(lambda: desk.remove(self.job))
        self.log.clicked.connect(self._show_log)
        for button in (self.cancel, self.again):
            button.setFixedWidth(100)
        kept = self.forget.sizePolicy()
        kept.setRetainSizeWhenHidden(True)
        self.forget.setSizePolicy(kept)
        words_ = QVBoxLayout()
        words_.setSpacing(3)
        line = QHBoxLayout()
        line.addWidget(self.headline, 1)
        line.addWidget(self.figures)
        words_.addLayout(line)
        words_.addWidget(self.bar)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 4, 12, 4)
        outer.setSpacing(8)
        outer.addWidget(self.title)
        outer.addLayout(words_, 1)
        for button in (self.sooner, self.later, self.cancel, self.again, self.log, self.forget):
            outer.addWidget(button)
        self._name_buttons()
        self.show_job()

    def show_job(self) -> None:
        """Words and bar as they are now."""
        job, now = self.job, self._desk.clock()
        self.headline.say(job.headline())
        memory = memory_of(job.pid) if job.state is State.RUNNING else 0
        told = [job.figures(now), words.size(memory) if memory else ""]
        self.figures.setText(" · ".join(t for t in told if t))
        self._show_bar()
        queue = self._desk.waiting
        place = queue.index(job) if job in queue else -1
        self.cancel.setVisible(not job.state.over and place < 0)
        self.cancel.setEnabled(job.state is not State.STOPPING)
        self.sooner.setVisible(place >= 0 and len(queue) > 1)
        self.later.setVisible(self.sooner.isVisibleTo(self))
        self.sooner.setEnabled(place > 0)
        self.later.setEnabled(place < len(queue) - 1)
        name = tr("Resume") if job.resumable or job.state is State.INTERRUPTED else tr("Retry")
        if self.again.toolTip() != name:
            self.again.change(name, "rotate-cw")
            self._name_buttons()
        self.again.setVisible(job.state in (State.FAILED, State.CANCELLED, State.INTERRUPTED))
        self.forget.setVisible(job.state.over or place >= 0)
        self.setAccessibleName(f"{job.title}: {job.headline()} {self.figures.text()}")

    def _name_buttons(self) -> None:
        """With the job's name: a list of buttons that are all called Cancel helps nobody."""
        for button in (self.sooner, self.later, self.cancel, self.again, self.log, self.forget):
            button.setAccessibleName(f"{button.toolTip()}: {self.job.title}")

    def _show_bar(self) -> None:
        job = self.job
        running = job.state in (State.RUNNING, State.STOPPING)
        self.bar.setVisible(running or job.state is State.QUEUED)
        if running and job.fraction is None:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, STEPS)
            self.bar.setValue(round(STEPS * (job.fraction or 0.0)))

    def _show_log(self) -> None:
        dialog = QDialog(self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(tr("Log of {job}", job=self.job.title))
        dialog.resize(680, 420)
        text = QPlainTextEdit("\n".join(self.job.log) or tr("It has said nothing yet."))
        text.setReadOnly(True)
        text.setTabChangesFocus(True)
        text.setAccessibleName(dialog.windowTitle())
        close = Button(tr("Close"))
        close.clicked.connect(dialog.close)
        column = QVBoxLayout(dialog)
        column.addWidget(text)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        dialog.open()


class Drawer(QFrame):
    """A line that is always there, and the jobs below it when it is open."""

    toggled = Signal(bool)

    def __init__(self, desk: Desk, is_open: bool) -> None:
        super().__init__()
        self.setObjectName("drawer")
        self._desk, self.rows = desk, list[JobRow]()
        self.summary = ElidedLabel("", "muted")
        self.fold = FlatButton(tr("Show jobs"), "chevron-up", words=False)
        self.fold.clicked.connect(self._turn)
        head = QHBoxLayout()
        head.setContentsMargins(16, 3, 12, 3)
        head.setSpacing(12)
        head.addWidget(label(tr("Activity"), "h2"))
        head.addWidget(self.summary, 1)
        head.addWidget(self.fold)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 6)
        self._list.setSpacing(0)
        self._list.addStretch()
        inside = named(QWidget(), "page")
        inside.setLayout(self._list)
        self.area = QScrollArea(widgetResizable=True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.area)
        self._clock = QTimer(self, interval=TICK)
        self._clock.timeout.connect(self._tick)
        desk.added.connect(self._add)
        desk.changed.connect(self._changed)
        desk.ended.connect(self._changed)
        self._wanted = is_open
        self._summarise()

    def set_open(self, is_open: bool) -> None:
        """Show or hide the jobs."""
        self._wanted = is_open
        self._summarise()
        self.toggled.emit(is_open)

    def _turn(self) -> None:
        self.set_open(self.area.isHidden())

    def _add(self, job: JobView) -> None:
        self.rows.append(JobRow(self._desk, job))
        self._sort()
        self._summarise()

    def _changed(self, job: JobView) -> None:
        for row in [r for r in self.rows if r.job is job]:
            if job in self._desk.jobs:
                row.show_job()
            else:
                self.rows.remove(row)
                self._list.removeWidget(row)
                row.hide()
                row.deleteLater()
        self._sort()
        self._summarise()

    def _sort(self) -> None:
        """At work first, then the queue in its order, then what is over, newest first."""
        place = {job: at for at, job in enumerate(self._desk.jobs)}

        def order(row: JobRow) -> tuple[int, int]:
            if row.job.state.over:
                return (2, -place.get(row.job, 0))
            return (int(row.job.state is State.QUEUED), place.get(row.job, 0))

        wanted = sorted(self.rows, key=order)
        if wanted != self.rows or self._list.indexOf(wanted[-1] if wanted else self) < 0:
            self.rows = wanted
            for at, row in enumerate(wanted):
                self._list.insertWidget(at, row)
            for first, then in itertools.pairwise(wanted):
                QWidget.setTabOrder(first.forget, then.sooner)
        for row in wanted:
            if row.job.state is State.QUEUED:
                row.show_job()

    def _tick(self) -> None:
        for row in self.rows:
            if row.job.state is State.RUNNING:
                row.show_job()
        self._summarise()

    def _summarise(self) -> None:
        at_work = self._desk.unfinished
        shown = self._wanted and bool(self.rows)
        self.area.setVisible(shown)
        self.area.setFixedHeight(min(HEIGHT, ROW * len(self.rows) + 10))
        self.fold.setVisible(bool(self.rows))
        self.fold.change(tr("Hide jobs") if shown else tr("Show jobs"), "chevron-down" if shown else "chevron-up")  # fmt: skip
        if at_work:
            first = at_work[0]
            waiting = len(at_work) - 1
            told = " · ".join(t for t in (first.title, first.headline(), first.figures(self._desk.clock())) if t)  # fmt: skip
            told = tr("1 running") if shown else told
            self.summary.say(told + (tr(" · {n} waiting", n=waiting) if waiting else ""))
        else:
            cut = sum(row.job.state is State.INTERRUPTED for row in self.rows)
            self.summary.say(tr("Nothing is running") + (tr(" · {n} to resume", n=cut) if cut else ""))  # fmt: skip
        if bool(at_work) != self._clock.isActive():
            self._clock.start() if at_work else self._clock.stop()
