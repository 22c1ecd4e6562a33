"""The catalogue's tables and their named migrations, in order; each runs once, in a transaction."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import Any

from studio.core.errors import HostError, InputError, StudioError

MIGRATIONS: tuple[tuple[str, str], ...] = (
    (
        "0001-catalogue",
        """
        CREATE TABLE artifacts (
            digest TEXT PRIMARY KEY, kind TEXT NOT NULL, path TEXT NOT NULL, size_bytes INTEGER NOT NULL,
            made_by TEXT NOT NULL, parents TEXT NOT NULL, about TEXT NOT NULL, made_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE names (name TEXT PRIMARY KEY, digest TEXT NOT NULL REFERENCES artifacts(digest)) STRICT;
        CREATE TABLE results (key TEXT PRIMARY KEY, step TEXT NOT NULL, result TEXT NOT NULL, made_at TEXT NOT NULL) STRICT;
        CREATE TABLE runs (
            id TEXT PRIMARY KEY, step TEXT NOT NULL, spec TEXT NOT NULL, pid INTEGER NOT NULL,
            started_at TEXT NOT NULL, ended_at TEXT, state TEXT NOT NULL, message TEXT NOT NULL DEFAULT ''
        ) STRICT;
        """,
    ),
    (
        "0002-measurements",
        """
        CREATE TABLE measurements (
            digest TEXT NOT NULL, kind TEXT NOT NULL, against TEXT NOT NULL, value TEXT NOT NULL, made_at TEXT NOT NULL,
            PRIMARY KEY (digest, kind, against)
        ) STRICT;
        """,
    ),
)
ROOM = 1 << 20  # bytes: with less a "disk I/O error" means a full disk


class Catalogue(sqlite3.Connection):
    """A connection whose refusals are told as the studio's own errors, whenever they come."""

    path = Path()

    def execute(self, *asked: Any) -> sqlite3.Cursor:
        """As sqlite3's. Raises HostError (disk, busy) or InputError (damaged)."""
        try:
            return super().execute(*asked)
        except sqlite3.OperationalError as error:
            raise _explained(self.path, error) from error
        except sqlite3.DatabaseError as error:
            if type(error) is not sqlite3.DatabaseError:  # a fault of ours, not of the file
                raise
            raise _explained(self.path, error) from error


def connect(path: Path) -> Catalogue:
    """Open (or make) the catalogue: WAL, synchronous=FULL, migrated.

    Raises InputError when the file is damaged or was made by a newer version.
    """
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=10, factory=Catalogue)
        db.path = path
    except sqlite3.OperationalError as error:
        raise _explained(path, error) from error
    try:
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.execute("PRAGMA foreign_keys=ON")
        migrate(db)
    except sqlite3.DatabaseError as error:
        db.close()
        raise _explained(path, error) from error
    except StudioError:
        db.close()
        raise
    return db


def damaged(path: Path, what: str) -> InputError | HostError:
    """What to say of a catalogue that can't be used."""
    return _explained(path, sqlite3.DatabaseError(what))


def prove(db: Catalogue) -> None:
    """SQLite's own look at every page. Closes and raises InputError for a damaged catalogue."""
    said = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    if said != "ok":
        db.close()
        raise _explained(db.path, sqlite3.DatabaseError(said))


def connect_to_look(path: Path) -> Catalogue:
    """Open the catalogue of a folder nobody may write to (a DVD, a colleague's share).

    What another computer has not yet merged into the file is not seen. Raises as `connect`.
    """
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, factory=Catalogue)  # fmt: skip
        db.path = path
        db.row_factory = sqlite3.Row
        known = {name for name, _ in MIGRATIONS}
        seen = {row["name"] for row in db.execute("SELECT name FROM migrations")}
    except sqlite3.DatabaseError as error:
        raise _explained(path, error) from error
    if seen != known:
        db.close()
        raise InputError(
            "This project was made by another version of PocketBERT Studio and can't be written to.",
            code="other-version",
            remedy="Copy the folder to a place you may write to, then open the copy.",
        )
    return db


def migrate(db: sqlite3.Connection) -> None:
    """Run the migrations this catalogue has not seen. Raises InputError for a newer one."""
    db.execute("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY) STRICT")
    seen = {row["name"] for row in db.execute("SELECT name FROM migrations")}
    if unknown := sorted(seen - {name for name, _ in MIGRATIONS}):
        raise InputError(
            "This project was made by a newer version of PocketBERT Studio.",
            code="newer-project",
            remedy="Update the studio, then open the project again.",
            detail=f"unknown migrations: {', '.join(unknown)}",
        )
    for name, script in MIGRATIONS:
        if name not in seen:
            db.executescript(
                f"BEGIN IMMEDIATE; {script}; INSERT INTO migrations VALUES ('{name}'); COMMIT;"
            )


def _explained(path: Path, error: sqlite3.DatabaseError) -> InputError | HostError:
    text = str(error)
    if ("disk" in text or "full" in text) and shutil.disk_usage(path.parent).free < ROOM:
        return HostError(
            f"The disk that holds {path.parent} is full.",
            code="disk-full",
            remedy="Free some space, or choose a project folder on another disk; nothing half-written was kept.",
            detail=text,
        )
    if "locked" in text or "busy" in text:
        return HostError(
            f"Another program has been writing to {path} for a while.",
            code="catalogue-busy",
            remedy="Wait until it is done, then run the step again.",
            detail=text,
        )
    if "disk" in text or "full" in text or "readonly" in text or "unable to open" in text:
        return HostError(
            f"The project's catalogue {path} can't be written.",
            code="catalogue-unwritable",
            remedy="Check free disk space and that you may write to the folder.",
            detail=text,
        )
    return InputError(
        f"The project's catalogue {path} is damaged.",
        code="catalogue-damaged",
        remedy="Restore the folder from a backup, or start a new project; files under exports/ still work by themselves.",
        detail=text,
    )
