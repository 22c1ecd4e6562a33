"""The walk through several steps: numbered parts, and a time left that learns the pace."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from studio.core.events import Event, Metric, Note, Progress
from studio.pipeline.journey import SECONDS_LEFT, Journey


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def part(clock: Clock, seconds: int, result: Any = None) -> Generator[Event, None, Any]:
    for second in range(seconds):
        clock.now += 1
        yield Progress("train", second + 1, seconds)
    return result


def walked(trip: Journey, name: str, story: Generator[Event, None, Any]) -> tuple[list[Event], Any]:
    events, steps = [], trip.walk(name, story)
    while True:
        try:
            events.append(next(steps))
        except StopIteration as end:
            return events, end.value


def left(events: list[Event]) -> list[float]:
    return [e.value for e in events if isinstance(e, Metric) and e.name == SECONDS_LEFT]


def test_time_left_falls_and_learns_the_pace() -> None:
    clock = Clock()
    trip = Journey({"one": 20.0, "two": 20.0}, clock)
    events, result = walked(trip, "one", part(clock, 40, {"x": 1}))
    assert result == {"x": 1} and events[0] == Note("[1/2] one")
    assert 36 < left(events)[-1] <= 40  # twice as slow as planned: the second part will be too
    events, _ = walked(trip, "two", part(clock, 40))
    assert left(events)[-1] == 0.0 and left(events)[20] > left(events)[30]


def test_what_was_kept_says_nothing_about_the_pace() -> None:
    clock = Clock()
    trip = Journey({"one": 100.0, "two": 50.0}, clock)
    events, _ = walked(trip, "one", part(clock, 1, {"reused": True}))
    assert left(events)[-1] == 50.0


def test_quick_first_parts_promise_no_quick_end() -> None:
    clock = Clock()
    trip = Journey({"build": 12.0, "import": 4.0, "teach": 200.0, "distil": 260.0}, clock)
    walked(trip, "build", part(clock, 3))
    walked(trip, "import", part(clock, 1))
    events, _ = walked(trip, "teach", part(clock, 200))
    said = left(events)
    assert all(
        0.8 * (460 - s) < value < 1.2 * (460 - s) for s, value in enumerate(said[60:199], 61)
    )


def test_the_running_part_says_how_slow_the_next_will_be() -> None:
    clock = Clock()
    trip = Journey({"teach": 100.0, "distil": 100.0}, clock)
    events, _ = walked(trip, "teach", part(clock, 300))
    assert left(events)[150] > 380  # 150 of this part, 300 of the next


def test_what_a_part_says_about_its_own_end_becomes_part_of_the_whole() -> None:
    def uneven() -> Generator[Event, None, None]:
        for second in range(100):
            clock.now += 1
            yield Progress("train", min(90, second), 100)  # quick steps first
            yield Metric(SECONDS_LEFT, 99.0 - second)
        yield Metric(SECONDS_LEFT, float("nan"))

    clock = Clock()
    trip = Journey({"one": 100.0, "two": 50.0}, clock)
    events, _ = walked(trip, "one", uneven())
    said = left(events)
    assert len(said) < 110 and not any(value != value for value in said)  # told by the walk alone
    assert all(abs(value - (150 - s)) < 20 for s, value in enumerate(said) if 10 < s < 99)
