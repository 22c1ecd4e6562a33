"""Copies a file or a folder to where the person wants it, off the window's thread, whole or not at all."""

from __future__ import annotations

import asyncio
import shutil
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from studio.core.errors import HostError, StudioError
from studio.core.files import atomic_path, disk_errors


class Saving(QObject):
    """`saved` carries the new path, `failed` a StudioError; both arrive on the window's thread."""

    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads: list[threading.Thread] = []

    def save(self, source: Path, target: Path) -> None:
        """Begin to copy; what stands at `target` is replaced when the copy is complete."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        work = threading.Thread(target=self._copy, args=(source, target), name="saving")
        self._threads.append(work)
        work.start()

    async def stop(self) -> None:
        """Returns when nothing is being copied any more."""
        while any(thread.is_alive() for thread in self._threads):
            await asyncio.sleep(0.02)

    def _copy(self, source: Path, target: Path) -> None:
        try:
            if source.resolve() == target.resolve():
                raise _same(target)
            copy(source, target)
        except StudioError as error:
            self.failed.emit(error)
        except OSError as error:
            self.failed.emit(_not_copied(source, error))
        else:
            self.saved.emit(str(target))


def copy(source: Path, target: Path) -> None:
    """Copy a file or a folder. Raises HostError (disk), OSError (the source went away)."""
    folder = source.is_dir()
    with disk_errors(target.parent), atomic_path(target, folder=folder) as draft:
        if folder:
            shutil.copytree(source, draft, dirs_exist_ok=True)
        else:
            shutil.copyfile(source, draft)


def _same(target: Path) -> HostError:
    return HostError(f"{target.name} is there already: it is the original.", code="same-file", remedy="Choose another folder or name.")  # fmt: skip


def _not_copied(source: Path, error: OSError) -> HostError:
    return HostError(
        f"{source.name} couldn't be copied.",
        code="not-copied",
        remedy="Check that it is still there and that the folder can be written to.",
        detail=str(error),
    )
