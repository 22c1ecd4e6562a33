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
    step: str,
    cancel_when: Callable[[Event], bool] | None = None,
    cancel_file: Path | None = None,
    **spec: Any,
) -> tuple[list[Event], float]:
    """Every event of one job, and the seconds from cancel to its ending.

    Cancelled at an event, or when a file appears: a step that has just spoken may still be stopped
    politely, one that has just written a file is in the middle of things.
    """
    cancel, events, asked = asyncio.Event(), [], time.monotonic()

    async def watch() -> None:
        nonlocal asked
        while cancel_file is not None and not cancel_file.exists():
            await asyncio.sleep(0.01)
        asked = time.monotonic()
        cancel.set()

    watcher = asyncio.ensure_future(watch()) if cancel_file is not None else None
    async with contextlib.aclosing(run_job(order(step, **spec), cancel=cancel, command=COMMAND)) as job:  # fmt: skip
        async for event in job:
            events.append(event)
            ended = time.monotonic()
            if cancel_when and not cancel.is_set() and cancel_when(event):
                asked = time.monotonic()
                cancel.set()
    if watcher is not None:
        watcher.cancel()
    check_story(events)
    return events, ended - asked


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
