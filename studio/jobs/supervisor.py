"""Run a job in another process and tell its story; works on any asyncio loop, Qt's included."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

from studio.core.errors import HostError
from studio.core.events import Cancelled, Checkpointed, Event, Failed, Started
from studio.jobs.channel import Channel
from studio.jobs.resident import Resident

__all__ = ["GRACE", "Resident", "run_job"]

GRACE = 0.8  # seconds between asking a worker to stop and killing its group
LEAVING = 5.0  # seconds an ended worker may spend on its exit handlers (temporary folders)


async def run_job(
    order: dict[str, Any],
    *,
    cancel: asyncio.Event | None = None,
    command: list[str] | None = None,
) -> AsyncGenerator[Event, None]:
    """Every event of one job: Started first, exactly one ending last.

    `order` is {"step", "spec", "project"}, and "resumable": true for a step that can go on
    later. Setting `cancel` asks the worker to stop and kills its group 0.8 s later. Leaving the
    loop early ends the worker, too: iterate under `contextlib.aclosing` (Qt's loop doesn't
    close abandoned generators), and aclose waits until nothing of the job is left.
    """
    try:
        channel = Channel(order, command)
    except HostError as error:
        yield Started(str(order.get("step")), 0)
        yield Failed(error.code, error.message, error.remedy, error.detail)
        return
    asked = asyncio.Event()
    stopper = asyncio.create_task(_stop(channel, cancel or asyncio.Event(), asked))
    patience = GRACE
    try:
        async with contextlib.aclosing(_story(channel, order, asked)) as story:
            async for event in story:
                if event.ending:
                    patience = LEAVING
                    stopper.cancel()
                yield event
    finally:
        stopper.cancel()
        if asked.is_set() and patience == GRACE:
            channel.kill()  # it had its time
        await channel.close(patience)


async def _story(
    channel: Channel, order: dict[str, Any], asked: asyncio.Event
) -> AsyncGenerator[Event, None]:
    """The worker's events, with what it could not say itself."""
    begun, resumable = False, bool(order.get("resumable"))
    async with contextlib.aclosing(channel.events()) as events:
        async for event in events:
            if not begun and not isinstance(event, Started):
                yield Started(str(order.get("step")), channel.pid)
            begun = True
            resumable |= isinstance(event, Checkpointed)
            yield event
            if event.ending:
                return
    if not begun:
        yield Started(str(order.get("step")), channel.pid)
    yield Cancelled(resumable) if asked.is_set() else await channel.obituary()


async def _stop(channel: Channel, cancel: asyncio.Event, asked: asyncio.Event) -> None:
    """Ask; then make sure."""
    await cancel.wait()
    asked.set()
    channel.send("cancel")
    await asyncio.sleep(GRACE)
    channel.kill()
