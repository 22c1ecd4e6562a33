"""A search over many rows beside the window: in a thread, the newest question only."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.ui.desk import Desk


class Search(QObject):
    """`ask` runs a function off the GUI's thread; `found` brings its answer unless a newer one was asked."""

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._next: Callable[[], Any] | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None and not self._task.done()

    def ask(self, work: Callable[[], Any]) -> None:
        """Ask for this, and no longer for what was asked before."""
        self._next = work
        if not self.busy and not self._desk.closing:
            self._task = self._desk.aside(self._answer())
            self._task.add_done_callback(self._over)

    def forget(self) -> None:
        """The answer is no longer wanted."""
        self._next = None

    async def _answer(self) -> None:
        # No await after the last look at `_next`: a question asked later finds the task gone.
        while (work := self._next) is not None:
            answer = await _in_thread(work)
            if self._next is work:
                self._next = None
                (self.failed if isinstance(answer, Exception) else self.found).emit(answer)
        self._task = None

    def _over(self, task: asyncio.Task[None]) -> None:
        with contextlib.suppress(RuntimeError):  # the window is gone
            if self._task is task:
                self._task = None


async def _in_thread(work: Callable[[], Any]) -> Any:
    """The work's answer, or the exception it raised; the thread is gone when this returns."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[Any] = loop.create_future()

    def tell(value: Any) -> None:
        if not answer.done():
            answer.set_result(value)

    def run() -> None:
        try:
            value = work()
        except Exception as error:  # noqa: BLE001  handed to whoever asked
            value = error
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(tell, value)

    thread = threading.Thread(target=run, name="search", daemon=True)
    thread.start()
    try:
        return await answer
    finally:
        thread.join()
