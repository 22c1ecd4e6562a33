"""A worker with tiny steps of its own: what the supervisor's tests start."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import HostError, InputError, StudioError
from studio.core.events import (
    Answer,
    Checkpointed,
    Event,
    Finished,
    Metric,
    Note,
    Progress,
    Started,
)
from studio.jobs.inbox import Inbox
from studio.jobs.worker import main

Step = Generator[Event | None, None, Any]


def count(n: int = 3, pause: float = 0.0) -> Step:
    for at in range(1, n + 1):
        yield Progress("count", at, n)
        time.sleep(pause)
    return {"n": n}


def noise() -> Step:
    """Prints by every road: Python, its bare descriptors, C's stdio, a child process."""
    libc = ctypes.CDLL(None)
    for at in range(20):
        print("python noise", '{"kind": "finished"}')
        os.write(1, b'{"kind": "finished", "result": "descriptor"}\n')
        libc.puts(b'{"kind": "finished", "result": "libc"}')
        yield Metric("loss", 1.0, at)
    libc.fflush(None)
    subprocess.run(["echo", '{"kind": "finished", "result": "child"}'], check=True)
    read = sys.stdin.read()
    return {"read": read}


def die(number: int) -> Step:
    yield Note("soon")
    print("last words in the log", file=sys.stderr)
    os.kill(os.getpid(), number)
    time.sleep(30)
    yield Note("never")


def leave(status: int) -> Step:
    yield Note("soon")
    sys.stderr.flush()
    os._exit(status)


def bug(kind: str) -> Step:
    yield Note("soon")
    kinds: dict[str, BaseException] = {
        "zero": ZeroDivisionError("division by zero"),
        "memory": MemoryError(),
        "exit": SystemExit(3),
        "torch": RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 8 bytes"),
        "rust": ValueError("I/O error: No space left on device (os error 28)"),
        "quota": OSError(27, "File too large", "/somewhere/file"),
        "disk": OSError(28, "No space left on device", "/somewhere/file"),
        "thread": InputError("Damaged.", code="dataset-damaged"),
        "input": InputError("No text column.", code="no-text-column", remedy="Name it."),
        "busy": HostError("The project is being written.", code="project-busy"),
        "host": HostError("No Core ML here.", code="no-core-ml"),
        "studio": StudioError("?"),
    }
    cause = OSError(
        "Unknown error: Failed to launch worker thread: Resource temporarily unavailable"
    )
    held = BlockingIOError(11, "Resource temporarily unavailable")
    raise kinds[kind] from {"thread": cause, "busy": held}.get(kind)


def strange_result() -> Step:
    yield Note("soon")
    return {"path": Path("not JSON")}


def liar() -> Step:
    """Says what a step may not say."""
    yield Started("again", 1)
    yield Progress("s", 5, 10)
    yield Finished("too early")
    yield Progress("s", 3, 10)
    yield Progress("s", 9, 10)
    return None


def tidy(path: str, resumable: bool = False) -> Step:
    """Works for ever on a half-written file, and removes it when stopped."""
    half = Path(path)
    half.write_text("half")
    try:
        if resumable:
            yield Checkpointed(7)
        for at in range(10**9):
            yield Progress("work", at)
            time.sleep(0.02)
    finally:
        half.unlink()


def locked(path: str) -> Step:
    """Holds a lock as a project's writer does, and works; a second holder would be refused."""
    import fcntl

    with open(path, "a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for at in range(10**9):
            yield Progress("work", at)
            time.sleep(0.01)


def spin() -> Step:
    """Pure Python without a pause, yielding now and then."""
    for at in range(10**9):
        sum(range(20_000))
        yield Progress("spin", at)


def endless() -> Step:
    """Pure Python that never yields and never waits."""
    yield Note("in it now")
    at = 0
    while True:
        at += 1


def stuck(child: bool = False, escaped: bool = False, file: str = "") -> Step:
    """A call that can't be stopped from inside, with a child process if wanted."""
    if child:
        command = [sys.executable, "-c", "import time; time.sleep(300)"]
        process = subprocess.Popen(command, start_new_session=escaped)
        yield Metric("child", process.pid)
    yield Note("stuck now")
    if file:
        Path(file).write_text(str(os.getpid()))
    time.sleep(300)


def escape() -> Step:
    """Ends well and leaves a child in a session of its own behind."""
    command = [sys.executable, "-c", "import time; time.sleep(300)"]
    yield Metric("child", subprocess.Popen(command, start_new_session=True).pid)


def deaf(seconds: float) -> Step:
    """A C call that keeps the interpreter lock, so that no Python thread can run."""
    yield Note("deaf now")
    ctypes.PyDLL(None).usleep(int(seconds * 1e6))
    yield None


def forked() -> Step:
    """A forked child holds every descriptor of the worker, the channel included."""
    child = multiprocessing.get_context("fork").Process(target=time.sleep, args=(300,))
    child.start()
    yield Metric("child", float(child.pid or 0))
    os.kill(os.getpid(), signal.SIGKILL)
    yield None


def burst(n: int) -> Step:
    """Progress as fast as a generator can."""
    for at in range(1, n + 1):
        yield Progress("burst", at)
    yield Progress("burst two", 1, 1)


def big(size: int) -> Step:
    yield Note("x" * size)
    return "y" * size


def log(lines: int) -> Step:
    for at in range(lines):
        print(f"line {at}", file=sys.stderr)
    yield Note("logged")
    os.kill(os.getpid(), signal.SIGKILL)


def polite() -> Step:
    yield Metric("nice", float(os.nice(0)))
    return os.environ.get("PYTHONPATH", "")


def answers(inbox: Inbox, slow: float = 0.0) -> Step:
    """Resident: upper-cases; dies of "die", once for each existing marker file named after it."""
    yield Note("loaded")
    while True:
        try:
            ident, value = inbox.get(timeout=0.05)
        except queue.Empty:
            yield None
            continue
        text = value["text"]
        if text.startswith("die"):
            os.kill(os.getpid(), signal.SIGKILL)
        if text.startswith("once:") and Path(text[5:]).exists():
            Path(text[5:]).unlink()
            os.kill(os.getpid(), signal.SIGKILL)
        if text == "refuse":
            raise InputError("This model can't read.", code="no")
        time.sleep(slow)
        yield Answer(ident, text.upper())


STEPS = {f.__name__: f for f in (count, noise, die, leave, bug, strange_result, liar, tidy, locked, spin, endless, stuck, escape, deaf, forked, burst, big, log, polite, answers)}  # fmt: skip


def start(order: dict[str, Any], **feed: Any) -> Step:
    return STEPS[order["step"]](**order.get("spec", {}), **feed)


if __name__ == "__main__":
    sys.exit(main(start))
