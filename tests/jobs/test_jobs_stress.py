"""Cancel and resume, again and again: nobody may be left waiting for the one before."""

from __future__ import annotations

import asyncio
import contextlib
import statistics
import time
from pathlib import Path

import pytest
from jobs_help import COMMAND, check_story, gone, order

from studio.core.events import Cancelled, Event, Note, Progress
from studio.jobs.supervisor import run_job

ROUNDS = 30
LIMIT = 20.0  # seconds for one round; a quiet computer takes 0.3


async def one_round(step: str, **spec: object) -> tuple[list[Event], float, float]:
    """Its story, the seconds to its first progress and those from cancel to the ending."""
    cancel, events = asyncio.Event(), list[Event]()
    began = time.monotonic()
    moved = asked = ended = 0.0
    job = run_job({**order(step, **spec), "resumable": True}, cancel=cancel, command=COMMAND)
    async with asyncio.timeout(LIMIT), contextlib.aclosing(job):
        async for event in job:
            events.append(event)
            ended = time.monotonic()
            if isinstance(event, (Progress, Note)) and not cancel.is_set():
                moved, asked = time.monotonic() - began, time.monotonic()
                cancel.set()
    check_story(events)
    return events, moved, ended - asked


@pytest.mark.slow
async def test_thirty_times_cancelled_and_resumed(tmp_path: Path) -> None:
    starts, stops = [], []
    for _ in range(ROUNDS):
        events, moved, stopped = await one_round("locked", path=str(tmp_path / "lock"))
        assert events[-1] == Cancelled(True), events[-1]
        starts.append(moved)
        stops.append(stopped)
        assert gone(events[0].pid)  # type: ignore[attr-defined]
    print(f"first progress: {spread(starts)}; cancel: {spread(stops)}")


@pytest.mark.slow
@pytest.mark.parametrize("step", ["spin", "stuck"])
async def test_cancel_comes_within_a_second(step: str) -> None:
    """Twenty cancels in a busy pure-Python step, and in a call that can't be stopped."""
    waits = []
    for _ in range(20):
        events, _, waited = await one_round(step)
        assert events[-1] == Cancelled(True)
        waits.append(waited)
    print(f"{step}: {spread(waits)}")
    assert statistics.median(waits) < 1.0


def spread(seconds: list[float]) -> str:
    ordered = sorted(seconds)
    return f"median {statistics.median(ordered):.3f} s, p95 {ordered[int(len(ordered) * 0.95) - 1]:.3f} s, largest {ordered[-1]:.3f} s"
