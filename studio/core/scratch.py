"""Temporary files have one home: swept of what the dead left behind, and limited."""

from __future__ import annotations

import getpass
import os
import shutil
import tempfile
from pathlib import Path

from studio.core.errors import HostError
from studio.core.files import size_bytes

QUOTA_BYTES = 20 << 30  # of the living; the studio's largest job needs a tenth of it


def home() -> Path:
    """The folder of all temporary files, in the system's own place for such (TMPDIR moves it)."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container without a user of this number
        user = str(os.getuid()) if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"pocketbert-{user}"


def scratch_folder(name: str) -> Path:
    """A new empty folder, for its owner to delete; when its process dies first, the next one does.

    Raises HostError when what living processes hold is over the quota.
    """
    place = home()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    sweep_scratch()
    held = sum(size_bytes(folder) for folder in place.iterdir())
    if held > QUOTA_BYTES:
        raise HostError(
            f"Temporary files of PocketBERT Studio take {held / 1e9:.0f} GB already.",
            code="temporary-files-full",
            remedy=f"Close other windows of the studio, or delete {place}.",
        )
    return Path(tempfile.mkdtemp(prefix=f"{name}-{os.getpid()}-", dir=place))


def sweep_scratch() -> int:
    """Remove the folders of processes that are no more; how many."""
    import psutil

    place, removed = home(), 0
    for folder in list(place.iterdir()) if place.is_dir() else ():
        owner = folder.name.split("-")[-2:-1]
        if owner and owner[0].isdigit() and not psutil.pid_exists(int(owner[0])):
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed
