"""The laws of a job's story, kept where it is told: order, one ending, calm and forward progress."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from studio.core.events import Event, Note, Progress, Started

_NOTHING = (Note(""), Note("", "idle"))  # an idle step's way to say nothing
INTERVAL = 0.1  # seconds between two Progress of one stage: at most 10 a second


class Story:
    """Passes events to `send` so that the laws of house rules section 4 hold, whatever a step says.

    `done` never goes back within a stage: a stage that begins again ("convert" for the teacher,
    then for the student) becomes "convert (2)", and anything else is clamped. Progress that comes
    too soon is held; the last of a stage, and one that reaches its total, always arrives. After
    the ending nothing is said. Safe to end from another thread.
    """

    def __init__(
        self, send: Callable[[Event], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._send, self._clock = send, clock
        self._lock = threading.Lock()
        self._held: Progress | None = None
        self._last: Progress | None = None
        self._visits: dict[str, int] = {}
        self._plain = ""  # the running stage's own name
        self._sent_at = float("-inf")
        self._done: dict[str, int] = {}
        self._full: set[str] = set()
        self._ended = False

    def begin(self, event: Started) -> None:
        """The first event."""
        self._send(event)

    def say(self, event: Event) -> None:
        """Anything between the beginning and the end; a step can't say Started or an ending."""
        if event.ending or isinstance(event, Started) or event in _NOTHING:
            return
        with self._lock:
            if self._ended:
                return
            if isinstance(event, Progress):
                self._progress(event)
            else:
                self._send(event)

    def end(self, ending: Event, wait: float = -1) -> bool:
        """Say what is held, then the ending; False when there was one already.

        `wait` bounds the seconds a second thread waits for one that is in the middle of saying.
        """
        if not self._lock.acquire(timeout=wait):
            return False
        try:
            if self._ended:
                return False
            self._flush()
            self._send(ending)
            self._ended = True
            return True
        finally:
            self._lock.release()

    def _progress(self, event: Progress) -> None:
        stage = self._stage(event)
        if self._last is not None and self._last.stage != stage:
            self._flush()
        done = max(event.done, self._done.get(stage, event.done))
        event = Progress(stage, done, event.total)
        if event == self._last:
            return
        self._done[event.stage], self._last, self._held = done, event, event
        full = event.total is not None and done >= event.total and event.stage not in self._full
        if full:
            self._full.add(event.stage)
        if full or self._clock() - self._sent_at >= INTERVAL:
            self._flush()

    def _stage(self, event: Progress) -> str:
        """The stage's name, numbered when it begins again."""
        name, visit = event.stage, self._visits.setdefault(event.stage, 1)
        known = name if visit == 1 else f"{name} ({visit})"
        back = event.done < self._done.get(known, event.done)
        if back and (name != self._plain or (event.done == 0 and known in self._full)):
            self._visits[name] = visit + 1
            known = f"{name} ({visit + 1})"
        self._plain = name
        return known

    def _flush(self) -> None:
        if self._held is not None:
            held, self._held = self._held, None
            self._sent_at = self._clock()
            self._send(held)
