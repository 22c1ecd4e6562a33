"""Damaged and hostile files through the doors they come in by: refused in a sentence, or right; nothing runs."""

from __future__ import annotations

import json
import math
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import workers
from figures import Figures
from hostile_files import (
    model_traps,
    mutated_json,
    mutated_safetensors,
    onnx_traps,
    package_traps,
)
from walks import inputs, orders, walk
from wild_tables import mutated

from studio.core import columns
from studio.core.errors import StudioError

PATIENCE = 10.0  # seconds no file may take
BATCH = 40  # cases a child takes before a fresh one: what one leaves behind can't help the next
FORBIDDEN = ("os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork", "socket.connect", "socket.getaddrinfo", "pickle.find_class", "os.putenv")  # fmt: skip
TEXT = "my card was charged twice"


@dataclass(frozen=True)
class Door:
    """A way in: the file or folder, its parts, who damages which, and what opens it."""

    name: str
    path: Path
    parts: tuple[Path, ...]
    open: Callable[[Path], str]


def _damage(dice: random.Random, part: Path, data: bytes) -> bytes:
    if part.suffix == ".json":
        return mutated_json(dice, data)
    return (mutated_safetensors if part.suffix == ".safetensors" else mutated)(dice, data)


def _predict(path: Path, runtime: str) -> str:
    from studio.runtime import open_runtime

    with open_runtime(path, runtime=runtime) as model:
        p = model.predict(TEXT).probabilities
        right = len(p) == len(model.card.labels) and all(map(math.isfinite, p)) and abs(sum(p) - 1) < 1e-3  # fmt: skip
        return "" if right else f"answers {p}"


def _read_project(path: Path) -> str:
    """What window and steps read of a project's folder, besides the catalogue."""
    from studio.pipeline import device_figures
    from studio.project.book import unfinished

    unfinished(path)
    device_figures.read(path / "report.json")
    about = columns.read_about(path / "datasets")
    parts = columns.read_split(path / "datasets")
    return "" if isinstance(about, dict) and len(parts.train) >= 0 else "not a data set"


def doors(folder: Path) -> list[Door]:
    """A model folder, a package, an ONNX file and a project's own files, each on tiny real ones."""
    todo = orders(*inputs(folder), folder)[:6]
    walk(folder / "p", todo)
    model = next((folder / "p" / "models").glob("student-*"))
    package = folder / "p" / "exports" / "student-float16.mlpackage"
    inner = package / "Data" / "com.apple.CoreML"
    project = folder / "project"
    shutil.copytree(next((folder / "p" / "datasets").glob("dataset-*")), project / "datasets")
    (project / "runs").mkdir()
    orders_ = [{"step": "teach", "spec": {"epochs": 3}, "after": None, "begun": True}]
    (project / "runs" / "unfinished.json").write_text(json.dumps(orders_))
    (project / "report.json").write_text(json.dumps({"device": "iPhone", "models": [{"name": "student", "p50": 1.5}]}))  # fmt: skip
    graph = _onnx(model, folder / "graph" / "student.onnx")
    return [
        Door("model folder", model, (*[model / "model.safetensors"] * 3, *sorted(model.glob("*.json"))), lambda p: _predict(p, "torch")),
        Door("package", package, (package / "Manifest.json", inner / "model.mlmodel", inner / "model.mlmodel", inner / "weights" / "weight.bin"), lambda p: _predict(p, "reference")),
        Door("ONNX file", graph, (graph,), lambda p: _predict(p, "onnx")),
        Door("ONNX file to convert", graph, (graph,), _read_onnx),
        Door("project", project, (*[p for p in sorted(project.rglob("*")) if p.is_file()],), _read_project),
    ]  # fmt: skip


def _onnx(model: Path, out: Path) -> Path:
    """The exporter needs many seconds of torch: done in a fork, which leaves us light."""
    from studio.runtime import onnx_twin

    out.parent.mkdir()
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            onnx_twin._exported(model, out)
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0, "no ONNX file"
    return out


def _read_onnx(path: Path) -> str:
    from studio.convert.onnx_file import read_onnx

    graph = read_onnx(path)
    for tensor in graph.proto.graph.initializer:
        graph.constant(tensor)
    return ""


def run(count: int, seed: int = 0) -> Figures:
    """`count` damaged files, evenly over the doors, and every trap; in children that may die."""
    found = Figures("damaged and hostile files")
    with found.timed(), tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for door in doors(folder):
            dices = [f"{door.name}-{seed}-{at}" for at in range(count // 5)]
            _children(found, door, folder, [(name, _by_dice(door, name)) for name in dices])
            _children(found, door, folder, _traps(door, folder), must_refuse=True)
        if (folder / "canary").exists():
            found.fault("a pickle was run")
    return found


def _traps(door: Door, folder: Path) -> list[tuple[str, Callable[[], None]]]:
    secret = door.path.parent.parent / "secret"
    if door.name == "model folder":
        traps = model_traps(door.path, folder / "canary", secret)
    elif door.name == "package":
        traps = package_traps(door.path, secret)
    else:
        traps = {} if door.name == "project" else onnx_traps(door.path, secret)
    return [(f"{door.name}: {name}", act) for name, act in traps.items()]


def _by_dice(door: Door, name: str) -> Callable[[], None]:
    def act() -> None:
        dice = random.Random(name)
        part = dice.choice(door.parts)
        data = _damage(dice, part, part.read_bytes())
        part.unlink()  # what is mapped still keeps its own
        part.write_bytes(data)

    return act


def _children(found: Figures, door: Door, folder: Path, cases: list[tuple[str, Callable[[], None]]], must_refuse: bool = False) -> None:  # fmt: skip
    left = list(cases)
    while left:
        said = _child(found, door, folder, left[:BATCH])
        for (name, _), told in zip(left, said, strict=False):
            found.tries += 1
            found.count(str(told["how"]))
            found.most("s at most", float(told["seconds"]))
            if told["how"] == "fault" or (must_refuse and told["how"] == "loaded"):
                found.fault(f"{name}: {told['what'] or 'was not refused'}")
        left = left[len(said) :]


def _child(found: Figures, door: Door, folder: Path, cases: list[tuple[str, Callable[[], None]]]) -> list[dict[str, Any]]:  # fmt: skip
    """What became of each case, in order; a child that dies or hangs ends the list with its fault."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        _be_child(door, folder, cases, into)
    os.close(into)
    said: list[dict[str, Any]] = []
    buffer, problem = b"", ""
    while not problem:
        ready, _, _ = select.select([out], [], [], PATIENCE + 5)
        piece = os.read(out, 1 << 16) if ready else b""
        problem = "hangs" if not ready else "" if piece else "end"
        *lines, buffer = (buffer + piece).split(b"\n")
        said += [json.loads(line) for line in lines]
    os.close(out)
    if problem == "hangs":
        os.kill(pid, signal.SIGKILL)
    status = os.waitpid(pid, 0)[1]
    if len(said) < len(cases):
        what = "took over 10 s" if problem == "hangs" else f"the process died ({status})"
        said.append({"how": "fault", "what": what, "seconds": PATIENCE})
    return said


def _be_child(door: Door, folder: Path, cases: list[tuple[str, Callable[[], None]]], into: int) -> None:  # fmt: skip
    heard: list[str] = []
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        backup = folder / f"backup-{os.getpid()}"
        source = door.path if door.path.is_dir() else door.path.parent
        shutil.copytree(source, backup, symlinks=True)
        sys.addaudithook(lambda event, args: heard.append(f"{event} {args!r:.120}") if event in FORBIDDEN else None)  # fmt: skip
        for _, act in cases:
            act()
            del heard[:]
            began = time.monotonic()
            how, what = _tried(door)
            if heard:
                how, what = "fault", f"{heard[:3]}"
            told = {"how": how, "what": what, "seconds": time.monotonic() - began}
            os.write(into, json.dumps(told).encode() + b"\n")
            shutil.rmtree(source)
            shutil.copytree(backup, source, symlinks=True)
    except BaseException:  # noqa: BLE001  told to the parent
        traceback.print_exc()
        os.write(into, json.dumps({"how": "fault", "what": traceback.format_exc()[-600:], "seconds": 0}).encode() + b"\n")  # fmt: skip
    finally:
        os._exit(0)


def _tried(door: Door) -> tuple[str, str]:
    try:
        wrong = door.open(door.path)
    except StudioError as error:
        good = error.remedy and "\n" not in error.message and len(error.message) < 400
        return ("refused", "") if good else ("fault", f"no sentence with a remedy: {error.message!r}")  # fmt: skip
    except BaseException as error:  # noqa: BLE001  whatever it is, it is the finding
        trace = "".join(traceback.format_exception(error)[-6:])[-700:]
        return "fault", f"{type(error).__name__}: {error!s:.120}\n{trace}"
    return ("fault", wrong) if wrong else ("loaded", "")


if __name__ == "__main__":
    workers.preload()
    print("\n".join(run(int(sys.argv[1]), int(sys.argv[2])).lines()))
