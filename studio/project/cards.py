"""A card beside the catalogue for each artifact: what a damaged catalogue is made anew from.

`cards/DIGEST.json` is the artifact's row, written before the row; `cards/names.json` says what
each name points to. Runs, measurements and remembered results are not on cards: what they held
is measured or done again, from the same artifacts.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from studio.core.files import digest_path, write_text

FOLDER, NAMES = "cards", "names.json"
FIELDS = ("digest", "kind", "path", "size_bytes", "made_by", "parents", "about", "made_at")
UNHASHED = frozenset({"Manifest.json"})  # coremltools rewrites it on every load


def write(root: Path, row: tuple[Any, ...]) -> None:
    """Keep one artifact's row. Raises HostError for a full disk."""
    write_text(root / FOLDER / f"{row[0]}.json", json.dumps(dict(zip(FIELDS, row, strict=True))))


def write_names(root: Path, db: sqlite3.Connection) -> None:
    """Keep what every name points to."""
    names = {row["name"]: row["digest"] for row in db.execute("SELECT * FROM names ORDER BY rowid")}
    write_text(root / FOLDER / NAMES, json.dumps(names))


def write_missing(root: Path, db: sqlite3.Connection) -> None:
    """Cards for a catalogue that has none yet (made by an older version)."""
    if (root / FOLDER / NAMES).exists():
        return
    for row in db.execute("SELECT * FROM artifacts").fetchall():
        write(root, tuple(row[field] for field in FIELDS))
    write_names(root, db)


def are_there(root: Path) -> bool:
    """Whether a catalogue could be made from cards."""
    return (root / FOLDER / NAMES).is_file()


def put_aside(catalogue: Path) -> None:
    """A damaged catalogue, and what SQLite keeps beside it, get other names."""
    stamp = time.strftime("%Y%m%d-%H%M%S")
    for part in ("", "-wal", "-shm"):
        old = catalogue.with_name(catalogue.name + part)
        if old.exists():
            os.replace(old, catalogue.with_name(f"damaged-{stamp}-{old.name}"))


def restore(root: Path, db: sqlite3.Connection) -> int:
    """Fill an empty catalogue from the cards whose artifacts are still whole; how many those are."""
    rows = [row for file in sorted((root / FOLDER).glob("*.json")) if file.name != NAMES and (row := proved_row(root, file))]  # fmt: skip
    names = told(root / FOLDER / NAMES)
    known = {row[0] for row in rows}
    db.execute("BEGIN IMMEDIATE")
    for row in sorted(rows, key=lambda row: str(row[-1])):
        db.execute("INSERT OR REPLACE INTO artifacts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for name, digest in names.items():
        if digest in known:
            db.execute("INSERT OR REPLACE INTO names VALUES (?, ?)", (name, digest))
    db.execute("COMMIT")
    return len(rows)


def proved_row(root: Path, file: Path) -> tuple[Any, ...] | None:
    """A card's row, when its artifact lies inside the project and has its digest."""
    said = told(file)
    try:
        row = tuple(said[field] for field in FIELDS)
        place = (root / str(said["path"])).resolve()
        json.loads(said["parents"]), json.loads(said["about"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return None
    inside = place.is_relative_to(root.resolve()) and place.exists()
    return row if inside and digest_path(place, skip=UNHASHED) == said["digest"] else None


def told(file: Path) -> dict[str, Any]:
    """What a card says; {} when it can't be read."""
    try:
        said = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
