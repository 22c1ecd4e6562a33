"""A pane: title, what it is for, one primary button with its reason, a notice, and a page."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QShowEvent, QUndoStack
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.core.errors import InputError
from studio.core.events import Failed
from studio.pipeline.catalogue import NEEDS_PROJECT
from studio.ui.hint import Hint
from studio.ui.notice import Notice
from studio.ui.presenters import activity
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.state import Badge, badge, following, lost, missing, way_on
from studio.ui.widgets import Button, TurnButton, label, named
from studio.ui.workspace import Workspace

TURN = 25  # milliseconds between the refreshes of two hidden panes

MADE_BY = {
    "dataset": marked("Import a file first."),
    "teacher": marked("Choose a teacher first."),
    "student": marked("Distil a student first."),
    "classifier": marked("Choose a teacher or distil a student first."),
    "package": marked("Convert a model first."),
}


class Page(QWidget):
    """What scrolls: as high as its words need at the width they have.

    A folding label's own least height is that of a narrower one; the sum would be empty space
    below the last card.
    """

    def minimumSizeHint(self) -> QSize:
        """Its height follows from its width."""
        return QSize(super().minimumSizeHint().width(), 0)


class Pane(QWidget):
    """Subclasses name themselves, fill `body` in `build`, and say what `press` does."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    ORDER: ClassVar[int]
    ICON: ClassVar[str]
    PURPOSE: ClassVar[str]
    PRIMARY: ClassVar[str] = ""
    JOBS: ClassVar[tuple[str, ...]] = ()

    def __init__(self, space: Workspace) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.space = space
        self.notice = Notice()
        self.hint = Hint(space.settings, self.NAME)
        self.primary = TurnButton(tr(self.PRIMARY), "play", "primary")
        self.stop = TurnButton(tr("Stop"), "square")
        self.reason = label("", "muted")
        self.mend = Button("", "", "link")
        self.onward = Button("", "", "link")
        self._maker = ""
        self._lost: list[str] = []
        self.body = QVBoxLayout()
        self._lay_out()
        self.build()
        self.primary.clicked.connect(self.press)
        self.stop.clicked.connect(self._stop)
        self.mend.clicked.connect(lambda: space.go.emit(self._maker))
        self.onward.clicked.connect(lambda: space.go.emit(following(self.NAME)))
        self._later = QTimer(self, interval=TURN * self.ORDER, singleShot=True)
        self._later.timeout.connect(self._turn)
        space.project_changed.connect(self._project_changed)
        space.desk.added.connect(
            self._job_changed
        )  # at once: a second click must not start a second job
        space.desk.changed.connect(self._job_changed)
        space.desk.ended.connect(self._job_ended)
        self._refresh()
        for job in self._working():  # built while its job runs
            self.progress(job)

    # for subclasses -----------------------------------------------------------------------------

    def build(self) -> None:
        """Fill the page."""

    def refresh(self) -> None:
        """The project is another one, or has something new."""

    def press(self) -> None:
        """The primary button."""

    def progress(self, job: JobView) -> None:
        """A job of this pane moved."""

    def blocked(self) -> str:
        """A reason of the pane's own why the button can't be pressed, or ""."""
        return ""

    def undo_stack(self) -> QUndoStack | None:
        """What Edit > Undo takes back while this pane is in front, or None."""
        return None

    def opened(self) -> None:
        """The pane came to the front."""

    def take(self, path: str) -> None:
        """A file or folder that belongs here was dropped."""

    async def leave(self) -> None:
        """The window closes; returns when nothing of the pane's own runs any more."""

    # ----------------------------------------------------------------------------------------------

    def start(self, step: str, spec: dict[str, Any], after: JobView | None = None) -> JobView:
        """Queue a job; what was said before no longer holds."""
        self.notice.hide()
        return self.space.start(step, spec, after)

    def refuse(self, error: InputError) -> None:
        """Say what the person must mend."""
        self.notice.fail(Failed(error.code, error.message, error.remedy, error.detail))

    def update_button(self) -> None:
        """Switch the primary button on or off, with the reason beside it."""
        lacking = missing(self.space.state, self.NAME)
        own = "" if lacking else self._read_only() or self.blocked()
        busy = self._working()
        held = self.primary.hasFocus() or self.stop.hasFocus()
        self.primary.take_turn(bool(self.PRIMARY) and not busy)
        self.stop.take_turn(bool(busy))
        self.primary.setEnabled(lacking is None and not own)
        if held:  # who pressed one finds the other under the same key
            (self.stop if busy else self.primary).setFocus()
        self._show_way_on(bool(busy))
        self._maker = lacking[1] if lacking else ""
        self.mend.setText(tr(MADE_BY[lacking[0]]) if lacking else "")
        self.mend.setAccessibleName(self.mend.text())
        self.mend.setVisible(bool(lacking) and bool(self.PRIMARY))
        old = badge(self.space.state, self.NAME) is Badge.STALE
        said = own or (
            tr("Out of date: something before it changed.") if old and not lacking else ""
        )
        self.reason.setText(said)
        self.reason.setVisible(bool(said) and not busy and bool(self.PRIMARY))

    def _show_way_on(self, busy: bool) -> None:
        """The next step, once this one is done or need not be."""
        after = "" if busy else way_on(self.space.state, self.NAME)
        self.onward.setText(tr("Next: {step}", step=tr(after.capitalize())) if after else "")
        self.onward.setAccessibleName(self.onward.text())
        self.onward.setVisible(bool(after))

    def _read_only(self) -> str:
        return self.space.read_only if NEEDS_PROJECT & set(self.JOBS) else ""

    def _tell_lost(self) -> None:
        """Somebody removed what this step made: say so, and that it can be made again."""
        gone = lost(self.space.state, self.NAME)
        if gone and gone != self._lost and self.PRIMARY:
            self.notice.say(
                tr("Removed from the disk: {names}.", names=", ".join(gone)),
                tr("Press “{button}” to make it again; what was measured of it is kept.", button=tr(self.PRIMARY)),
                "warn",
            )  # fmt: skip
        elif not gone and self._lost:
            self.notice.hide()
        self._lost = gone

    def _working(self) -> list[JobView]:
        return [job for job in self.space.desk.unfinished if self._concerns(job)]

    def _concerns(self, job: JobView) -> bool:
        return job.step in self.JOBS or activity.step_of(job) == self.NAME

    def showEvent(self, event: QShowEvent) -> None:
        """What was put off is not seen old."""
        super().showEvent(event)
        self.hint.look()  # another pane may have turned all of them off
        if self._later.isActive():
            self._refresh()

    def _project_changed(self) -> None:
        """Now, if somebody looks; else soon, each pane in a turn of its own: all at once would be felt."""
        if self.isVisible():
            self._refresh()
        else:
            self._later.start()

    def _turn(self) -> None:
        """A hidden pane's turn; a worker started after the window said goodbye would outlive it."""
        if self.space.awake():
            self._refresh()
        elif not self.space.desk.closing:
            self._later.start()

    def _refresh(self) -> None:
        self._later.stop()
        self._tell_lost()
        self.refresh()
        self.update_button()

    def _job_changed(self, job: JobView) -> None:
        if self._concerns(job):
            self.progress(job)
            self.update_button()

    def _job_ended(self, job: JobView) -> None:
        if job.step in self.JOBS:
            if job.state is State.FAILED and job.failure is not None:
                self.notice.fail(job.failure)
            self.update_button()

    def _stop(self) -> None:
        for job in reversed(self._working()):
            self.space.desk.cancel(job)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self._head())
        page = self.page = named(Page(), "page")
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addWidget(self.hint)
        column.addWidget(self.notice)
        column.addLayout(self.body, 1)
        area = self.area = QScrollArea(widgetResizable=True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        area.setWidget(page)
        outer.addWidget(area, 1)
        self.body.setSpacing(16)

    def _head(self) -> QFrame:
        head = named(QFrame(), "head")
        line = QHBoxLayout(head)
        line.setContentsMargins(24, 14, 24, 14)
        line.setSpacing(14)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(tr(self.TITLE), "h1"))
        words.addWidget(label(tr(self.PURPOSE), "muted", wrap=True))
        line.addLayout(words, 1)
        for part in (self.reason, self.mend, self.onward, self.stop, self.primary):
            line.addWidget(part)
        return head
