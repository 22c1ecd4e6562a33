"""Runs: what each job said, line by line, and how it ended; a cut-off one is found at the next start."""

from __future__ import annotations

import json
import os
import sqlite3
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.events import Cancelled, Event, Failed, Finished, encode

INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One job as the catalogue remembers it. state: running, done, failed, cancelled, interrupted."""

    id: str
    step: str
    spec: dict[str, Any]
    started_at: str
    ended_at: str | None
    state: str
    message: str


class Run:
    """A job in progress: every event goes to `runs/<id>/events.jsonl`, the ending to the catalogue."""

    def __init__(
        self, db: sqlite3.Connection, folder: Path, step: str, spec: dict[str, Any]
    ) -> None:
        self.id = f"{time.strftime('%Y%m%d-%H%M%S')}-{step}-{uuid.uuid4().hex[:6]}"
        self._db = db
        self.folder = folder / self.id
        self.folder.mkdir(parents=True)
        self._file = open(self.folder / "events.jsonl", "a", encoding="ascii")  # noqa: SIM115
        db.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, NULL, 'running', '')",
            (self.id, step, json.dumps(spec), os.getpid(), now()),
        )

    def say(self, event: Event) -> None:
        """Write one event; it survives the death of this process."""
        self._file.write(encode(event) + "\n")
        self._file.flush()

    def end(self, event: Finished | Failed | Cancelled) -> None:
        """Write the ending and remember it."""
        self.say(event)
        self._file.close()
        state = {"finished": "done", "failed": "failed", "cancelled": "cancelled"}[event.kind]
        message = event.message if isinstance(event, Failed) else ""
        self._db.execute(
            "UPDATE runs SET state = ?, ended_at = ?, message = ? WHERE id = ?",
            (state, now(), message, self.id),
        )


def all_runs(db: sqlite3.Connection) -> list[RunRecord]:
    """Newest first."""
    rows = db.execute("SELECT * FROM runs ORDER BY started_at DESC, rowid DESC")
    return [
        RunRecord(r["id"], r["step"], json.loads(r["spec"]), r["started_at"], r["ended_at"], r["state"], r["message"])
        for r in rows
    ]  # fmt: skip


def mark_interrupted(db: sqlite3.Connection) -> int:
    """Called by the one writer: a run still 'running' has lost its process. Returns how many."""
    return db.execute(
        "UPDATE runs SET state = ?, ended_at = ? WHERE state = 'running'", (INTERRUPTED, now())
    ).rowcount


def now() -> str:
    """UTC, to the second, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
