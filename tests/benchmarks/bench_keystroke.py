"""Keystroke to bars: the real window (offscreen), the real worker, a 3-layer student, p50 and p95.

    python tests/benchmarks/bench_keystroke.py FOLDER [--words 40] [--gap 120] [MODEL...]

FOLDER keeps a MiniLM-shaped student (built once, in a minute). Each word is typed letter by
letter with `gap` milliseconds between them; the clock runs from the last letter of a word to
the moment the first model's bars are painted.
"""

# ruff: noqa: E402  Qt reads its environment when it is imported

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
sys.path[:0] = [str(Path(__file__).parents[2])]

import psutil
import qasync
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.app import make_window, prepare
from studio.ui.panes.playground import PlaygroundPane
from studio.ui.settings import Settings
from studio.ui.window import Window

LABELS = ("notice", "reference", "tag", "text", "intro", "clue")
WORDS = "this program is free software you can redistribute it and modify under the terms of a licence as published by its authors with no warranty of any kind see file copying for details".split()


def build(folder: Path) -> Path:
    """The student's .mlpackage, length 128, and its torch folder; made once."""
    from studio.convert import ConvertSettings, convert
    from studio.core.values import LabelSet
    from studio.models.architectures import PRESETS
    from studio.models.classifier import save_classifier
    from studio.models.encoder import load_base

    package = folder / "student-float16.mlpackage"
    if not package.exists():
        base = load_base("sample", LabelSet(LABELS), seed=0, max_length=128)
        student = PRESETS["every_second_layer"].build(base)
        for name, made in (("teacher", base), ("student", student)):
            save_classifier(folder / name, made.model, made.encoder, made.card)
        for _ in convert(student, package, ConvertSettings(lengths=(128,))):
            pass
    return package


class Painted(QObject):
    """Notes when a widget was painted."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Every event of the watched widget."""
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False

    def after(self, typed: float) -> list[float]:
        """Paints since then."""
        return [at for at in self.times if at > typed]


async def until(true: object, seconds: float = 60.0) -> None:
    """Poll every millisecond."""
    deadline = time.perf_counter() + seconds
    while not true():  # type: ignore[operator]
        if time.perf_counter() > deadline:
            raise TimeoutError
        await asyncio.sleep(0.001)


async def measure(window: Window, models: list[str], n_words: int, gap: float) -> list[float]:
    """Milliseconds from the last letter of each word to painted bars."""
    window.show()
    window.go("playground")
    pane = window.pane("playground")
    assert isinstance(pane, PlaygroundPane)
    for model in models:
        pane.take(model)
    await until(lambda: len(pane.cards) == len(models) and all(m in pane.memory.states and pane.memory.states[m].state == "ready" for m in models))  # fmt: skip
    for name, state in pane.memory.states.items():
        print(f"  {Path(name).name}: {state.runtime}")
    painted = {name: Painted() for name in models}
    for name, watch in painted.items():
        pane.cards[name].bars.installEventFilter(watch)
    draw, found, letters = random.Random(0), list[float](), 0
    before = cpu_seconds()
    for _ in range(n_words):
        if len(pane.text.toPlainText()) > 300:
            pane.text.clear()
        for letter in f" {draw.choice(WORDS)}":
            letters += 1
            typed = time.perf_counter()
            QTest.keyClicks(pane.text, letter)
            await asyncio.sleep(draw.uniform(0.6, 1.4) * gap / 1000)
        text = pane.text.toPlainText().strip()
        await until(lambda text=text: pane.memory.text == text and pane.memory.answered)
        await until(lambda typed=typed: any(w.after(typed) for w in painted.values()))
        first = min(at for w in painted.values() for at in w.after(typed))
        found.append((first - typed) * 1000)
    window_, workers = (after - b for after, b in zip(cpu_seconds(), before, strict=True))
    print(f"  processor time per letter: window {1000 * window_ / letters:.1f} ms, worker {1000 * workers / letters:.1f} ms")  # fmt: skip
    return found


def cpu_seconds() -> tuple[float, float]:
    """Processor seconds of the window's process and of its workers."""
    own = psutil.Process()
    times = [sum(p.cpu_times()[:2]) for p in (own, *own.children(recursive=True))]
    return times[0], sum(times[1:])


def main() -> None:
    """Build, type, print."""
    told = argparse.ArgumentParser(description=__doc__)
    told.add_argument("folder", type=Path)
    told.add_argument("models", nargs="*", help="models to answer with; the 16-bit package if none")
    told.add_argument("--words", type=int, default=40)
    told.add_argument("--gap", type=float, default=120.0, help="milliseconds between two letters")
    asked = told.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    package = build(asked.folder)
    models = [str(asked.folder / m) if (asked.folder / m).exists() else m for m in asked.models] or [str(package)]  # fmt: skip
    app = QApplication([])
    prepare(app)
    with qasync.QEventLoop(app) as loop, tempfile.TemporaryDirectory() as home:
        settings = Settings(Path(home) / "settings.ini")
        settings.projects = Path(home)
        window = make_window(app, settings)

        async def run() -> list[float]:
            try:
                return await measure(window, models, asked.words, asked.gap)
            finally:
                window.close()
                await window.closed.wait()

        found = loop.run_until_complete(run())
    cuts = quantiles(found, n=20)
    pane = window.pane("playground")
    assert isinstance(pane, PlaygroundPane)
    own = [f"{Path(n).name} {v.milliseconds}" for n, v in pane.memory.views.items()]
    print(f"  medians of the models alone: {', '.join(own)}")
    print(f"{len(found)} words, {len(models)} models: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, largest {max(found):.0f} ms; load {os.getloadavg()[0]:.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
