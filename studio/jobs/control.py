"""What the worker hears: its order, cancel, questions, a closed pipe, a signal from the system."""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import signal
import threading
from collections.abc import Callable
from typing import Any

from studio.jobs.inbox import Ask, Inbox
from studio.jobs.lines import read_lines
from studio.jobs.tree import descendants, kill_all

PATIENCE = 0.8  # seconds from "the window is gone" to a hard exit
LEAVING = 5.0  # seconds an ended worker without a window may spend on its exit handlers


def take_over() -> tuple[int, int]:
    """Keep the real stdin and stdout for the protocol; returns (control, protocol) descriptors.

    From here on fd 1 is the log and fd 0 is empty, for C libraries and child processes as well.
    """
    control, protocol = os.dup(0), os.dup(1)
    os.dup2(2, 1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    return control, protocol


class Control:
    """Listens while a step runs. `stop` is set when it should end; `gone` when nobody is left.

    `last_words` is called before a hard exit, to end the story if that is still possible.
    """

    def __init__(self, descriptor: int, last_words: Callable[[], None]) -> None:
        self._lines = read_lines(descriptor)
        self._last_words = last_words
        self.stop, self._over = threading.Event(), threading.Event()
        self.gone = False
        self.inbox = Inbox()

    def order(self) -> dict[str, Any] | None:
        """The first line; None when the window went away before it said anything.

        Raises ValueError when the line is not a JSON object.
        """
        line = next(self._lines, None)
        if line is None:
            return None
        order = json.loads(line)
        if not isinstance(order, dict):
            raise ValueError("an order is a JSON object")
        return order

    def listen(self) -> None:
        """Start listening to the pipe and, where the system has them, to signals."""
        threading.Thread(target=self._hear_lines, daemon=True).start()
        if os.name == "posix":
            ear, mouth = os.pipe()
            os.set_blocking(mouth, False)
            # C-level wake-up: heard even while the main thread is deep inside a library.
            signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: self.stop.set())
            threading.Thread(target=self._hear_signals, args=(ear,), daemon=True).start()

    def over(self) -> None:
        """The story has ended: a hard exit is no longer needed, only a late guard."""
        self._over.set()
        faulthandler.cancel_dump_traceback_later()
        if self.gone:
            faulthandler.dump_traceback_later(LEAVING, exit=True, file=2)

    def _hear_lines(self) -> None:
        with contextlib.suppress(OSError):
            for line in self._lines:
                self._hear(line)
        self.gone = True
        self._leave_soon()

    def _hear(self, line: bytes) -> None:
        if line.strip() == b"cancel":
            self.stop.set()
            return
        try:
            said = json.loads(line)
            self.inbox.put(Ask(int(said["ask"]), said["value"]))
        except (ValueError, KeyError, TypeError):
            return  # a newer window may say more than this worker understands

    def _hear_signals(self, ear: int) -> None:
        while number := os.read(ear, 1):
            if number[0] in (signal.SIGTERM, signal.SIGINT):
                self._leave_soon()

    def _leave_soon(self) -> None:
        if self._over.is_set():
            return
        # Another thread's clock that needs no interpreter: works while a library holds the GIL.
        faulthandler.dump_traceback_later(PATIENCE + 0.2, exit=True, file=2)
        self.stop.set()
        if self._over.wait(PATIENCE):
            self.over()  # it ended while the clock was being wound
        else:
            self._last_words()
            leave_hard()


def leave_hard() -> None:
    """End this process now, with everything it started."""
    kill_all(descendants(os.getpid()))
    os._exit(1)
