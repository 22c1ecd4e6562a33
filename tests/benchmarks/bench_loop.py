"""Gaps between the window's event-loop ticks while it rests, distils and converts: python tests/benchmarks/bench_loop.py.

A 5 ms timer ticks in the real window (offscreen unless QT_QPA_PLATFORM says otherwise) on a real
project; a gap is the time between two ticks less those 5 ms. Each gap carries the processor time
that the window's thread took in it: on a busy machine the rest is waiting for a processor. What
the window was doing in a gap over 60 ms is told by a thread that looked.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import threading
import time
import traceback
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
sys.path.insert(0, str(Path(__file__).parents[2]))

import qasync
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from studio.data.samples import build_sample
from studio.ui.app import build_ahead, make_window, prepare
from studio.ui.presenters.job import JobView, State
from studio.ui.settings import Settings
from studio.ui.window import Window

INTERVAL = 5  # milliseconds
LONG = 60.0  # milliseconds from which a gap's cause is looked for
GOALS = {"p99": 20.0, "p99.9": 50.0, "largest": 120.0}


class Ticks(QObject):
    """Gaps in milliseconds as (wall, of which the thread's own processor time, what it was at)."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[tuple[float, float, str]] = []
        self._thread = threading.get_ident()
        self._timer = QTimer(self, interval=INTERVAL, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._at, self._own, self._seen = time.perf_counter(), time.thread_time(), ""
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, name="watch")
        self._timer.start()
        self._watch.start()

    def take(self) -> list[tuple[float, float, str]]:
        """The gaps since the last call."""
        found, self.gaps = self.gaps, []
        return found

    def stop(self) -> None:
        """No more."""
        self._timer.stop()
        self._over.set()
        self._watch.join()

    def _tick(self) -> None:
        now, own = time.perf_counter(), time.thread_time()
        self.gaps.append((max(0.0, 1000 * (now - self._at) - INTERVAL), 1000 * (own - self._own), self._seen))  # fmt: skip
        self._at, self._own, self._seen = now, own, ""

    def _look(self) -> None:
        while not self._over.wait(0.01):
            if 1000 * (time.perf_counter() - self._at) > LONG + INTERVAL and not self._seen:
                frame = sys._current_frames().get(self._thread)
                stack = traceback.extract_stack(frame)[-5:] if frame else []
                self._seen = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(stack))  # fmt: skip


def quantile(values: list[float], share: float) -> float:
    """The value below which this share lies (the next one up)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def line(name: str, gaps: list[tuple[float, float, str]]) -> list[str]:
    """One row of the table, and what the longest gaps were."""
    wall, own = [g[0] for g in gaps], [g[1] for g in gaps]
    cells = [f"{quantile(wall, s):8.1f}" for s in (0.5, 0.99, 0.999)] + [f"{max(wall):8.1f}"]
    cells += [f"{quantile(own, 0.99):8.1f}", f"{max(own):8.1f}"]
    told = [f"{name:<26}{len(gaps):>7} {' '.join(cells)}"]
    for long, mine, seen in sorted(gaps, reverse=True)[:5]:
        if long > LONG:
            told.append(f"    {long:6.1f} ms, {mine:5.1f} of its own: {seen or 'not seen'}")
    return told


async def over(window: Window, jobs: list[JobView], *, walk: bool = False) -> None:
    """Until these jobs ended; going from pane to pane meanwhile, or not."""
    names, at = list(window.rail.buttons), 0
    while not all(job.state.over for job in jobs):
        await asyncio.sleep(0.7 if walk else 0.1)
        if walk:
            window.go(names[at % len(names)])
            at += 1
    for job in jobs:
        if job.state is not State.DONE:
            raise SystemExit(f"{job.title}: {job.headline()}\n" + "\n".join(list(job.log)[-20:]))


async def measure(app: QApplication, home: Path, rows: int, epochs: int) -> None:
    """A project, then the phases, each with its row."""
    settings = Settings(home / "settings.ini")
    settings.projects = home
    window = make_window(app, settings)
    window.show()
    ahead = asyncio.get_running_loop().create_task(build_ahead(window))
    table, root = home / "kinds.csv", home / "kinds"
    build_sample("kinds", table, rows)
    space = window.space
    await over(window, [space.start_in(root, "import", {"file": str(table)})])
    await over(window, [space.start("teach", {"finetune": "sample", "epochs": 1, "max_length": 32})])  # fmt: skip
    await over(window, [space.start("label", {})])
    await ahead
    ticks, told = Ticks(), list[str]()
    await asyncio.sleep(5)
    told += line("idle", ticks.take())
    distil: dict[str, Any] = {"epochs": epochs, "patience": epochs}
    convert: dict[str, Any] = {"source": "student", "scheme": ["int8", "palette4"]}
    for name, pane, step, spec, walk in (
        ("distilling", "distil", "distil", distil, False),
        ("converting", "convert", "convert", convert, False),
        ("walking while distilling", "data", "distil", {**distil, "seed": 1}, True),
        ("walking while converting", "data", "convert", {**convert, "precision": "float32"}, True),
    ):
        window.go(pane)
        await over(window, [space.start(step, spec)], walk=walk)
        told += line(name, ticks.take())
    ticks.stop()
    window.close()
    await window.closed.wait()
    print(f"{'gaps in ms':<26}{'ticks':>7} {'p50':>8} {'p99':>8} {'p99.9':>8} {'largest':>8} {'own p99':>8} {'own max':>8}")  # fmt: skip
    print("\n".join(told))
    print(
        f"goals: {GOALS}; load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=300, help="of the sample")
    parser.add_argument("--epochs", type=int, default=6, help="of the student")
    said = parser.parse_args()
    application = QApplication([])
    prepare(application)
    with tempfile.TemporaryDirectory() as folder, qasync.QEventLoop(application) as loop:
        loop.run_until_complete(measure(application, Path(folder), said.rows, said.epochs))
