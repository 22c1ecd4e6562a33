"""Where jobs run for the window: one at a time, in order, their events folded in without haste."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import AsyncGenerator, Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.events import Event, Failed
from studio.jobs.supervisor import run_job
from studio.pipeline.catalogue import RESUMABLE
from studio.ui.presenters import activity
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr

CALM = 50  # milliseconds between two repaints of one job


class Source(Protocol):
    """Runs an order and tells its story (studio.jobs.supervisor.run_job, or a test's script)."""

    def __call__(self, order: dict[str, Any], *, cancel: asyncio.Event) -> AsyncGenerator[Event, None]:  # fmt: skip
        """Every event, one ending last."""
        ...


class Desk(QObject):
    """A queue of jobs. `changed` comes at most every 50 ms a job, `ended` once, after the last change."""

    added = Signal(object)
    changed = Signal(object)
    ended = Signal(object)

    def __init__(
        self,
        source: Source = run_job,
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._source, self.clock = source, clock
        self.jobs: list[JobView] = []
        self._after: dict[int, JobView] = {}
        self._stops: dict[int, asyncio.Event] = {}
        self._task: asyncio.Task[None] | None = None
        self._touched: dict[int, JobView] = {}
        self._closing = False
        self._calm = QTimer(self, interval=CALM, singleShot=True)
        self._calm.timeout.connect(self._flush)

    @property
    def unfinished(self) -> list[JobView]:
        """Jobs that run or wait."""
        return [job for job in self.jobs if not job.state.over]

    def busy(self) -> list[str]:
        """Names of the jobs at work now, and of the steps whose part a long one is in."""
        at_work = [j for j in self.jobs if j.state in (State.RUNNING, State.STOPPING)]
        return [name for j in at_work for name in (j.step, activity.step_of(j)) if name]

    def submit(self, step: str, spec: dict[str, Any], project: str | None, after: JobView | None = None) -> JobView:  # fmt: skip
        """Queue a job; one that comes `after` another runs only if that one ends well."""
        job = JobView(step, activity.title(step), spec, project)
        if after is not None:
            self._after[id(job)] = after
        self.jobs.append(job)
        self.added.emit(job)
        self._next()
        return job

    def show(self, job: JobView) -> None:
        """A job of an earlier session, to be seen and resumed."""
        self.jobs.append(job)
        self.added.emit(job)

    def again(self, job: JobView) -> JobView:
        """Resume or retry: the same order; the old row goes."""
        self.forget(job)
        return self.submit(job.step, job.spec, job.project)

    def forget(self, job: JobView) -> None:
        """Take a finished job off the desk."""
        if job.state.over and job in self.jobs:
            self.jobs.remove(job)
            self.changed.emit(job)

    def cancel(self, job: JobView) -> None:
        """Ask a job to stop; one that waits never starts."""
        if job.state.over:
            return
        waiting = job.state is State.QUEUED and id(job) not in self._stops
        if waiting:
            job.stop()
            self.changed.emit(job)
            self.ended.emit(job)
            self._next()
        else:
            job.state = State.STOPPING
            self._stops[id(job)].set()
            self.changed.emit(job)

    async def stop(self) -> None:
        """End everything, the running job last of all; returns when nothing is left."""
        self._closing = True
        for job in reversed(self.unfinished):
            self.cancel(job)
        if self._task is not None:
            await asyncio.wait([self._task])
        self._calm.stop()

    def _next(self) -> None:
        if self._task is not None or self._closing:
            return
        for job in [j for j in self.jobs if j.state is State.QUEUED]:
            first = self._after.get(id(job))
            if first is not None and first.state.over and first.state is not State.DONE:
                job.skip(tr("Not started, because “{first}” did not finish.", first=first.title), self.clock())  # fmt: skip
                self.changed.emit(job)
                self.ended.emit(job)
                continue
            if first is None or first.state is State.DONE:
                self._start(job)
                return

    def _start(self, job: JobView) -> None:
        self._stops[id(job)] = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run(job))
        self._task.add_done_callback(lambda task: self._over(job, task))

    async def _run(self, job: JobView) -> None:
        order = {"step": job.step, "spec": job.spec, "project": job.project, "resumable": job.step in RESUMABLE}  # fmt: skip
        async with contextlib.aclosing(self._source(order, cancel=self._stops[id(job)])) as story:
            async for event in story:
                stopping = job.state is State.STOPPING
                job.take(event, self.clock())
                if stopping and not event.ending:
                    job.state = State.STOPPING
                self._touched[id(job)] = job
                if not self._calm.isActive():
                    self._calm.start()

    def _over(self, job: JobView, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if not job.state.over:  # the story broke off: a fault of the studio's, shown as one
            trace = "".join(traceback.format_exception(error)) if error else ""
            job.take(Failed("bug", tr("The job's story broke off."), "", trace), self.clock())
        self._task = None
        self._stops.pop(id(job), None)
        self._touched[id(job)] = job
        self._flush()
        self.ended.emit(job)
        self._next()

    def _flush(self) -> None:
        touched, self._touched = list(self._touched.values()), {}
        for job in touched:
            self.changed.emit(job)
