"""Folders locked by the process that works in them: what nobody holds is a dead one's, and may go.

The system lets go of a lock when its process dies, however it dies, in this container or another
that shares the folder.
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

NO_LOCK = -1  # this system, or this file system, has none for folders

if sys.platform == "win32":

    def claim(folder: Path) -> int:
        """Folders can't be locked there."""
        if not folder.is_dir():
            raise FileNotFoundError(folder)
        return NO_LOCK

    def swept(folder: Path) -> bool:
        """Nothing is told dead."""
        return False

else:
    import fcntl

    def claim(folder: Path) -> int:
        """Lock a folder just made until `let_go`, or as long as this process lives; the lock's number.

        Raises FileNotFoundError when a sweeper was quicker. NO_LOCK where there are no locks: nobody
        sweeps the folder then, its owner deletes it.
        """
        descriptor = os.open(folder, _LOOK)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except OSError:
            os.close(descriptor)
            descriptor = NO_LOCK
        if not folder.is_dir():  # a sweeper had the lock first
            let_go(descriptor)
            raise FileNotFoundError(folder)
        return descriptor

    def swept(folder: Path) -> bool:
        """Remove a folder that nobody holds; whether that was so."""
        try:
            descriptor = os.open(folder, _LOOK)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # somebody holds it, or there are no locks: what can't be told dead is left
            return False
        finally:
            os.close(descriptor)
        return True

    _LOOK = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


def let_go(lock: int) -> None:
    """Give a lock back; harmless for NO_LOCK."""
    if lock != NO_LOCK:
        os.close(lock)
