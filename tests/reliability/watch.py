"""A whole job, watched: it writes nothing outside its places, leaves nothing temporary, and asks no network.

The job runs in a process of its own whose home, cache, settings and temporary folders are empty
ones of ours. Python's audit events tell each connection, each name looked up and each file opened to
be written; the folders are compared before and after, for what a native library wrote.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

from figures import Figures  # noqa: E402

NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
OWN = ("ORT_DISABLE_TELEMETRY", "CI", "POCKETBERT_ONNX_TWINS", "POCKETBERT_COMPILED", "HF_HOME", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "XDG_CACHE_HOME")  # fmt: skip
ALLOWED = ("project", "out", "home/.cache/pocketbert", "home/Library/Caches/pocketbert")
QUESTION, WAIT = "my card was charged twice", 0.05


def run(count: int = 1, seed: int = 0) -> Figures:
    """`count` whole jobs, each in a place of its own."""
    found = Figures("network and places")
    with found.timed():
        for _ in range(count):
            _one(found)
    return found


def _one(found: Figures) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for name in ("home", "tmp", "cwd", "in", "out"):
            (place / name).mkdir()
        env = {k: v for k, v in os.environ.items() if k not in OWN and not k.startswith("XDG_")}
        env |= {"HOME": str(place / "home"), "TMPDIR": str(place / "tmp"), "OMP_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        done = subprocess.run([sys.executable, __file__, str(place)], capture_output=True, text=True, env=env, cwd=place / "cwd", check=False, timeout=240)  # fmt: skip
        if done.returncode:
            found.fault(f"the watched job ended with {done.returncode}: {done.stderr[-2500:]}")
            return
        told = json.loads((place / "told.json").read_text())
        found.tries += len(told["steps"])
        found.facts["steps"] = " ".join(told["steps"])
        for fault in told["faults"]:
            found.fault(fault)
        after = {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()}
        strange = sorted(n for n in after - set(told["before"]) if not n.startswith(ALLOWED) and n != "told.json")  # fmt: skip
        for name in strange[:20]:
            found.fault(f"{'left behind' if name.startswith('tmp') else 'written elsewhere'}: {name}")  # fmt: skip
        found.count("files in its places", len(after))


# inside the watched process -------------------------------------------------------------------------


class Watch:
    """Hears every audit event; what should not be is a fault."""

    def __init__(self, place: Path) -> None:
        self.allowed = tuple(str((place / name).resolve()) for name in (*ALLOWED, "tmp"))
        self.faults: list[str] = []
        self.on, self.step = False, ""

    def hear(self, event: str, args: tuple[Any, ...]) -> None:
        """Called by the interpreter."""
        if not self.on:
            return
        if event in NETWORK:
            self.faults.append(f"{self.step} asks the network: {event} {args[1:]!r:.100}")
            raise OSError("no network here")
        if event == "open" and isinstance(args[0], str | bytes) and isinstance(args[2], int) and args[2] & WRITES:  # fmt: skip
            path = os.path.realpath(os.fsdecode(args[0]))
            if not path.startswith((*self.allowed, "/dev/", "/proc/")):
                self.faults.append(f"{self.step} writes {path}")


class Questions:
    """An inbox with one question; `closed` ends the step."""

    def __init__(self, models: list[str]) -> None:
        self.todo: list[tuple[int, Any]] = [(1, {"text": QUESTION, "models": models, "units": "ALL"})]  # fmt: skip

    def get(self, block: bool = True, timeout: float | None = None) -> tuple[int, Any]:
        """The question, then none."""
        if self.todo:
            return self.todo.pop()
        threading.Event().wait(WAIT)
        raise queue.Empty


def inside(place: Path) -> None:
    """Every step of the main job, the exports and the playground, in this process."""
    from walks import inputs, orders

    from studio.core.events import Answer
    from studio.pipeline.door import start

    file, teacher = inputs(place / "in")
    watch = Watch(place)
    sys.addaudithook(watch.hear)
    _prove(watch, place)
    before = [p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()]
    more = [("export", {"what": "card"}), ("export", {"what": "iphone"}), ("export", {"what": "iphone", "swiftpm": True}), ("bench", {"models": ["student"], "runs": 5})]  # the last one by ONNX Runtime, too  # fmt: skip
    todo = [*orders(file, teacher, place / "out"), *more]
    for step, spec in todo:
        _walk(watch, step, lambda: start({"step": step, "spec": spec, "project": str(place / "project")}))  # noqa: B023  # fmt: skip
    models = ["student", "student-float16"]
    heard: set[str] = set()

    def play() -> Any:
        order = {
            "step": "playground",
            "spec": {"models": models},
            "project": str(place / "project"),
        }
        story, deadline = start(order, Questions(models)), time.monotonic() + 60
        for event in story:
            yield event
            if isinstance(event, Answer):
                heard.update(one["model"] for one in event.value["answers"])
            if heard == set(models) or time.monotonic() > deadline:
                story.close()
                return

    _walk(watch, "playground", play)
    assert heard == set(models), heard
    told = {"steps": [*(step for step, _ in todo), "playground"], "faults": watch.faults, "before": before}  # fmt: skip
    (place / "told.json").write_text(json.dumps(told))


def _prove(watch: Watch, place: Path) -> None:
    """A watch that sleeps would find nothing."""
    watch.on = True
    with contextlib.suppress(OSError):
        socket.create_connection(("localhost", 9), 0.1)
    (place / "home" / "stray").write_text("x")
    watch.on = False
    assert len(watch.faults) == 2, watch.faults
    (place / "home" / "stray").unlink()
    watch.faults.clear()


def _walk(watch: Watch, step: str, begin: Callable[[], Any]) -> None:
    watch.step, watch.on = step, True
    try:
        for _ in begin():
            pass
    finally:
        watch.on = False


if __name__ == "__main__":
    inside(Path(sys.argv[1]))
