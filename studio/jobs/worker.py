"""The worker's side: one order in, one story out, whatever libraries print or do meanwhile."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import traceback
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

from studio.core import refusals
from studio.core.errors import HostError, StudioError
from studio.core.events import (
    Cancelled,
    Checkpointed,
    Event,
    Failed,
    Finished,
    Started,
    encode,
)
from studio.core.files import FULL
from studio.jobs.control import Control, take_over
from studio.jobs.lines import write_all
from studio.jobs.story import Story
from studio.jobs.tree import descendants, kill_all, strays

Step = Generator[Event | None, None, Any]
Start = Callable[..., Step]
_FULL = ("disk is full", "No space left", "File too large", "Disk quota exceeded")
_STARVED = ("can't allocate memory", "cannot allocate memory", "could not create a primitive", "could not create a memory", "bad_alloc", "not enough memory", "out of memory", "failed to map segment", "resource temporarily unavailable", "failed to launch worker thread", "start new thread")  # fmt: skip


def main(start: Start) -> int:
    """Run the order on standard input; returns the exit status (0: an ending was told).

    `start(order)` gives the step's generator; a resident order (`"resident": true`) is started
    with `inbox=`, from which the step takes questions. A step yields events, or None for
    "nothing to say, but stop me here if you like".
    """
    descriptor, protocol = take_over()
    _settle()
    teller = _Teller(protocol)
    control = Control(descriptor, teller.last_words)
    teller.control = control
    try:
        order = control.order()
    except ValueError as error:
        teller.refuse(error)
        return 0
    if order is None:
        return 0
    if not order.get("resident"):
        _give_way()
    control.listen()
    teller.tell(order, start)
    control.over()
    # After our exit nobody can trace strays to us; the group is the supervisor's, while there is one.
    kill_all((descendants if control.gone else strays)(os.getpid()))
    return 0


class _Teller:
    """Runs one step and tells its story."""

    control: Control

    def __init__(self, protocol: int) -> None:
        self._protocol = protocol
        self._story = Story(self._send)
        self._resumable = False

    def tell(self, order: dict[str, Any], start: Start) -> None:
        """From Started to the ending."""
        self._resumable = bool(order.get("resumable"))
        self._story.begin(Started(str(order.get("step")), os.getpid()))
        ending = self._run(order, start)
        try:
            self._story.end(ending)
        except TypeError as error:  # a result that is not plain JSON
            self._story.end(_bug(error))

    def refuse(self, error: ValueError) -> None:
        """The whole story of an order that can't be read."""
        self._story.begin(Started("", os.getpid()))
        self._story.end(_bug(error))

    def last_words(self) -> None:
        """End the story from another thread, when the step itself can't."""
        self._story.end(Cancelled(self._resumable), wait=0.1)

    def _run(self, order: dict[str, Any], start: Start) -> Event:
        ground = Path(str(order.get("project") or "."))
        stood = os.path.exists(ground)  # False, and no error, for a name that can't be one
        try:
            feed = {"inbox": self.control.inbox} if order.get("resident") else {}
            return self._walk(start(order, **feed))
        except (Exception, SystemExit) as error:  # noqa: BLE001  the last door: a bug is told, too
            if stood and not os.path.exists(ground):
                return _failed(_project_gone(ground, error))
            return _told(error)

    def _walk(self, step: Step) -> Event:
        while not self.control.stop.is_set():
            try:
                event = next(step)
            except StopIteration as end:
                return Finished(end.value)
            if event is not None:
                self._resumable |= isinstance(event, Checkpointed)
                self._story.say(event)
        step.close()
        return Cancelled(self._resumable)

    def _send(self, event: Event) -> None:
        line = encode(event).encode("ascii") + b"\n"
        try:
            write_all(self._protocol, line)
        except OSError:  # nobody reads any more
            self.control.stop.set()


def _give_way() -> None:
    """Be a polite neighbour; not where somebody waits for an answer to each letter."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(10)


def _settle() -> None:
    """Let prints reach the log at once."""
    if sys.stdout is None:  # a frozen app without a console
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(line_buffering=True, errors="backslashreplace")


def _told(error: BaseException) -> Failed:
    """A sentence for what the studio understands, a report for what it does not.

    A HostError has looked at the system's word already: a lock somebody holds is "temporarily
    unavailable", too.
    """
    if any(_is_full(cause) for cause in _causes(error)):
        return _failed(_disk_full(error))
    if not isinstance(error, HostError) and any(_is_starved(cause) for cause in _causes(error)):
        return _failed(_out_of_memory(error))
    if isinstance(error, StudioError):
        return Failed(error.code, error.message, error.remedy, _with_cause(error))
    refusal = refusals.told(error)
    return _bug(error) if refusal is None else _failed(refusal)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what led to it: a library may have wrapped the system's own word."""
    found: BaseException | None = error
    told: list[BaseException] = []
    while found is not None and not any(found is one for one in told):  # a library may tie a ring
        yield found
        told.append(found)
        found = found.__cause__ or found.__context__


def _is_full(error: BaseException) -> bool:
    """Whether the disk was full, as the system, SQLite or a native library says it."""
    if isinstance(error, OSError):
        return error.errno in FULL
    return not isinstance(error, StudioError) and any(words in str(error) for words in _FULL)


def _is_starved(error: BaseException) -> bool:
    """Whether memory ran out, as Python, the system or a native library says it."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):  # fmt: skip
        return True
    said = str(error).lower()
    return not isinstance(error, StudioError) and any(words in said for words in _STARVED)


def _failed(error: StudioError) -> Failed:
    return Failed(error.code, error.message, error.remedy, error.detail)


def _with_cause(error: StudioError) -> str:
    """The error's own detail, or what caused it."""
    return error.detail or (str(error.__cause__) if error.__cause__ else "")


def _out_of_memory(error: BaseException) -> HostError:
    return HostError(
        "This computer ran out of memory.",
        code="out-of-memory",
        remedy="Use a smaller batch size, close other programs, or work on a computer with more memory.",
        detail=str(error) or _trace(error),
    )


def _project_gone(folder: Path, error: BaseException) -> HostError:
    return HostError(
        f"The project folder {folder} is no longer there.",
        code="project-gone",
        remedy="It was moved, renamed or deleted: open it where it is now, and run the step again.",
        detail=str(error),
    )


def _disk_full(error: BaseException) -> StudioError:
    if isinstance(error, StudioError):  # it names the folder already
        return error
    return HostError(
        f"The disk that holds {getattr(error, 'filename', '') or 'the project'} is full.",
        code="disk-full",
        remedy="Free some space, or choose a project folder on another disk; nothing half-written was kept.",
        detail=str(error),
    )


def _bug(error: BaseException) -> Failed:
    return Failed(
        "bug",
        f"{type(error).__name__}: {error}",
        "This is a fault of PocketBERT Studio: please report it with the details and `pocketbert doctor --report`.",
        _trace(error),
    )


_HEAD = "Traceback (most recent call last):\n"


def _trace(error: BaseException) -> str:
    """Kinds and frames, what led to it first. Not their words, which may quote a row: a report is copied."""
    causes = list(_causes(error))[::-1]
    return "\n".join(
        "".join([_HEAD, *traceback.format_tb(cause.__traceback__), type(cause).__name__])
        for cause in causes
    )
