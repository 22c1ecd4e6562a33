"""The window's side of a resident worker: questions out, the newest answers in, one at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.core.events import Event
from studio.jobs.resident import Resident


class Listening(QObject):
    """Holds at most one resident; `heard` carries its events."""

    heard = Signal(object)

    def __init__(self, make: Callable[[dict[str, Any]], Resident], parent: QObject) -> None:
        super().__init__(parent)
        self._make = make
        self._resident: Resident | None = None
        self._tasks = set[asyncio.Task[None]]()  # listening, or leaving; the loop keeps none alive

    @property
    def active(self) -> bool:
        """Whether somebody is there to ask."""
        return self._resident is not None

    def open(self, order: dict[str, Any]) -> None:
        """End the old one, begin a new one; its models load at once."""
        self.close()
        resident = self._resident = self._make(order)
        self._keep(self._listen(resident))

    def ask(self, value: Any) -> int:
        """Send a question; its number, 0 when nobody is there."""
        return self._resident.ask(value) if self._resident is not None else 0

    def close(self) -> None:
        """Let the resident go, in the background."""
        if self._resident is not None:
            self._keep(self._resident.close())
        self._resident = None

    async def stop(self) -> None:
        """Let it go and wait until nothing is left of it."""
        self.close()
        while self._tasks:
            await asyncio.wait(list(self._tasks))

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _listen(self, resident: Resident) -> None:
        await resident.start()
        async for event in resident:
            if resident is self._resident:
                self._hear(event)

    def _hear(self, event: Event) -> None:
        self.heard.emit(event)
