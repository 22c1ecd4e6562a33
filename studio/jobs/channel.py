"""The supervisor's hold on one worker process: lines in, events out, its log, its end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from studio.core.errors import HostError
from studio.core.events import Event, Failed, decode
from studio.jobs.lines import read_lines, write_all
from studio.jobs.tree import kill_group, kill_tree

LOG_LINES = 200
LINE_LENGTH = 2000
LOG_LINE = 1 << 20  # bytes that are read of one: a bar that draws itself anew has no line's end
POLL = 0.05  # seconds between two looks whether the process is still there
DRAIN = 1.0  # seconds for the rest of its output once it is gone
_ROOT = Path(__file__).resolve().parents[2]


def default_command() -> list[str]:
    """How a worker of this installation is started; a frozen app has no `python -m`."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--worker"]
    return [sys.executable, "-P", "-m", "studio", "--worker"]


class Channel:
    """One worker in a process group of its own; make it inside a running asyncio loop.

    Threads read and write the pipes and post to the loop; asyncio's own subprocesses keep a
    thread that can outlive a Qt loop and crash it at exit. `close` joins every one of them.
    """

    def __init__(self, order: dict[str, Any], command: list[str] | None = None) -> None:
        line = json.dumps(order)
        self._loop = asyncio.get_running_loop()
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()
        self._outbox: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._log: deque[str] = deque(maxlen=LOG_LINES)
        self._process = _spawn(command or default_command())
        self._threads = [
            threading.Thread(target=work, name=f"worker-{self.pid}-{work.__name__}", daemon=True)
            for work in (self._read_events, self._read_log, self._write)
        ]
        for thread in reversed(self._threads):  # the first joins the second: that one must run
            thread.start()
        self._watch = self._loop.create_task(self._watch_process())
        self.send(line)

    @property
    def pid(self) -> int:
        """The worker's process id, which is also its group's."""
        return self._process.pid

    @property
    def log(self) -> str:
        """The last lines the worker and its libraries printed."""
        return "\n".join(self._log)

    def send(self, line: str) -> None:
        """Say one line to the worker; never waits."""
        self._outbox.put(line)

    async def events(self) -> AsyncGenerator[Event, None]:
        """Every event until the worker is gone and its pipe is empty."""
        while (event := await self._events.get()) is not None:
            yield event

    def kill(self) -> None:
        """End the worker, its group and its children now; of a dead one, what it left behind."""
        kill_tree(self.pid) if self._process.poll() is None else kill_group(self.pid)

    async def close(self, patience: float) -> None:
        """Close its stdin (it should stop), kill what is left after `patience` seconds, tidy up."""
        self._outbox.put(None)
        try:
            await self._gone(patience)
        finally:
            self._watch.cancel()
            self.kill()
            await self._quiet()
            self._tidy()

    async def obituary(self) -> Failed:
        """The ending a worker didn't write itself; await it after `events` ran dry."""
        await self._gone(DRAIN)  # its pipe closes a moment before it is gone
        status = self._process.poll()
        return Failed("worker-died", *_cause(status), detail=self.log)

    async def _gone(self, patience: float) -> None:
        deadline = self._loop.time() + patience
        while self._process.poll() is None and self._loop.time() < deadline:
            await asyncio.sleep(POLL / 5)

    async def _quiet(self) -> None:
        """Until it is gone and its readers are done, so that tidying up has nothing to wait for."""
        deadline = self._loop.time() + DRAIN
        while self._loop.time() < deadline:
            if self._process.poll() is not None and not any(t.is_alive() for t in self._threads):
                return
            await asyncio.sleep(POLL / 5)

    async def _watch_process(self) -> None:
        """Its children may hold the pipe open after it died: end them, then the pipe ends."""
        while self._process.poll() is None:
            await asyncio.sleep(POLL)
        self.kill()
        deadline = self._loop.time() + DRAIN
        while self._threads[0].is_alive() and self._loop.time() < deadline:
            await asyncio.sleep(POLL / 5)
        if self._threads[0].is_alive():  # else it said so itself, behind its last event
            self._post(None)

    def _tidy(self) -> None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(DRAIN)
        for thread in self._threads:
            thread.join(DRAIN)
        if not any(thread.is_alive() for thread in self._threads):
            for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
                assert pipe is not None
                with contextlib.suppress(OSError):
                    pipe.close()

    def _read_events(self) -> None:
        assert self._process.stdout is not None
        try:
            for line in read_lines(self._process.stdout.fileno()):
                with contextlib.suppress(ValueError):  # not an event we know: a newer worker's
                    self._post(decode(line))
            self._threads[1].join(DRAIN)  # so that an obituary quotes all of the log
        finally:
            self._post(None)  # whatever happened, nobody may wait for ever

    def _post(self, event: Event | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody listens
            self._loop.call_soon_threadsafe(self._events.put_nowait, event)

    def _read_log(self) -> None:
        assert self._process.stderr is not None
        for line in read_lines(self._process.stderr.fileno(), LOG_LINE):
            text = line.decode("utf-8", "replace").rstrip("\r")
            self._log.append(text.rpartition("\r")[2][:LINE_LENGTH])

    def _write(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it is gone; its ending is told elsewhere
            while (line := self._outbox.get()) is not None:
                write_all(self._process.stdin.fileno(), line.encode("utf-8") + b"\n")
        with contextlib.suppress(OSError):
            self._process.stdin.close()


def _spawn(command: list[str]) -> subprocess.Popen[bytes]:
    """Start a process in its own session, with three pipes. Raises HostError."""
    pipe = subprocess.PIPE
    flags = 0 if os.name == "posix" else 0x08000200  # no console window, a new process group
    try:
        return subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, bufsize=0, env=_environment(),
            start_new_session=os.name == "posix", creationflags=flags,
        )  # fmt: skip
    except OSError as error:
        raise HostError(
            "A worker process could not be started.",
            code="no-worker",
            remedy="Close other programs, or restart PocketBERT Studio; if it goes on, install it again.",
            detail=str(error),
        ) from error


def _environment() -> dict[str, str]:
    """Ours, and in a source checkout the place where the worker finds the package."""
    environment = dict(os.environ)
    # OpenMP threads that spin for each other burn up to four times the processor time, and run
    # ten times slower, beside other busy programs; asleep they cost some 10 % on an idle one.
    environment.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    if _ROOT.name not in {"site-packages", "dist-packages"} and not getattr(sys, "frozen", False):
        known = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([str(_ROOT), *([known] if known else [])])
    return environment


def _cause(status: int | None) -> tuple[str, str]:
    """(sentence, remedy) for a worker that ended without telling its ending."""
    if status is None or status >= 0:
        words = "closed its channel" if status is None else f"ended with status {status}"
        return f"The worker process {words} before the job was done.", _TRY_AGAIN
    import signal

    try:
        name = signal.Signals(-status).name
    except ValueError:
        name = f"signal {-status}"
    return f"The worker process was ended by {name} ({status}).", _REMEDIES.get(name, _TRY_AGAIN)


_TRY_AGAIN = (
    "Run the step again: what was finished is kept. The details show the last lines of its log."
)
_REMEDIES = {
    "SIGKILL": "Often the system ends a process that needs too much memory: use a smaller batch size or close other programs, then run the step again.",
    "SIGSEGV": "A native library crashed: run the step again, and `pocketbert doctor` if it happens again.",
}
