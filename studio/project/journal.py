"""What is about to get its name, written down before: a crash between the name and the catalogue is finished.

An artifact is named by a rename and known by a row; no system does both at once. The row lies in
`cards/pending-*.json` from before the one until after the other, and opening carries it out.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.core.files import write_text
from studio.project import cards

PENDING = "pending-"


@contextmanager
def kept(root: Path, row: tuple[Any, ...], name: str) -> Iterator[None]:
    """The row and the name that a block is about to give it; kept when the block fails. Raises HostError for a full disk."""
    note = root / cards.FOLDER / f"{PENDING}{row[0]}.json"
    write_text(note, json.dumps({**dict(zip(cards.FIELDS, row, strict=True)), "name": name}))
    yield
    note.unlink(missing_ok=True)


def finish(root: Path, db: sqlite3.Connection) -> list[str]:
    """Catalogue what a killed process had named already; the names. What got no name is forgotten."""
    found = []
    for note in sorted((root / cards.FOLDER).glob(f"{PENDING}*.json")):
        row, name = cards.proved_row(root, note), cards.told(note).get("name")
        if row is not None and isinstance(name, str):
            catalogue(root, db, row, name)
            found.append(name)
        note.unlink(missing_ok=True)
    return found


def catalogue(root: Path, db: sqlite3.Connection, row: tuple[Any, ...], name: str) -> None:
    """An artifact's card, its row, its name. Raises sqlite3.Error, HostError."""
    cards.write(root, row)
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "INSERT INTO artifacts VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (digest) DO UPDATE SET"
        " kind = excluded.kind, path = excluded.path, size_bytes = excluded.size_bytes,"
        " made_by = excluded.made_by, parents = excluded.parents, about = excluded.about,"
        " made_at = excluded.made_at",
        row,
    )
    db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (name, row[0]))
    db.execute("COMMIT")
    cards.write_names(root, db)
