"""A file as large as people have: time, most memory, and how soon a cancel ends the import."""

from __future__ import annotations

import asyncio
import contextlib
import random
import tempfile
import time
from pathlib import Path
from typing import Any

import psutil
from figures import Figures

from studio.core.events import Progress
from studio.core.files import PART
from studio.jobs.supervisor import run_job
from studio.project import Project

LABELS = ("billing", "shipping", "account", "returns", "other", "praise")
SLOW = 2.0  # seconds a cancel may take until nothing of the job is left
BLOCK = 20_000


def run(megabytes: int, seed: int = 0, cancels: int = 3) -> Figures:
    """Import a file of so many megabytes once to the end, then cancel it at `cancels` moments."""
    found = Figures(f"an import of {megabytes:,} MB")
    dice = random.Random(seed)
    with found.timed(), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.csv"
        found.facts["rows"] = write(file, megabytes * 1_000_000, dice)
        asyncio.run(_whole(found, file, Path(folder) / "p"))
        for at in range(cancels):
            place = Path(folder) / f"c{at}"
            asyncio.run(
                _cancelled(found, file, place, dice.random() * float(str(found.facts["s"])))
            )
    return found


def write(file: Path, size: int, dice: random.Random) -> int:
    """A clean CSV of about 100 bytes a row, one in twelve repeated, torn, near another or bad; how many rows."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(dice.choices(letters, k=dice.randint(2, 9))) for _ in range(20_000)]
    rows, some = 0, [("a text of its own", "other")]
    with open(file, "w", encoding="utf-8") as out:
        out.write("text,label\n")
        while out.tell() < size:
            picked = dice.choices(words, k=14 * BLOCK)
            lines = [(" ".join(picked[at * 14 : at * 14 + 14]), LABELS[at % 6]) for at in range(BLOCK)]  # fmt: skip
            for at in range(0, BLOCK, 12):
                text, label = dice.choice(some)
                kinds = ((text, label), (text, LABELS[at % 6]), (f"{text} again", label), (text, ""), ("", label))  # fmt: skip
                lines[at] = dice.choice(kinds)
            some = (some + lines[1::48])[-400_000:]
            out.writelines(f"{text},{label}\n" for text, label in lines)
            rows += BLOCK
    return rows


async def _whole(found: Figures, file: Path, project: Path) -> None:
    began = time.monotonic()
    stages: dict[str, float] = {}
    async with contextlib.aclosing(run_job(_order(file, project))) as story:
        async for event in story:
            if hasattr(event, "pid"):
                watched = asyncio.create_task(_memory(event.pid))
            if isinstance(event, Progress):
                stages[event.stage] = time.monotonic() - began
            last = event
    peak, own, cpu = await watched
    found.tries += 1
    found.facts |= {"s": round(time.monotonic() - began, 1), "MB at most": round(peak), "MB of its own": round(own), "processor s of it": round(cpu), "stages": " ".join(f"{name} {at:.0f}" for name, at in stages.items())}  # fmt: skip
    if last.kind != "finished":
        found.fault(f"the import ended with {last}")


async def _memory(pid: int) -> tuple[float, float, float]:
    """(the most megabytes a process ever held, without mapped files, its processor seconds), until it is gone."""
    most = own = cpu = 0.0
    with contextlib.suppress(psutil.Error, FileNotFoundError):
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            memory = process.memory_info()
            most = max(most, memory.rss / 1e6)
            own = max(own, (memory.rss - getattr(memory, "shared", 0)) / 1e6)
            cpu = sum(process.cpu_times()[:2])
            await asyncio.sleep(0.05)
    return most, own, cpu


async def _cancelled(found: Figures, file: Path, project: Path, after: float) -> None:
    cancel, asked = asyncio.Event(), 0.0

    def ask() -> None:
        nonlocal asked
        asked = time.monotonic()
        cancel.set()

    asyncio.get_running_loop().call_later(after, ask)
    async with contextlib.aclosing(run_job(_order(file, project), cancel=cancel)) as story:
        async for event in story:
            last = event
    if asked and last.kind == "cancelled":
        late = time.monotonic() - asked
        found.tries += 1
        found.most("s until a cancel had ended it", late)
        if late > SLOW:
            found.fault(f"a cancel after {after:.1f} s took {late:.1f} s")
        left = [p.name for p in project.parent.glob(f"{PART}*")]
        if project.exists():  # one that nothing was made in is gone
            with Project.open(project, write=True):  # starting is recovering
                left += [p.name for p in project.rglob(f"{PART}*")]
        if left:
            found.fault(f"a cancel left {left}")


def _order(file: Path, project: Path) -> dict[str, Any]:
    return {"step": "import", "spec": {"file": str(file)}, "project": str(project)}
