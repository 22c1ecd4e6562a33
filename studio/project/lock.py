"""Advisory locks held by the operating system, gone when their owner dies: one writer, one window."""

from __future__ import annotations

import os
import socket
import stat
import sys
from pathlib import Path
from typing import IO, ClassVar

from studio.core.errors import HostError, shown
from studio.core.files import disk_errors

OWNER = 200  # characters of a file that are shown as its owner
_OWN = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Lock:
    """An exclusive lock on a file; the file names its owner for people."""

    BUSY: ClassVar[str] = "The project is being written by {owner}."
    CODE: ClassVar[str] = "project-busy"
    REMEDY: ClassVar[str] = "Wait for that job to end, or cancel it, then try again."

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds it."""
        return self._file is not None

    def take(self) -> None:
        """Take it or raise HostError naming the owner."""
        with disk_errors(self._path.parent):
            file = self._opened()
        try:
            _lock(file)
        except OSError as error:
            file.seek(0)
            owner = shown(file.read(OWNER).strip()) or "another program"
            file.close()
            raise HostError(
                self.BUSY.format(owner=owner), code=self.CODE, remedy=self.REMEDY
            ) from error
        self._file = file
        with disk_errors(self._path.parent):
            file.seek(0)
            file.truncate()
            file.write(f"process {os.getpid()} on {socket.gethostname()}")
            file.flush()

    def _opened(self) -> IO[str]:
        """The lock's own file. Raises HostError where a link (which leads to a file of somebody's) or a pipe has its name."""
        try:
            number = os.open(self._path, _OWN, 0o666)
        except OSError as error:
            if self._path.is_symlink() or self._path.is_dir():
                raise self._unusable() from error
            raise
        if not stat.S_ISREG(os.fstat(number).st_mode):
            os.close(number)
            raise self._unusable()
        return os.fdopen(number, "r+", encoding="utf-8", errors="replace")

    def _unusable(self) -> HostError:
        return HostError(
            f"{self._path} is not a file of the studio's.",
            code="lock-unusable",
            remedy="Remove it, then open the project again.",
        )

    def release(self) -> None:
        """Give it back; harmless when it is not held."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError:  # its folder or disk is gone, and the lock with it
                return


class WindowLock(Lock):
    """One window works in a project; a second one may look at it."""

    BUSY = "The project is open in another window ({owner})."
    CODE = "project-open-elsewhere"
    REMEDY = "Look at it without changing anything, or close it here and go on in the other window."

    def __init__(self, root: Path) -> None:
        super().__init__(root / "window.lock")
        self.root = root


if sys.platform == "win32":

    def _lock(file: IO[str]) -> None:
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:

    def _lock(file: IO[str]) -> None:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
