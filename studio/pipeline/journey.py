"""A walk through several steps as one job: which part, how far, and how long still."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Mapping
from typing import Any, TypeVar

from studio.core.events import Event, Metric, Note, Progress

SECONDS_LEFT = "job/seconds_left"
TELLING = frozenset({"train", "models"})  # stages that stand for most of their part
PLAN = 0.1  # of the whole plan weighs as much as what was worked: quick first parts promise nothing
KNOWN = 0.05  # of a part is done before its own pace counts
T = TypeVar("T")


class Journey:
    """Parts with their expected seconds on a slow two-core machine; the pace is learned on the way.

    Every story passes through, but what a part says about its own time left, which becomes part of
    the whole's; `job/seconds_left` is said about once a second.
    """

    def __init__(
        self, expected_seconds: Mapping[str, float], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._expected, self._clock = expected_seconds, clock
        self._done: list[str] = []
        self._worked = self._planned = 0.0  # seconds, of parts that were really done
        self._said = float("-inf")

    def walk(
        self, part: str, story: Generator[Event | None, None, T]
    ) -> Generator[Event | None, None, T]:
        """Tell one part's story with the time left; returns what the story returns."""
        began, fraction = self._clock(), 0.0
        own: tuple[float, float] | None = None  # seconds this part says are left, and when
        number = len(self._done) + 1
        yield Note(f"[{number}/{len(self._expected)}] {part}")
        while True:
            try:
                event = next(story)
            except StopIteration as end:
                self._arrive(part, self._clock() - began, end.value)
                yield self._left(part, 1.0, 0.0)
                return end.value  # type: ignore[no-any-return]
            if isinstance(event, Metric) and event.name == SECONDS_LEFT:
                own = None if math.isnan(event.value) else (event.value, self._clock())
                continue
            yield event
            if isinstance(event, Progress) and event.total:
                reached = event.done / event.total if event.stage in TELLING else 0.0
                fraction = max(fraction, reached)
            if self._clock() - self._said >= 1.0:
                yield self._left(part, fraction, self._clock() - began, own)

    def _arrive(self, part: str, seconds: float, result: Any) -> None:
        self._done.append(part)
        if not (isinstance(result, dict) and result.get("reused")):
            self._worked += seconds
            self._planned += self._expected[part]

    def _left(
        self, part: str, fraction: float, seconds: float, own: tuple[float, float] | None = None
    ) -> Metric:
        self._said = self._clock()
        expected = self._expected[part]
        running = part not in self._done
        known = running and fraction > KNOWN
        now = seconds / fraction - seconds if known else max(expected - seconds, 0.0)
        if known and own is not None:
            now = max(own[0] - (self._said - own[1]), 0.0)
            fraction = seconds / max(seconds + now, 1e-9)
        worked = self._worked + seconds * known
        planned = self._planned + expected * fraction * known
        prior = PLAN * sum(self._expected.values())
        pace = (worked + prior) / (planned + prior)
        after = [s for name, s in self._expected.items() if name not in self._done and name != part]
        return Metric(SECONDS_LEFT, round(now * running + pace * sum(after), 1))
