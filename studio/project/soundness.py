"""What SQLite's own look does not see: rows whose contents can't be a catalogue's, by damage or by design."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from studio.core.errors import InputError


def is_sound(db: sqlite3.Connection) -> bool:
    """Whether every artifact is described, lies inside the project, and every name leads to one."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE type IN ('trigger', 'view')").fetchone():
        return False  # ours has none: they would act when we write or read
    rows = db.execute("SELECT digest, path, parents, about FROM artifacts").fetchall()
    known = {row["digest"] for row in rows}
    return all(map(_is_artifact, rows)) and all(
        row["digest"] in known for row in db.execute("SELECT digest FROM names")
    )


def is_empty(db: sqlite3.Connection) -> bool:
    """Whether there is no artifact: a new project's catalogue, or one cut to nothing."""
    return db.execute("SELECT 1 FROM artifacts").fetchone() is None


def lies_inside(path: str) -> bool:
    """Whether a path of a catalogue or a card names a place below the project's folder."""
    parts = PurePosixPath(path), PureWindowsPath(path)
    return "\0" not in path and not any(p.anchor or ".." in p.parts for p in parts)


def json_object(text: str) -> dict[str, Any] | None:
    """The object in a column of JSON; None for what is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def refuse_links(root: Path, *names: str) -> None:
    """Raises InputError where a stranger's project would have a file elsewhere written to."""
    for name in names:
        place = root / name
        if place.is_symlink() or (place.exists() and not place.is_file()):
            raise InputError(
                f"{place} is not a file but a link, a folder or a pipe.",
                code="project-damaged",
                remedy="Move it out of the project's folder, then open the project again.",
            )


def is_ours(root: Path, place: Path) -> bool:
    """Whether no link leads from the project's folder to `place`: nothing is deleted elsewhere.

    The project's own folder may be a link; a person chose that one.
    """
    try:
        return place.resolve() == root.resolve() / place.relative_to(root)
    except (OSError, RuntimeError, ValueError):  # a ring of links
        return False


def refuse_strangers(root: Path, place: Path) -> None:
    """Raises InputError where work that deletes would happen behind a link."""
    if not is_ours(root, place):
        raise InputError(
            f"{place} is a link to another place, where the studio deletes nothing.",
            code="project-damaged",
            remedy="Move the link out of the project's folder, then run the step again.",
        )


def _is_artifact(row: sqlite3.Row) -> bool:
    try:
        parents = json.loads(row["parents"])
    except (ValueError, RecursionError):
        return False
    listed = isinstance(parents, list) and all(isinstance(parent, str) for parent in parents)
    return listed and json_object(row["about"]) is not None and lies_inside(row["path"])
