"""The laws of a story, whatever a step says and whenever it says it."""

from __future__ import annotations

import itertools
import threading

from hypothesis import given
from hypothesis import strategies as st
from jobs_help import check_story

from studio.core.events import (
    Cancelled,
    Checkpointed,
    Event,
    Finished,
    Metric,
    Note,
    Progress,
    Started,
)
from studio.jobs.story import INTERVAL, Story

STAGE = st.sampled_from(["read", "train", "verify"])
SAID: st.SearchStrategy[Event] = st.one_of(
    st.builds(Progress, STAGE, st.integers(0, 50), st.none() | st.integers(0, 50)),
    st.builds(Metric, st.just("loss"), st.floats(0, 1)),
    st.builds(Note, st.text(max_size=3)),
    st.builds(Checkpointed, st.integers(0, 5)),
    st.just(Started("again", 1)),
    st.just(Finished("too early")),
)
PAUSES = st.floats(0, 0.3)


def told(said: list[tuple[Event, float]]) -> list[tuple[Event, float]]:
    """What a listener hears, and when, of events said with pauses after them."""
    now, heard = 0.0, []
    story = Story(lambda event: heard.append((event, now)), clock=lambda: now)
    story.begin(Started("s", 1))
    for event, pause in said:
        story.say(event)
        now += pause
    story.end(Cancelled(False))
    story.say(Note("after the end"))
    assert not story.end(Finished(None))
    return heard


@given(st.lists(st.tuples(SAID, PAUSES), max_size=40))
def test_the_laws_hold(said: list[tuple[Event, float]]) -> None:
    check_story([event for event, _ in told(said)])


@given(st.lists(st.tuples(SAID, PAUSES), max_size=40))
def test_nothing_but_progress_is_ever_held_back(said: list[tuple[Event, float]]) -> None:
    heard = [e for e, _ in told(said)[1:-1] if not isinstance(e, Progress)]
    assert heard == [e for e, _ in said if isinstance(e, (Metric, Checkpointed)) or (isinstance(e, Note) and e.text)]  # fmt: skip


@given(st.lists(st.tuples(SAID, PAUSES), max_size=40))
def test_the_last_progress_of_a_stage_always_arrives(said: list[tuple[Event, float]]) -> None:
    spoken = [e for e, _ in said if isinstance(e, Progress)]
    heard = [e for e, _ in told(said) if isinstance(e, Progress)]
    visits = [list(visit)[-1] for _, visit in itertools.groupby(spoken, lambda e: e.stage)]
    lasts = [list(visit)[-1] for _, visit in itertools.groupby(heard, lambda e: plain(e.stage))]
    # a visit may repeat word for word what was said before: then there is nothing to say
    rest = iter(visits)
    assert all(any(plain(e.stage) == v.stage for v in rest) for e in lasts)
    if spoken:
        assert plain(heard[-1].stage) == spoken[-1].stage
        assert heard[-1].total == spoken[-1].total and heard[-1].done >= spoken[-1].done


def plain(stage: str) -> str:
    return stage.partition(" (")[0]


def test_a_stage_that_begins_again_gets_a_number() -> None:
    said = [("read", 0), ("read", 9), ("save", 1), ("read", 0), ("read", 9), ("read", 0), ("save", 1), ("read", 4), ("read", 2)]  # fmt: skip
    heard = [e for e, _ in told([(Progress(name, done, 9), 1.0) for name, done in said])]
    assert [(e.stage, e.done) for e in heard if isinstance(e, Progress)] == [
        ("read", 0), ("read", 9), ("save", 1), ("read (2)", 0), ("read (2)", 9), ("read (3)", 0),
        ("save", 1), ("read (3)", 4),
    ]  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, 10**6), st.floats(0, 0.05)), max_size=60))
def test_progress_is_at_most_ten_a_second(counts: list[tuple[int, float]]) -> None:
    heard = told([(Progress("read", done), pause) for done, pause in counts])
    times = [at for event, at in heard if isinstance(event, Progress)][:-1]  # the last is exempt
    gaps = [b - a for a, b in itertools.pairwise(times)]
    assert all(gap >= INTERVAL for gap in gaps)


def test_reaching_the_total_is_said_at_once() -> None:
    heard = [e for e, _ in told([(Progress("s", 1, 9), 0.01), (Progress("s", 9, 9), 0.01), (Note("x"), 0)])]  # fmt: skip
    assert heard[1:4] == [Progress("s", 1, 9), Progress("s", 9, 9), Note("x")]


def test_two_threads_write_one_ending() -> None:
    heard: list[Event] = []
    story = Story(heard.append)
    story.begin(Started("s", 1))
    threads = [threading.Thread(target=story.end, args=(Finished(at),)) for at in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_story(heard)
    assert len(heard) == 2


def test_the_second_ending_does_not_wait_for_ever() -> None:
    gate, inside = threading.Event(), threading.Event()

    def slow(event: Event) -> None:
        inside.set()
        gate.wait(10)

    story = Story(slow)
    speaker = threading.Thread(target=story.say, args=(Note("x"),))
    speaker.start()
    assert inside.wait(10)
    assert not story.end(Cancelled(), wait=0.05)
    gate.set()
    speaker.join()


def test_an_ending_that_is_not_json_leaves_room_for_another() -> None:
    import pytest

    from studio.core.events import encode

    heard: list[str] = []
    story = Story(lambda event: heard.append(encode(event)))
    with pytest.raises(TypeError):
        story.end(Finished(object()))
    assert story.end(Finished(None)) and len(heard) == 1
