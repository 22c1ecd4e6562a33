"""Thousands of questions to one resident worker: each is answered, and its memory stays flat."""

from __future__ import annotations

import asyncio
import random
import sys
import tempfile
import time
from pathlib import Path

import psutil

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "pipeline")]

from figures import Figures  # noqa: E402

from studio.core.events import Answer  # noqa: E402
from studio.jobs.resident import Resident  # noqa: E402

LEAK = 50.0  # megabytes
SETTLED = 0.2  # of the questions: caches and the allocator's pools are full
PATIENCE = 60.0


def run(count: int, seed: int = 0) -> Figures:
    """Ask one after the other, each of other words and another length."""
    found = Figures("questions to one worker")
    with found.timed(), tempfile.TemporaryDirectory() as folder:
        from pipeline_tiny import make_teacher

        teacher = make_teacher(Path(folder) / "model")
        asyncio.run(_ask(found, teacher, count, random.Random(seed)))
    return found


async def _ask(found: Figures, model: Path, count: int, dice: random.Random) -> None:
    from pipeline_tiny import FILLER, WORDS

    words = [*FILLER, *(word for group in WORDS.values() for word in group)]
    resident = Resident({"step": "playground", "spec": {"models": [str(model)]}, "project": None})
    await resident.start()
    events, settled, began = aiter(resident), 0.0, time.monotonic()
    try:
        for at in range(count):
            number = resident.ask({"text": " ".join(dice.choices(words, k=dice.randint(1, 40)))})
            while not (isinstance(event := await asyncio.wait_for(anext(events), PATIENCE), Answer) and event.value["answers"]):  # fmt: skip
                if event.ending:
                    found.fault(f"the worker ended: {event}")
                    return
                if isinstance(event, Answer):  # the model was still being loaded
                    await asyncio.sleep(0.2)
                    number = resident.ask({"text": "is it ready"})
            if event.id != number:
                found.fault(f"question {number} got the answer of {event.id}")
            found.tries += 1
            if at == int(SETTLED * count):
                settled = _megabytes(resident)
        grown = _megabytes(resident) - settled
    finally:
        await resident.close()
    found.facts |= {"s": round(time.monotonic() - began, 1), "MB at the end": round(settled + grown), "MB grown": round(grown, 1)}  # fmt: skip
    if grown > LEAK:
        found.fault(f"memory grew by {grown:.0f} MB")


def _megabytes(resident: Resident) -> float:
    assert resident._channel is not None
    return float(psutil.Process(resident._channel.pid).memory_info().rss / 1e6)
