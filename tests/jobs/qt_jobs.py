"""A program that runs jobs and a resident under Qt's loop, then leaves: it must leave cleanly."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import qasync
from jobs_help import COMMAND, order
from PySide6.QtWidgets import QApplication

from studio.core.events import Answer, Cancelled, Finished, Note
from studio.jobs.resident import Resident
from studio.jobs.supervisor import run_job


async def job(cancel: asyncio.Event, step: str, **spec: object) -> object:
    last = None
    async with contextlib.aclosing(run_job(order(step, **spec), cancel=cancel, command=COMMAND)) as events:  # fmt: skip
        async for last in events:
            if last == Note("stuck now"):
                cancel.set()
    return last


async def window() -> None:
    beats, longest, stop = time.perf_counter(), 0.0, False

    async def heartbeat() -> None:  # the window must never wait for any of this
        nonlocal beats, longest
        while not stop:
            await asyncio.sleep(0.005)
            longest, beats = max(longest, time.perf_counter() - beats), time.perf_counter()

    heart = asyncio.ensure_future(heartbeat())
    resident = Resident(order("answers"), command=COMMAND)
    asked = resident.ask({"text": "hello"})
    endings = await asyncio.gather(
        job(asyncio.Event(), "count", n=3), job(asyncio.Event(), "stuck"), job(asyncio.Event(), "big", size=10**6)
    )  # fmt: skip
    assert endings[0] == Finished({"n": 3}) and endings[1] == Cancelled(False), endings
    async for event in resident:
        if isinstance(event, Answer):
            assert event == Answer(asked, "HELLO")
            break
    await resident.close()
    stop = True
    await heart
    assert threading.active_count() == 1, threading.enumerate()
    print("longest wait", round(longest, 3))


app = QApplication([])
app.setQuitOnLastWindowClosed(False)
with qasync.QEventLoop(app) as loop:
    loop.run_until_complete(window())
print("left")
