"""Runs one order in a worker and shows its story; Ctrl-C asks it to stop, twice insists."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

from studio.cli.faces import Face
from studio.core.errors import EXIT_BUG, EXIT_CANCELLED, EXIT_DONE, exit_code
from studio.core.events import Cancelled, Event, Failed, Finished
from studio.jobs.supervisor import run_job


def run(order: dict[str, Any], face: Face, command: list[str] | None = None) -> int:
    """The exit status of one job (house rules, section 5)."""
    return asyncio.run(_run(order, face, command))


async def _run(order: dict[str, Any], face: Face, command: list[str] | None) -> int:
    cancel = asyncio.Event()
    job = asyncio.ensure_future(_follow(order, face, cancel, command))

    def interrupted() -> None:
        job.cancel() if cancel.is_set() else cancel.set()

    with _signals(interrupted):
        try:
            return status(await job)
        except asyncio.CancelledError:
            ending = Cancelled(bool(order.get("resumable")))
            face.show(ending)
            return status(ending)


async def _follow(
    order: dict[str, Any], face: Face, cancel: asyncio.Event, command: list[str] | None
) -> Event | None:
    last: Event | None = None
    async with contextlib.aclosing(run_job(order, cancel=cancel, command=command)) as job:
        async for last in job:
            face.show(last)
    return last


def status(ending: Event | None) -> int:
    """Exit status of an ending."""
    if isinstance(ending, Finished):
        return EXIT_DONE
    if isinstance(ending, Cancelled):
        return EXIT_CANCELLED
    return exit_code(ending.code) if isinstance(ending, Failed) else EXIT_BUG


@contextlib.contextmanager
def _signals(interrupted: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, and a polite kill, call `interrupted` in the loop."""
    loop = asyncio.get_running_loop()
    if os.name == "posix":
        numbers = (signal.SIGINT, signal.SIGTERM)
        for number in numbers:
            loop.add_signal_handler(number, interrupted)
        try:
            yield
        finally:
            for number in numbers:
                loop.remove_signal_handler(number)
    else:
        before = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(interrupted))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
