"""The person's own folders, also where the system knows nobody: a container's user without a name.

`Path.home()` raises RuntimeError there (Python documentation, pathlib), and a home may be a folder
in which nothing can be written. The studio works without either.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

from studio.core.errors import InputError
from studio.core.scratch import scratch_folder


def home() -> Path | None:
    """The home folder, None where none is known."""
    try:
        return Path.home()
    except RuntimeError:
        return None


def a_folder() -> Path:
    """One to begin at, in a dialog or when space is measured: the home, else the system's temporary."""
    return home() or Path(tempfile.gettempdir())


def typed(path: str | Path) -> Path:
    """The path with ~ and ~name spelt out. Raises InputError for somebody whose home isn't known."""
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        raise InputError(
            f"Nobody's home folder is known as {path}.",
            code="no-home",
            remedy="Write the path out, from / on.",
            detail=str(error),
        ) from error


def existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that is there."""
    folder = folder.absolute()
    return next(place for place in (folder, *folder.parents) if place.is_dir())


def caches(name: str) -> Path:
    """The folder `name` of the studio's caches, in the system's usual place.

    Where nothing can be written there, a folder that lasts as long as this process.
    """
    mine = home()
    if mine is not None:
        usual = mine / "Library" / "Caches" if sys.platform == "darwin" else mine / ".cache"
        folder = usual / "pocketbert" / name
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            if os.access(folder, os.W_OK | os.X_OK):
                return folder
    return _passing(name)


@cache
def _passing(name: str) -> Path:
    return scratch_folder(name)
