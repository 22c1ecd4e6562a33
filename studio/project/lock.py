"""One writer at a time: an advisory lock held by the operating system, gone when its owner dies."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import IO

from studio.core.errors import HostError
from studio.core.files import disk_errors


class Lock:
    """An exclusive lock on a file; the file names its owner for people."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take it or raise HostError naming the owner."""
        with disk_errors(self._path.parent):
            file = open(self._path, "a+", encoding="utf-8")  # noqa: SIM115 - held until release
        try:
            _lock(file)
        except OSError as error:
            file.seek(0)
            owner = file.read().strip() or "another program"
            file.close()
            raise HostError(
                f"The project is being written by {owner}.",
                code="project-busy",
                remedy="Wait for that job to end, or cancel it, then try again.",
            ) from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()} on {socket.gethostname()}")
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give it back; harmless when it is not held."""
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[str]) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
