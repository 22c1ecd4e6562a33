"""Where jobs run for the window: one at a time, in order, their events folded in without haste."""

from __future__ import annotations

import asyncio
import contextlib
import time
import traceback
from collections.abc import AsyncGenerator, Callable, Coroutine
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
        self._stops: dict[JobView, asyncio.Event] = {}  # the job at work
        self._task: asyncio.Task[None] | None = None
        self._touched: dict[JobView, None] = {}
        self.closing = False
        self._asides: set[asyncio.Task[None]] = set()
        self._calm = QTimer(self, interval=CALM, singleShot=True)
        self._calm.timeout.connect(self._flush)

    @property
    def unfinished(self) -> list[JobView]:
        """Jobs that run or wait."""
        return [job for job in self.jobs if not job.state.over]

    @property
    def waiting(self) -> list[JobView]:
        """Jobs that have not begun, the next one first."""
        return [j for j in self.jobs if j.state is State.QUEUED and j not in self._stops]

    def busy(self) -> list[str]:
        """Names of the jobs at work now, and of the steps whose part a long one is in."""
        at_work = [j for j in self.jobs if j.state in (State.RUNNING, State.STOPPING)]
        return [name for j in at_work for name in (j.step, activity.step_of(j)) if name]

    def submit(self, step: str, spec: dict[str, Any], project: str | None, after: JobView | None = None) -> JobView:  # fmt: skip
        """Queue a job; one that comes `after` another runs only if that one ends well."""
        job = JobView(step, activity.title(step), spec, project, after=after)
        self.jobs.append(job)
        self.added.emit(job)
        self._next()
        return job

    def show(self, job: JobView) -> None:
        """A job of an earlier session, to be seen and resumed."""
        self.jobs.append(job)
        self.added.emit(job)

    def again(self, job: JobView) -> JobView:
        """Resume or retry: the same order; the old row goes. What it waited for comes again, too."""
        self.forget(job)
        first = job.after
        if first is not None and first.state.over and first.state is not State.DONE:
            first = self.again(first)
        return self.submit(job.step, job.spec, job.project, first)

    def forget(self, job: JobView) -> None:
        """Take a finished job off the desk."""
        if job.state.over and job in self.jobs:
            self.jobs.remove(job)
            self.changed.emit(job)

    def remove(self, job: JobView) -> None:
        """Take a job that waits off the desk; what comes after it goes as well."""
        for later in [j for j in self.waiting if j.after is job]:
            self.remove(later)
        if job in self.waiting:
            job.stop()
            self.ended.emit(job)
        self.forget(job)

    def move(self, job: JobView, by: int) -> None:
        """Let a waiting job change places with its neighbour: -1 sooner, +1 later."""
        queue = self.waiting
        at = queue.index(job) + by if job in queue else -1
        if not 0 <= at < len(queue) or queue[at] is job.after or queue[at].after is job:
            return
        here, there = self.jobs.index(job), self.jobs.index(queue[at])
        self.jobs[here], self.jobs[there] = self.jobs[there], self.jobs[here]
        self.changed.emit(job)

    def cancel(self, job: JobView, why: Failed | None = None) -> None:
        """Ask a job to stop; one that waits never starts. `why` is told when it wasn't the person."""
        if job.state.over:
            return
        job.why = why
        if job in self._stops:
            job.state = State.STOPPING
            self._stops[job].set()
            self.changed.emit(job)
            return
        job.stop()
        if why is not None:
            job.take(why, self.clock())
        self.changed.emit(job)
        self.ended.emit(job)
        self._next()

    def aside(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Short work outside the queue (a look at a file, a search); `stop` waits for its end.

        What is asked for while the window closes ends before it begins.
        """
        task = asyncio.get_running_loop().create_task(work)
        self._asides.add(task)
        task.add_done_callback(self._asides.discard)
        if self.closing:
            task.cancel()
        return task

    async def look(self, step: str, spec: dict[str, Any], told: Callable[[Event], None]) -> None:
        """Run a step at once, beside the jobs, and hand on what it says; cancelling ends it."""
        order = {"step": step, "spec": spec, "project": None, "resumable": False}
        async with contextlib.aclosing(self._source(order, cancel=asyncio.Event())) as story:
            async for event in story:
                told(event)

    async def stop(self) -> None:
        """End everything, the running job last of all; returns when nothing is left."""
        self.closing = True
        await self._end_asides()
        for job in reversed(self.unfinished):
            self.cancel(job)
        if self._task is not None:
            await asyncio.wait([self._task])
        await self._end_asides()  # the last job's end may have led to some
        self._calm.stop()

    async def _end_asides(self) -> None:
        while self._asides:
            for aside in list(self._asides):
                aside.cancel()
            await asyncio.wait(list(self._asides))

    def _next(self) -> None:
        if self._task is not None or self.closing:
            return
        for job in self.waiting:
            first = job.after
            if first is not None and first.state.over and first.state is not State.DONE:
                job.skip(tr("Not started, because “{first}” did not finish.", first=first.title), self.clock())  # fmt: skip
                self.changed.emit(job)
                self.ended.emit(job)
                continue
            if first is None or first.state is State.DONE:
                self._start(job)
                return

    def _start(self, job: JobView) -> None:
        self._stops[job] = asyncio.Event()
        self._task = asyncio.get_running_loop().create_task(self._run(job))
        self._task.add_done_callback(lambda task: self._over(job, task))

    async def _run(self, job: JobView) -> None:
        order = {"step": job.step, "spec": job.spec, "project": job.project, "resumable": job.step in RESUMABLE}  # fmt: skip
        async with contextlib.aclosing(self._source(order, cancel=self._stops[job])) as story:
            async for event in story:
                stopping = job.state is State.STOPPING
                job.take(event, self.clock())
                if stopping and not event.ending:
                    job.state = State.STOPPING
                self._touch(job)

    def _touch(self, job: JobView) -> None:
        self._touched[job] = None
        if not self._calm.isActive():
            self._calm.start()

    def _over(self, job: JobView, task: asyncio.Task[None]) -> None:
        error = None if task.cancelled() else task.exception()
        if not job.state.over:  # the story broke off: a fault of the studio's, shown as one
            trace = "".join(traceback.format_exception(error)) if error else ""
            job.take(Failed("bug", tr("The job's story broke off."), "", trace), self.clock())
        self._task = None
        self._stops.pop(job, None)
        self._touched[job] = None
        self._flush()
        self.ended.emit(job)
        self._next()

    def _flush(self) -> None:
        touched, self._touched = list(self._touched), {}
        for job in touched:
            self.changed.emit(job)
