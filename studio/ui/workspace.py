"""What every pane shares: the open project, the desk, the settings, the theme, the way around."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.errors import HostError, StudioError
from studio.core.events import Failed
from studio.jobs.resident import Resident
from studio.pipeline.catalogue import NEEDS_PROJECT
from studio.project import is_project
from studio.project.book import keep_unfinished
from studio.project.folder import gone
from studio.project.lock import WindowLock
from studio.ui.desk import Desk
from studio.ui.presenters import activity
from studio.ui.presenters.job import JobView
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState, read_state, recover
from studio.ui.settings import Settings
from studio.ui.theme import Theme

ResidentFactory = Callable[[dict[str, Any]], Resident]
WATCH = 2000  # milliseconds between two looks whether the project is still there


class Workspace(QObject):
    """`project_changed` says that `state` is new; `go` asks the frame for a step's pane."""

    project_changed = Signal()
    go = Signal(str)
    failed = Signal(object)  # a StudioError that belongs to no pane
    gone = Signal(object)  # the Path of a project that is no longer there; None when it came back
    elsewhere = Signal(object, object)  # its Path, the StudioError: another window works in it

    def __init__(
        self,
        desk: Desk,
        settings: Settings,
        theme: Theme,
        resident: ResidentFactory = Resident,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.settings, self.theme, self.resident = desk, settings, theme, resident
        self.state = ProjectState()
        self.read_only = ""  # why nothing can be changed here, "" when it can
        self.extra_models: list[str] = []  # dropped ones, not in the project
        self.dropped_teacher = ""
        self._made = self._is_gone = self._unread = False
        self._lost: list[str] = []
        self._lock: WindowLock | None = None
        self._soon = QTimer(self, interval=150, singleShot=True)
        self._soon.timeout.connect(self._refresh_soon)
        self._watch = QTimer(self, interval=WATCH)
        self._watch.timeout.connect(self.look)
        desk.added.connect(self._write_down)
        desk.changed.connect(self._job_changed)
        desk.ended.connect(self._job_ended)
        self._seen: WeakKeyDictionary[JobView, tuple[int, str]] = WeakKeyDictionary()

    # the project ----------------------------------------------------------------------------------

    def open(self, root: Path, *, look: bool = False) -> bool:
        """Open a project; its cut-off jobs come onto the desk. False when it can't be.

        `look`: without changing anything, although another window works in it.
        """
        root = root.absolute()
        held, self._lock = self._lock, None
        if held is not None:
            held.release()
        try:
            read_only = (
                "" if not look else tr("It is open in another window: here you can only look.")
            )
            if not look and is_project(root):
                read_only = self._take(root)
        except StudioError as error:
            self._take_back(held)
            self.elsewhere.emit(root, error)
            return False
        busy = None if self.desk.unfinished or read_only else recover(root)
        state = read_state(root)
        if state.problem is not None:
            self._take_back(held)
            self.failed.emit(state.problem)
            return False
        self._adopt(root, state, read_only)
        if busy is not None:
            self.failed.emit(busy)
        return True

    def close_project(self) -> None:
        """Let go of the project; the window shows none."""
        self._release()
        self._is_gone, self._made, self.read_only = False, False, ""
        self._watch.stop()
        self.state = ProjectState()
        self.project_changed.emit()

    def refresh(self) -> None:
        """Read the project again."""
        root = self.state.root
        state = read_state(root)
        if state.problem is not None and not self._made:  # its first job has not made it yet
            state = ProjectState(root)
        elif state.problem is not None and root is not None and not is_project(root):
            self._vanished(root)
            return
        elif state.problem is not None:
            self._not_read(state.problem)
            return
        self._unread = False
        if root is not None and state.names and not self._made:
            self._begin_holding(root)
        self._made = self._made or bool(state.names)
        self.state, self._lost = state, state.lost()
        self.project_changed.emit()

    def _not_read(self, problem: StudioError) -> None:
        """A full disk lets nobody read the catalogue: what was read last stands, and `look` tries again."""
        if not self._unread:
            self._unread = True
            self.failed.emit(problem)
            self.project_changed.emit()

    def awake(self) -> bool:
        """Whether tasks can be started: the loop runs (Qt's timers fire without it, too), and nobody closes the window."""
        if self.desk.closing:
            return False
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return False
        return True

    def _refresh_soon(self) -> None:
        if self.awake():
            self.refresh()
        elif not self.desk.closing:
            self._soon.start()

    def look(self) -> None:
        """See whether the project is still there, with all that it holds."""
        root = self.state.root
        if root is None or not (self._made or self._is_gone):
            return
        if not is_project(root):
            self._vanished(root)
        elif self._is_gone:
            self._is_gone, self._made = False, True
            self.gone.emit(None)
            self.refresh()
        elif self._unread or self.state.lost() != self._lost:
            self.refresh()

    def _vanished(self, root: Path) -> None:
        if self._is_gone:
            return
        self._is_gone = True
        error = gone(root)
        told = Failed(error.code, error.message, error.remedy)
        for job in reversed(self.desk.unfinished):
            if job.project == str(root):
                self.desk.cancel(job, told)
        self.state, self._lost = ProjectState(root, problem=error), []
        self.project_changed.emit()
        self.gone.emit(root)

    def _adopt(self, root: Path, state: ProjectState, read_only: str = "") -> None:
        for old in [j for j in self.desk.jobs if j.state.over and j.project != str(root)]:
            self.desk.forget(old)
        self.state, self._made, self._is_gone = state, is_project(root) and bool(state.names), False
        self._unread = False
        self.read_only, self._lost = read_only, state.lost()
        self.settings.opened(root)
        shown = [j.step for j in self.desk.jobs if j.project == str(root)]
        for job in activity.cut_off(state):
            if job.step not in shown:
                self.desk.show(job)
        self._watch.start()
        self.project_changed.emit()

    # one window works in a project ----------------------------------------------------------------

    def _take(self, root: Path) -> str:
        """Hold the project; why it can only be looked at, or "". Raises HostError: held elsewhere."""
        lock = WindowLock(root)
        try:
            lock.take()
        except HostError as error:
            if error.code.endswith(WindowLock.CODE):
                raise
            return error.message
        self._lock = lock
        return ""

    def _begin_holding(self, root: Path) -> None:
        """A project that a job of this window has just made."""
        if self._lock is None:
            try:
                self.read_only = self._take(root)
            except HostError as error:
                self.read_only = error.message

    def _take_back(self, held: WindowLock | None) -> None:
        self._release()
        if held is not None:
            with contextlib.suppress(StudioError):
                held.take()
            self._lock = held

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def leave(self) -> None:
        """The window closes: let go of everything."""
        self._watch.stop()
        self._soon.stop()
        self._release()

    # jobs -----------------------------------------------------------------------------------------

    def start(self, step: str, spec: dict[str, Any], after: JobView | None = None) -> JobView:
        """Queue a job of this project; where nothing may be changed it fails at once."""
        root = str(self.state.root) if self.state.root else None
        if self.read_only and step in NEEDS_PROJECT:
            return self._refused(step, spec, root)
        if spec.get("threads") == 0 and self.settings.threads:
            spec = {**spec, "threads": self.settings.threads}
        return self.desk.submit(step, spec, root, after)

    def start_in(self, root: Path, step: str, spec: dict[str, Any]) -> JobView:
        """Queue the job that makes a project; the window is in it from now on."""
        if root != self.state.root:
            self._release()
            self._adopt(root, ProjectState(root))
        return self.start(step, spec)

    def _refused(self, step: str, spec: dict[str, Any], root: str | None) -> JobView:
        error = HostError(self.read_only, code="read-only", remedy=tr("Save a copy of the project (File menu) and go on there."))  # fmt: skip
        job = JobView(step, activity.title(step), spec, root)
        job.take(Failed(error.code, error.message, error.remedy), self.desk.clock())
        self.failed.emit(error)
        return job

    def _job_changed(self, job: JobView) -> None:
        now = (len(job.artifacts), str(job.state))
        before = self._seen.get(job, (0, ""))
        self._seen[job] = now
        if now[0] != before[0]:  # a part of a long job is complete
            self._soon.start()
        if now[1] != before[1] or job not in self.desk.jobs:
            self._write_down(job)

    def _job_ended(self, job: JobView) -> None:
        self._write_down(job)
        if job.step in NEEDS_PROJECT or job.artifacts:
            self._soon.start()

    def _write_down(self, job: JobView) -> None:
        """What a crash would cut off stands in the project's book; a kept job stays there."""
        if job.project is None or self.desk.closing or self.read_only:
            return
        orders = activity.orders(self.desk.jobs, job.project)
        with contextlib.suppress(StudioError, OSError):  # a full disk must not stop the job
            keep_unfinished(Path(job.project), orders)

    def forget_unfinished(self) -> None:
        """What runs or waits now is not to be resumed at the next start."""
        kept = [job for job in self.desk.jobs if job.state.over]
        for project in {j.project for j in self.desk.unfinished if j.project}:
            with contextlib.suppress(StudioError, OSError):
                keep_unfinished(Path(project), activity.orders(kept, project))

    def say(self, error: StudioError) -> None:
        """Show an error that belongs to no pane."""
        self.failed.emit(error)
