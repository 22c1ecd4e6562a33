"""What every pane shares: the open project, the desk, the settings, the theme, the way around."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.errors import StudioError
from studio.jobs.resident import Resident
from studio.pipeline.catalogue import NEEDS_PROJECT
from studio.ui.desk import Desk
from studio.ui.presenters import activity
from studio.ui.presenters.job import JobView
from studio.ui.presenters.state import ProjectState, read_state, recover
from studio.ui.settings import Settings
from studio.ui.theme import Theme

ResidentFactory = Callable[[dict[str, Any]], Resident]


class Workspace(QObject):
    """`project_changed` says that `state` is new; `go` asks the frame for a step's pane."""

    project_changed = Signal()
    go = Signal(str)
    failed = Signal(object)  # a StudioError that belongs to no pane

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
        self.extra_models: list[str] = []  # dropped ones, not in the project
        self.dropped_teacher = ""
        self._made = False
        self._soon = QTimer(self, interval=150, singleShot=True)
        self._soon.timeout.connect(self.refresh)
        desk.changed.connect(self._job_changed)
        desk.ended.connect(self._job_ended)
        self._seen: dict[int, int] = {}

    def open(self, root: Path) -> bool:
        """Open a project; its cut-off jobs come onto the desk. False when it can't be."""
        busy = None if self.desk.unfinished else recover(root)
        state = read_state(root)
        if state.problem is not None:
            self.failed.emit(state.problem)
            return False
        self._adopt(root, state)
        if busy is not None:
            self.failed.emit(busy)
        return True

    def refresh(self) -> None:
        """Read the project again."""
        state = read_state(self.state.root)
        if state.problem is not None and not self._made:  # its first job has not made it yet
            state = ProjectState(state.root)
        elif state.problem is not None:
            self.failed.emit(state.problem)
        self._made = self._made or bool(state.names)
        self.state = state
        self.project_changed.emit()

    def start(self, step: str, spec: dict[str, Any], after: JobView | None = None) -> JobView:
        """Queue a job of this project."""
        root = str(self.state.root) if self.state.root else None
        return self.desk.submit(step, spec, root, after)

    def start_in(self, root: Path, step: str, spec: dict[str, Any]) -> JobView:
        """Queue the job that makes a project; the window is in it from now on."""
        if root != self.state.root:
            self._adopt(root, ProjectState(root))
        return self.start(step, spec)

    def _adopt(self, root: Path, state: ProjectState) -> None:
        for old in [j for j in self.desk.jobs if j.state.over and j.project != str(root)]:
            self.desk.forget(old)
        self.state, self._made = state, bool(state.names)
        self.settings.opened(root)
        for job in activity.cut_off(state):
            self.desk.show(job)
        self.project_changed.emit()

    def _job_changed(self, job: JobView) -> None:
        if len(job.artifacts) != self._seen.get(id(job), 0):  # a part of a long job is complete
            self._seen[id(job)] = len(job.artifacts)
            self._soon.start()

    def _job_ended(self, job: JobView) -> None:
        self._seen.pop(id(job), None)
        if job.step in NEEDS_PROJECT or job.artifacts:
            self._soon.start()

    def say(self, error: StudioError) -> None:
        """Show an error that belongs to no pane."""
        self.failed.emit(error)
