"""Kill -9 at random moments of every step, by worker, command line and window; then go on to the end."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from figures import Figures
from projects import named, problems
from walks import Order, inputs, orders
from workers import ROOT, command, moment, work

from studio.core.files import size_bytes

SAME = ("dataset", "augmented", "teacher", "soft-labels", "student")  # bit-identical after resuming
ROW = 3  # kills in a row before a step may end


class Stages:
    """A walk that was never killed: the project before each step, how long the step took, its digests."""

    def __init__(self, folder: Path, last: str = "export") -> None:
        self.folder = folder
        every = orders(*inputs(folder), folder)
        self.todo: list[Order] = every[: 1 + [step for step, _ in every].index(last)]
        self.seconds: dict[str, float] = {}
        self.bytes: dict[str, int] = {}
        project = folder / "whole"
        for step, spec in self.todo:
            if project.exists():
                shutil.copytree(project, folder / f"before-{step}")
            before = size_bytes(project) if project.exists() else 0
            ending = work(step, spec, project)
            assert ending.done, (step, ending.last, ending.log[-2000:])
            self.seconds[step] = ending.seconds
            self.bytes[step] = max(60_000, size_bytes(project) - before)
        self.digests = {name: digest for name, digest in named(project).items() if name in SAME}

    def fresh(self, step: str) -> Path:
        """A project as it was before a step, in a place of its own."""
        place = Path(tempfile.mkdtemp(dir=self.folder)) / "p"
        if (before := self.folder / f"before-{step}").exists():
            shutil.copytree(before, place)
        return place


def run(count: int, seed: int = 0, *, by_command: int = 0, by_window: int = 0, steps: tuple[str, ...] = ()) -> Figures:  # fmt: skip
    """`count` kills of workers over all steps (or these), and some of the other two faces."""
    found = Figures("kill -9")
    with found.timed(), tempfile.TemporaryDirectory() as folder:
        stages, dice = Stages(Path(folder), steps[-1] if steps else "export"), random.Random(seed)
        chosen = [order for order in stages.todo if not steps or order[0] in steps]
        left = count
        while left > 0:
            for step, spec in chosen:
                left -= _worker(found, stages, step, spec, dice, min(ROW, max(left, 1)))
        for at in range(by_command):
            _command(found, stages, chosen[at % len(chosen)], dice)
        for at in range(by_window):
            _window(found, stages, chosen[at % len(chosen)], dice)
    return found


def _worker(found: Figures, stages: Stages, step: str, spec: dict[str, Any], dice: random.Random, most: int) -> int:  # fmt: skip
    """Kill one step up to `most` times in a row, look each time, then let it end; how many kills."""
    place, kills = stages.fresh(step), 0
    for _ in range(most):
        before = named(place) if (place / "project.sqlite").exists() else {}
        after = moment(dice, stages.seconds[step])
        ending = work(step, spec, place, kill_after=after)
        if ending.done:  # the moment came too late
            break
        kills += 1
        if ending.status != signal.SIGKILL:
            found.fault(f"{step}: ended by itself: {ending.last} {ending.log[-500:]}")
        _look(found, place, before, f"{step} killed after {after:.3f} s")
    found.count("by worker", kills)
    found.tries += kills
    _resume(found, stages, place, step, spec)
    return kills


def _look(found: Figures, place: Path, before: dict[str, str], what: str) -> None:
    if (place / "project.sqlite").exists():
        for problem in problems(place, before):
            found.fault(f"{what}: {problem}")


def _resume(found: Figures, stages: Stages, place: Path, step: str, spec: dict[str, Any]) -> None:
    ending = work(step, spec, place)
    if not ending.done:
        found.fault(f"{step} doesn't end after kills: {ending.last} {ending.log[-800:]}")
    else:
        for name, digest in named(place).items():
            if name in SAME and digest != stages.digests[name]:
                found.fault(f"{step}: {name} differs from that of a run never killed")
        found.count("resumed to the same bits")
    shutil.rmtree(place.parent, ignore_errors=True)


def _command(found: Figures, stages: Stages, order: Order, dice: random.Random) -> None:
    """The command line's whole process group dies; its worker must notice and leave."""
    step, spec = order
    place = stages.fresh(step)
    before = named(place) if (place / "project.sqlite").exists() else {}
    said = command(*_words(step, spec), "--project", str(place), kill_after=moment(dice, stages.seconds[step] + 4))  # fmt: skip
    if said.returncode == 0:
        return
    found.count("by command line")
    found.tries += 1
    _look(found, place, before, f"command {step} killed")
    _resume(found, stages, place, step, spec)


def _words(step: str, spec: dict[str, Any]) -> list[str]:
    """A spec as the command line's words."""
    from studio.pipeline.catalogue import SPECS
    from studio.pipeline.fields import describe

    places = [info.name for info in describe(SPECS[step]) if info.positional]
    words = [step]
    for name in places:
        values = spec.get(name, [])
        words += values if isinstance(values, list) else [str(values)]
    for name, value in spec.items():
        if name not in places:
            for item in value if isinstance(value, list) else [value]:
                words += [f"--{name.replace('_', '-')}", str(item)]
    return words


def _window(found: Figures, stages: Stages, order: Order, dice: random.Random) -> None:
    """A window dies with the job it had started (and one waiting behind it)."""
    step, spec = order
    place = stages.fresh(step)
    if not (place / "project.sqlite").exists():
        return
    before = named(place)
    program = [sys.executable, str(ROOT / "tests" / "ui" / "crash_app.py"), str(place), step, json.dumps(spec)]  # fmt: skip
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(program, stdout=subprocess.DEVNULL, stderr=log, env=env, start_new_session=True)  # fmt: skip
        try:
            process.wait(moment(dice, stages.seconds[step] + 5))
            log.seek(0)
            found.fault(f"window with {step}: ended by itself: {log.read()[-800:]}")
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    found.count("by window")
    found.tries += 1
    _look(found, place, before, f"window with {step} killed")
    _resume(found, stages, place, step, spec)
