"""What the job tests share: the echo worker's command, and a story in one call."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from studio.core.events import Event, Progress, Started
from studio.jobs.supervisor import run_job

COMMAND = [sys.executable, "-P", str(Path(__file__).with_name("echo_worker.py"))]


def order(step: str, **spec: Any) -> dict[str, Any]:
    return {"step": step, "spec": spec, "project": None}


async def story(
    step: str, cancel_when: Callable[[Event], bool] | None = None, **spec: Any
) -> tuple[list[Event], float]:
    """Every event of one job, and the seconds from cancel to the very end."""
    cancel, events, asked = asyncio.Event(), [], time.monotonic()
    async with contextlib.aclosing(run_job(order(step, **spec), cancel=cancel, command=COMMAND)) as job:  # fmt: skip
        async for event in job:
            events.append(event)
            if cancel_when and not cancel.is_set() and cancel_when(event):
                asked = time.monotonic()
                cancel.set()
    check_story(events)
    return events, time.monotonic() - asked


def check_story(events: list[Event]) -> None:
    """The laws of house rules, section 4."""
    assert [isinstance(e, Started) for e in events] == [True] + [False] * (len(events) - 1)
    assert [e.ending for e in events] == [False] * (len(events) - 1) + [True]
    done: dict[str, int] = {}
    for event in events:
        if isinstance(event, Progress):
            assert event.done >= done.get(event.stage, event.done)
            done[event.stage] = event.done


def gone(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Poll until it holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.01)
