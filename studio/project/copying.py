"""A copy of a whole project, made beside its final name and renamed when it is complete."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from studio.core.errors import InputError
from studio.core.files import PART, commit, disk_errors, draft_path
from studio.project.folder import CATALOGUE, is_project

CHUNK = 1 << 22  # bytes between two chances to stop
LOCKS = ("project.lock", "window.lock")


def copy_project(root: Path, target: Path) -> Iterator[tuple[int, int]]:
    """Copy `root` to the new folder `target`, yielding (bytes copied, bytes in all).

    Stopping half-way leaves nothing. Raises InputError (no project, target exists or lies
    inside) or HostError (disk full, not writable).
    """
    root, target = root.resolve(), target.absolute()
    _check(root, target)
    files = [p for p in sorted(root.rglob("*")) if p.is_file() and _belongs(p.relative_to(root))]
    total = sum(p.stat().st_size for p in files)
    with draft_path(target.parent, target.name, folder=True) as draft:
        done = 0
        yield done, total
        for source in files:
            place = draft / source.relative_to(root)
            place.parent.mkdir(parents=True, exist_ok=True)
            for written in _copy(source, place):
                done += written
                yield min(done, total), total
        _copy_catalogue(root / CATALOGUE, draft / CATALOGUE)
        with disk_errors(target.parent):
            commit(draft, target)


def _check(root: Path, target: Path) -> None:
    if not is_project(root):
        raise InputError(f"{root} is not a project.", code="no-project", remedy="Open the project again.")  # fmt: skip
    if target.exists():
        raise InputError(f"{target} exists already.", code="target-exists", remedy="Choose a new name for the copy.")  # fmt: skip
    if target.resolve().is_relative_to(root):
        raise InputError("A project can't be copied into itself.", code="target-inside", remedy="Choose a folder outside the project.")  # fmt: skip


def _belongs(path: Path) -> bool:
    if path.parts[0] in LOCKS or (path.name.startswith(CATALOGUE) and len(path.parts) == 1):
        return False
    return not any(part.startswith(PART) for part in path.parts)


def _copy(source: Path, place: Path) -> Iterator[int]:
    with disk_errors(place.parent), open(source, "rb") as reading, open(place, "wb") as writing:
        while chunk := reading.read(CHUNK):
            writing.write(chunk)
            yield len(chunk)
    shutil.copystat(source, place)


def _copy_catalogue(source: Path, place: Path) -> None:
    """SQLite's own way: whole even while somebody writes."""
    reading = sqlite3.connect(f"file:{source.as_posix()}?mode=ro", uri=True)
    writing = sqlite3.connect(place)
    try:
        reading.backup(writing)
    finally:
        reading.close()
        writing.close()
    os.utime(place)
