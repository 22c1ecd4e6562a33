"""Temporary files have one home: private, swept of what the dead left behind, and limited."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from studio.core import owned
from studio.core.errors import HostError

QUOTA_BYTES = 20 << 30  # of the living; the studio's largest job needs a tenth of it
_held: dict[Path, int] = {}  # our folders and their locks


def home() -> Path:
    """The folder of all temporary files, in the system's own place for such (TMPDIR moves it)."""
    return Path(tempfile.gettempdir()) / f"pocketbert-{_user()}"


def scratch_folder(name: str) -> Path:
    """A new empty folder, for its owner to delete; when its process dies first, the next one does.

    It lies in `home()`; where somebody else made a folder or a link of that name, beside it.
    Raises HostError when what living processes hold is over the quota.
    """
    _let_go()
    sweep_scratch()
    held = sum(_size(folder) for folder in _folders())
    if held > QUOTA_BYTES:
        raise HostError(
            f"Temporary files of PocketBERT Studio take {held / 1e9:.0f} GB already.",
            code="temporary-files-full",
            remedy=f"Close other windows of the studio, or delete {home()}.",
        )
    while True:
        folder = _made(name)
        if _claim(folder):
            return folder


def sweep_scratch() -> int:
    """Remove the folders of processes that are no more; how many."""
    return sum(_swept(folder) for folder in list(_folders()))


def _made(name: str) -> Path:
    place = home()
    with contextlib.suppress(FileExistsError):
        place.mkdir(mode=0o700)
    if _is_ours(place):
        return Path(tempfile.mkdtemp(prefix=f"{name}-{os.getpid()}-", dir=place))
    return Path(tempfile.mkdtemp(prefix=f"{place.name}-{name}-{os.getpid()}-"))


def _folders() -> Iterator[Path]:
    """Every scratch folder of this user, in the home and beside it."""
    place = home()
    for parent, pattern in ((place, "*"), (place.parent, f"{place.name}-*")):
        if parent == place and not _is_ours(place):
            continue
        yield from (folder for folder in parent.glob(pattern) if _is_ours(folder))


def _is_ours(place: Path) -> bool:
    """Whether it is a real folder that this user owns; if so, nobody else may look into it."""
    try:
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode):
            return False
        if sys.platform != "win32":
            if found.st_uid != os.getuid():
                return False
            if found.st_mode & 0o077:
                place.chmod(0o700)
    except OSError:  # it went away in this moment
        return False
    return True


def _size(folder: Path) -> int:
    """Bytes below a folder that others may be emptying."""
    total = 0
    for parent, _, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(parent, file)).st_size
    return total


if sys.platform == "win32":  # every user's TEMP is private, folders can't be locked: numbers do

    def _user() -> str:
        import getpass

        try:
            return getpass.getuser()
        except (KeyError, OSError, ImportError):
            return "user"

    def _claim(folder: Path) -> bool:
        return folder.is_dir()

    def _let_go() -> None:
        pass

    def _swept(folder: Path) -> bool:
        import psutil

        owner = folder.name.split("-")[-2:-1]
        if not owner or not owner[0].isdigit() or psutil.pid_exists(int(owner[0])):
            return False
        shutil.rmtree(folder, ignore_errors=True)
        return True

else:

    def _user() -> str:
        return str(os.getuid())

    def _claim(folder: Path) -> bool:
        """Lock a folder just made, for as long as this process lives; False when it was swept before."""
        try:
            lock = owned.claim(folder)
        except OSError:
            return False
        if lock != owned.NO_LOCK:
            _held[folder] = lock
        return True

    def _let_go() -> None:
        """Close the locks of folders that their owner has deleted; another thread may be at it, too."""
        for folder in [folder for folder in list(_held) if not folder.exists()]:
            owned.let_go(_held.pop(folder, owned.NO_LOCK))

    _swept = owned.swept
