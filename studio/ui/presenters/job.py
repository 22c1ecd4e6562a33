"""One job as the Activity drawer shows it: its events folded into a state, a pace and words."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from studio.core.events import (
    ArtifactReady,
    Cancelled,
    Event,
    Failed,
    Finished,
    Metric,
    Note,
    Progress,
    Started,
)
from studio.ui.presenters import words
from studio.ui.presenters.language import tr

SECONDS_LEFT = "job/seconds_left"  # what a job of several parts says about its end
CURVE_POINTS = 20_000  # of one metric; older points are thinned out
LOG_LINES = 400


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    INTERRUPTED = "interrupted"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self not in (State.QUEUED, State.RUNNING, State.STOPPING)


@dataclass(eq=False)  # two jobs that look alike are still two
class JobView:
    """Folds events in with `take`; times are seconds of one monotonic clock.

    One that comes `after` another runs only if that one ends well. `why` replaces the word
    "stopped" when something other than the person stopped it.
    """

    step: str
    title: str
    spec: dict[str, Any] = field(default_factory=dict)
    project: str | None = None
    state: State = State.QUEUED
    part: str = ""
    stage: str = ""
    done: int = 0
    total: int | None = None
    pid: int = 0
    resumable: bool = False
    failure: Failed | None = None
    result: Any = None
    artifacts: list[ArtifactReady] = field(default_factory=list)
    metrics: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    log: deque[str] = field(default_factory=lambda: deque(maxlen=LOG_LINES))
    after: JobView | None = None
    why: Failed | None = None
    told: str = ""
    _began: float | None = None
    _ended: float | None = None
    _stage_began: float = 0.0
    _stage_first: int = 0
    _warm: tuple[int, float] | None = None  # done, and when, after the stage's first step
    _left: tuple[float, float] | None = None  # seconds left, said at

    def take(self, event: Event, now: float) -> None:
        """Fold one event in."""
        if isinstance(event, Started):
            self.state, self.pid, self._began = State.RUNNING, event.pid, now
        elif isinstance(event, Progress):
            self._progress(event, now)
        elif isinstance(event, Metric):
            self._metric(event, now)
        elif isinstance(event, Note):
            self._note(event)
        elif isinstance(event, ArtifactReady):
            self.artifacts.append(event)
            self.log.append(f"{event.artifact}: {event.path} ({words.size(event.size_bytes)})")
        elif event.ending:
            self._end(event, now)

    def stop(self) -> None:
        """The person asked it to stop."""
        self.state = State.CANCELLED if self.state is State.QUEUED else State.STOPPING

    def skip(self, reason: str, now: float) -> None:
        """It will not run, because what it needs did not happen."""
        self.state, self._ended, self.told = State.CANCELLED, now, reason
        self.log.append(reason)

    def _progress(self, event: Progress, now: float) -> None:
        if event.stage != self.stage:
            self.stage, self._stage_began, self._stage_first = event.stage, now, event.done
            self._warm = None
        elif self._warm is None and event.done > self._stage_first:
            self._warm = (event.done, now)  # a first step takes longer: it is not the pace
        self.done, self.total = event.done, event.total

    def _metric(self, event: Metric, now: float) -> None:
        if event.name == SECONDS_LEFT:  # null: it has no more to say about that
            self._left = None if event.value is None else (event.value, now)
            return
        if event.value is None:  # NaN travels as null
            return
        curve = self.metrics.setdefault(event.name, [])
        curve.append((event.at, event.value))
        if len(curve) > CURVE_POINTS:
            del curve[: CURVE_POINTS // 2 : 2]

    def _note(self, event: Note) -> None:
        if event.text.startswith("[") and "] " in event.text:  # "[3/9] Augment" of a journey
            self.part, self.stage, self.done, self.total = event.text, "", 0, None
            self.metrics.clear()  # curves belong to one part
        self.log.append(event.text)

    def _end(self, event: Event, now: float) -> None:
        self._ended = now
        if isinstance(event, Cancelled) and self.why is not None:
            event = self.why
        if isinstance(event, Finished):
            self.state, self.result = State.DONE, event.result
        elif isinstance(event, Failed):
            self.state, self.failure = State.FAILED, event
            self.log.extend(
                t for t in (event.message, event.remedy, *event.detail.splitlines()) if t
            )
        elif isinstance(event, Cancelled):
            self.state, self.resumable = State.CANCELLED, event.resumable

    # words ------------------------------------------------------------------------------------

    @property
    def begun(self) -> bool:
        """Whether its worker ever said a word."""
        return self._began is not None

    @property
    def fraction(self) -> float | None:
        """0..1 of the running stage, None while unknown."""
        return min(1.0, self.done / self.total) if self.total else None

    def elapsed(self, now: float) -> float:
        """Seconds since it started, or that it took."""
        return 0.0 if self._began is None else (self._ended or now) - self._began

    def rate(self, now: float) -> float | None:
        """Units a second of the running stage, None before it moved."""
        done, since = self._warm or (self._stage_first, self._stage_began)
        if self.done <= done:  # nothing but the first step yet
            done, since = self._stage_first, self._stage_began
        moved, passed = self.done - done, now - since
        return moved / passed if moved > 0 and passed >= 0.3 else None

    def seconds_left(self, now: float) -> float | None:
        """What the job says itself, else the stage's own pace."""
        if self._left is not None:
            return max(0.0, self._left[0] - (now - self._left[1]))
        pace = self.rate(now)
        return None if not pace or not self.total else max(0, self.total - self.done) / pace

    def headline(self) -> str:
        """The stage, or how it ended."""
        if self.state is State.RUNNING:
            where = " · ".join(w for w in (self.part, words.plain(self.stage)) if w)
            return where or tr("Starting")
        return {
            State.QUEUED: tr("Waiting for its turn"),
            State.STOPPING: tr("Stopping"),
            State.DONE: tr("Done"),
            State.FAILED: self.failure.message if self.failure else tr("Failed"),
            State.CANCELLED: self.told
            or (tr("Stopped: can be resumed") if self.resumable else tr("Stopped")),
            State.INTERRUPTED: self.told or tr("Interrupted: resume it"),
        }[self.state]

    def figures(self, now: float) -> str:
        """1,680 of 4,000 · 11.2/s · 3 min 12 s left."""
        if self.state is not State.RUNNING:
            return words.duration(self.elapsed(now)) if self.elapsed(now) else ""
        parts = []
        if self.total and self.total > 1:
            parts.append(tr("{done} of {total}", done=words.count(self.done), total=words.count(self.total)))  # fmt: skip
        elif self.done and not self.total:
            parts.append(words.count(self.done))
        if (pace := self.rate(now)) and self.total != 1:
            parts.append(words.rate(pace))
        if (left := self.seconds_left(now)) is not None:
            parts.append(tr("{time} left", time=words.duration(left)))
        parts.append(tr("{time} so far", time=words.duration(self.elapsed(now))))
        return " · ".join(parts)
