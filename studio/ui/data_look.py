"""A first look at a dropped file: a worker beside the jobs writes its cells where the window maps them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from studio.core.events import Event, Failed, Finished
from studio.core.scratch import scratch_folder
from studio.ui.desk import Desk


class Look(QObject):
    """`seen` brings the result (studio.pipeline.steps.preview), `failed` why there is none."""

    seen = Signal(dict)
    failed = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._task: asyncio.Task[None] | None = None
        self._folder: Path | None = None
        self.file = ""

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._task is not None

    def start(self, file: str) -> None:
        """Look at a file; an older look ends."""
        self.stop()
        self.file = file
        self._folder = scratch_folder("look")
        self._task = self._desk.aside(self._look(file, self._folder))
        self._task.add_done_callback(partial(_tidy, self._folder))

    def stop(self) -> None:
        """End a look under way, and forget what it wrote."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        elif self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder, self.file = None, ""

    def mapped(self) -> None:
        """The window has mapped the file: where a system can, its name goes, so that no crash leaves it."""
        if os.name == "posix" and self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def _look(self, file: str, folder: Path) -> None:
        spec = {"file": file, "output": str(folder / "cells.arrow")}
        await self._desk.look("preview", spec, partial(self._hear, folder))
        if folder != self._folder:  # another file was dropped meanwhile
            shutil.rmtree(folder, ignore_errors=True)

    def _hear(self, folder: Path, event: Event) -> None:
        """The ending counts when it is said: until its process is gone takes a fifth of a second more."""
        if event.ending and folder == self._folder:
            self._task = None
            with contextlib.suppress(RuntimeError):  # the window is gone
                self._tell(event)

    def _tell(self, ending: Event) -> None:
        if isinstance(ending, Finished):
            found: dict[str, Any] = ending.result
            self.seen.emit(found)
        elif isinstance(ending, Failed):
            self.failed.emit(ending)


def _tidy(folder: Path, task: asyncio.Task[None]) -> None:
    """What a look that was ended, or never came to begin, has left."""
    if task.cancelled():
        shutil.rmtree(folder, ignore_errors=True)
