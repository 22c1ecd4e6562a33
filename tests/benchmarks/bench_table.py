"""A million rows in the Data pane: python tests/benchmarks/bench_table.py [ROWS] [FILE].

Prints what issue 3 promises: drop to preview, repaint after a jump, filter and sort, gaps between
the window's ticks meanwhile, and the memory of its process.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
# As where the studio is installed: else each worker compiles all of it anew, some 0.2 s.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil
import qasync
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QTableView

from studio.core import columns
from studio.ui.app import make_window, prepare
from studio.ui.settings import Settings
from studio.ui.window import Window

ROWS = 1_000_000
JUMPS = 200
LABELS = ("billing", "shipping", "account", "returns", "other", "praise")


def make_table(path: Path, rows: int) -> Path:
    """About 119 bytes a row, one in seven quoted."""
    draw = random.Random(0)
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = ["".join(draw.choices(letters, k=draw.randint(2, 9))) for _ in range(5000)]
    with open(path, "w", encoding="utf-8") as file:
        file.write("text,label,label id\n")
        for at in range(rows):
            k = draw.randrange(len(LABELS))
            text = " ".join(draw.choices(words, k=16))
            file.write(f"{chr(34) + text + ', and ' + str(at) + chr(34) if at % 7 == 0 else text},{LABELS[k]},{k}\n")  # fmt: skip
    return path


class Ticks:
    """Gaps between ticks of the window's event loop, in milliseconds."""

    def __init__(self) -> None:
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer = QTimer(interval=5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.gaps.append((now - self._last) * 1e3)
        self._last = now

    def take(self) -> str:
        """p99 and the largest since the last look."""
        gaps, self.gaps = sorted(self.gaps) or [0.0], []
        return f"gaps p99 {at_share(gaps, 0.99):.0f} ms, largest {gaps[-1]:.0f} ms"

    def stop(self) -> None:
        """No more ticks."""
        self._timer.stop()


def at_share(values: list[float], share: float) -> float:
    """The value below which this share of the sorted values lies."""
    return values[min(len(values) - 1, int(share * len(values)))]


async def until(true: Callable[[], Any], seconds: float = 120) -> None:
    """Poll, gently."""
    deadline = time.perf_counter() + seconds
    while not true():
        if time.perf_counter() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.002)


async def timed(act: Callable[[], Any], done: asyncio.Event) -> float:
    """Seconds from an act until the rows asked for are shown."""
    done.clear()
    began = time.perf_counter()
    act()
    await asyncio.wait_for(done.wait(), 60)
    return time.perf_counter() - began


def memory() -> int:
    """Bytes of this process that are its own: mapped pages of a file go when others need room."""
    return int(getattr(psutil.Process().memory_full_info(), "uss", 0))


def jumps(view: QTableView, rows: int) -> tuple[list[float], list[float]]:
    """Milliseconds of a repaint after a jump to any row, sorted; and of this thread's CPU."""
    draw, found, cpu = random.Random(1), [], []
    for _ in range(JUMPS):
        began, spent = time.perf_counter(), time.thread_time()
        view.verticalScrollBar().setValue(draw.randrange(rows))
        view.viewport().repaint()
        found.append((time.perf_counter() - began) * 1e3)
        cpu.append((time.thread_time() - spent) * 1e3)
    return sorted(found), sorted(cpu)


async def measured(window: Window, file: Path, rows: int) -> None:
    """Drop, jump, filter, sort."""
    window.go("data")
    pane: Any = window.panes["data"]
    pane.take(str(make_table(file.with_name("small.csv"), 100)))  # what is compiled is kept
    await until(lambda: pane.preview.shelf is not None)
    await asyncio.sleep(0.5)
    empty, ticks, cpu = memory(), Ticks(), resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    pane.take(str(file))
    await until(lambda: pane.preview.shelf is not None)
    pane.preview.view.viewport().repaint()
    passed = time.perf_counter() - began
    await until(lambda: not pane.look.busy)
    await asyncio.sleep(1.5)  # the worker is gone, its time is counted
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    worker = spent.ru_utime + spent.ru_stime - cpu.ru_utime - cpu.ru_stime
    print(f"rows {rows:,}, file {file.stat().st_size / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")  # fmt: skip
    print(f"drop to preview     {passed:.2f} s (worker's CPU {worker:.2f} s); {ticks.take()}")
    view, done = pane.preview.view, asyncio.Event()
    found, busy = jumps(view, rows)
    print(f"jump and repaint    p50 {at_share(found, 0.5):.1f} ms, p95 {at_share(found, 0.95):.1f} ms (CPU p50 {at_share(busy, 0.5):.1f} ms, p95 {at_share(busy, 0.95):.1f} ms)")  # fmt: skip
    await asyncio.sleep(0.1)
    pane.preview.searched.connect(done.set)
    ticks.take()
    search, order = pane.preview.words, pane.preview.order
    box = pane.preview.narrow
    await until(box.isEnabled)
    acts: list[tuple[str, Callable[[], Any]]] = [
        ("text contains", lambda: search.setText("abc")),
        ("and label is", lambda: box.setCurrentIndex(2)),
        ("all again", lambda: (search.clear(), box.setCurrentIndex(0))),
        ("sort by text", lambda: order.setCurrentIndex(1 + 2 * (len(pane.preview.shelf.shown) - 1))),
        ("sort by label", lambda: order.setCurrentIndex(4)),
        ("sort by row, down", lambda: order.setCurrentIndex(2)),
    ]  # fmt: skip
    for name, act in acts:
        seconds = await timed(act, done)
        print(f"{name:19s} {seconds:.2f} s, {len(pane.preview.cells):,} rows; {ticks.take()}")
        await asyncio.sleep(0.2)
        ticks.take()
    print(f"window's memory     {memory() / 1e6:.0f} MB (before the file {empty / 1e6:.0f} MB), largest ever {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:.0f} MB with mapped pages")  # fmt: skip
    print(f"pandas loaded       {'pandas' in sys.modules}")
    ticks.stop()


async def main(app: QApplication, home: Path) -> None:
    """A window on a table of ROWS rows."""
    rows = int(sys.argv[1]) if sys.argv[1:] else ROWS
    file = Path(sys.argv[2]) if sys.argv[2:] else make_table(home / "rows.csv", rows)
    settings = Settings(home / "settings.ini")
    settings.projects = home
    window = make_window(app, settings)
    window.show()
    columns.prepare()  # as the window does after its first frame
    await measured(window, file, rows)
    window.close()
    await window.closed.wait()


if __name__ == "__main__":
    application = QApplication([])
    prepare(application)
    with qasync.QEventLoop(application) as loop, tempfile.TemporaryDirectory() as folder:
        loop.run_until_complete(main(application, Path(folder)))
