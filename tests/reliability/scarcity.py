"""Every step on a full disk, in a folder nobody may write to, over its quota, and short of memory."""

from __future__ import annotations

import contextlib
import random
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from figures import Figures
from kills import SAME, Stages
from projects import named, problems
from workers import Ending, work

from studio.project.folder import is_project

HOST = 4  # the exit status of what this computer lacks
ROOM = 256 << 20  # bytes of the small disk


@contextlib.contextmanager
def small_disk() -> Iterator[Path | None]:
    """A file system of its own; None where we may not mount."""
    place = Path(tempfile.mkdtemp())
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}", "tmpfs", str(place)]
    mounted = shutil.which("mount") and not subprocess.run(mount, capture_output=True, check=False).returncode  # fmt: skip
    try:
        yield place if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(place)], check=True)
        shutil.rmtree(place, ignore_errors=True)


def run(count: int, seed: int = 0, *, steps: tuple[str, ...] = ()) -> Figures:
    """`count` times every step under each scarcity (the read-only folder once)."""
    found = Figures("full, read-only, quota, memory")
    with found.timed(), tempfile.TemporaryDirectory() as folder, small_disk() as disk:
        stages, dice = Stages(Path(folder), steps[-1] if steps else "export"), random.Random(seed)
        for step, spec in stages.todo:
            if steps and step not in steps:
                continue
            for _ in range(count):
                _case(found, stages, step, spec, "memory", _little_memory(dice))
                _case(found, stages, step, spec, "quota", _small_files(dice))
                if disk is not None:
                    _full(found, stages, step, spec, disk, dice)
            if disk is not None:
                _read_only(found, stages, step, spec, disk)
    return found


def _little_memory(dice: random.Random) -> Callable[[], None]:
    """Some megabytes above what the process has already."""
    more = int(2 ** dice.uniform(19, 27))

    def limit() -> None:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (most, most))

    return limit


def _small_files(dice: random.Random) -> Callable[[], None]:
    """No file may grow beyond this: what a quota or an old file system does."""
    most = int(2 ** dice.uniform(9, 18))
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def _case(found: Figures, stages: Stages, step: str, spec: dict[str, Any], what: str, limit: Callable[[], None]) -> None:  # fmt: skip
    place = stages.fresh(step)
    before = named(place) if is_project(place) else {}
    ending = work(step, spec, place, limit=limit)
    _judge(found, ending, f"{step}, {what}")
    _after(found, stages, place, step, spec, before, f"{step}, {what}")
    shutil.rmtree(place.parent, ignore_errors=True)


def _full(found: Figures, stages: Stages, step: str, spec: dict[str, Any], disk: Path, dice: random.Random) -> None:  # fmt: skip
    """Ballast leaves less than the step writes."""
    fresh = stages.fresh(step)
    place, ballast = disk / "p", disk / "ballast"
    shutil.move(fresh, place) if fresh.exists() else None
    spec = _outputs_on(spec, disk)
    before = named(place) if is_project(place) else {}
    room = int(dice.random() ** 2 * stages.bytes[step])
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(disk).free - room)))
    ending = work(step, spec, place)
    _judge(found, ending, f"{step}, {room} bytes left")
    ballast.unlink()
    _after(found, stages, place, step, spec, before, f"{step}, full disk")
    for leftover in disk.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _read_only(found: Figures, stages: Stages, step: str, spec: dict[str, Any], disk: Path) -> None:  # fmt: skip
    fresh, place = stages.fresh(step), disk / "p"
    shutil.move(fresh, place) if fresh.exists() else None
    spec = _outputs_on(spec, disk)
    before = named(place) if is_project(place) else {}
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        _judge(found, work(step, spec, place), f"{step}, read-only")
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    _after(found, stages, place, step, spec, before, f"{step}, read-only")
    for leftover in disk.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _outputs_on(spec: dict[str, Any], disk: Path) -> dict[str, Any]:
    return {**spec, "out": str(disk / "answers.csv")} if "out" in spec else spec


def _judge(found: Figures, ending: Ending, what: str) -> None:
    found.tries += 1
    found.count("refused" if ending.exit == HOST else "done all the same" if ending.done else "otherwise")  # fmt: skip
    if ending.hung:
        found.fault(f"{what}: hangs")
    elif ending.exit not in (0, HOST):
        found.fault(f"{what}: exit {ending.exit}: {ending.last.get('code')} {ending.last.get('message')!s:.200} {ending.last.get('detail')!s:.{1200}}")  # fmt: skip
    elif not ending.done and not ending.last.get("remedy"):
        found.fault(f"{what}: no remedy: {ending.last}")


def _after(found: Figures, stages: Stages, place: Path, step: str, spec: dict[str, Any], before: dict[str, str], what: str) -> None:  # fmt: skip
    if is_project(place):
        for problem in problems(place, before):
            found.fault(f"{what}: {problem}")
    elif place.exists() and step != "import":
        found.fault(f"{what}: the project is gone")
    ending = work(step, spec, place)
    if not ending.done:
        found.fault(f"{what}, then room made: {ending.last.get('code')} {ending.last.get('message')!s:.300}")  # fmt: skip
        return
    for name, digest in named(place).items():
        if name in SAME and digest != stages.digests.get(name, digest):
            found.fault(f"{what}: {name} differs afterwards")
