"""Runs: what each job said, line by line, and how it ended; a cut-off one is found at the next start."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.events import (
    ArtifactReady,
    Cancelled,
    Checkpointed,
    Event,
    Failed,
    Finished,
    Note,
    Started,
    encode,
)
from studio.project.soundness import is_ours, json_object, lies_inside

INTERRUPTED = "interrupted"
LOG = "events.jsonl"
MOST_BYTES = 8 << 20  # a run's events take this much at most; a day's training takes a tenth
KEPT_LOGS = 500  # runs
_RESERVE = 1 << 20  # of it, for what always belongs there: warnings, artifacts, the ending


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
    """A job in progress: its events go to `runs/<id>/events.jsonl`, the ending to the catalogue.

    The file is bounded: a run that says more than it may hold goes on with warnings, checkpoints and
    artifacts only, and its last line but one says how many of the others were left out.
    """

    def __init__(
        self, db: sqlite3.Connection, folder: Path, step: str, spec: dict[str, Any]
    ) -> None:
        self.id = f"{time.strftime('%Y%m%d-%H%M%S')}-{step}-{uuid.uuid4().hex[:6]}"
        self._db = db
        self.folder = folder / self.id
        self.folder.mkdir(parents=True)
        self._file = open(self.folder / LOG, "a", encoding="ascii")  # noqa: SIM115
        self._bytes = self._left_out = 0
        db.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, NULL, 'running', '')",
            (self.id, step, json.dumps(spec), os.getpid(), now()),
        )

    def say(self, event: Event) -> None:
        """Write one event, while there is room; it survives the death of this process."""
        line = encode(event) + "\n"
        room = MOST_BYTES - (0 if _belongs(event) else _RESERVE)
        if self._bytes + len(line) > room and not event.ending:
            if not self._left_out:
                self._write(encode(Note(f"This log has reached {MOST_BYTES / 1e6:.0f} MB: progress and figures are left out from here on.", "warning")) + "\n")  # fmt: skip
            self._left_out += 1
            return
        if event.ending and self._left_out:
            self._write(encode(Note(f"{self._left_out} events were left out of this log, which is limited to {MOST_BYTES / 1e6:.0f} MB.", "warning")) + "\n")  # fmt: skip
        self._write(line)

    def _write(self, line: str) -> None:
        self._file.write(line)
        self._file.flush()
        self._bytes += len(line)

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


def _belongs(event: Event) -> bool:
    """Whether a log without it would be missing something a person looks for."""
    return isinstance(event, Started | Checkpointed | ArtifactReady) or (isinstance(event, Note) and event.level != "info")  # fmt: skip


def all_runs(db: sqlite3.Connection) -> list[RunRecord]:
    """Newest first, whatever the clock said when they began."""
    rows = db.execute("SELECT * FROM runs ORDER BY rowid DESC")
    return [
        RunRecord(r["id"], r["step"], json_object(r["spec"]) or {}, r["started_at"], r["ended_at"], r["state"], r["message"])
        for r in rows
    ]  # fmt: skip


def drop_old_logs(db: sqlite3.Connection, folder: Path) -> int:
    """Delete the logs of all but the newest runs; the catalogue still knows how they ended. How many."""
    rows = db.execute("SELECT id FROM runs ORDER BY rowid DESC LIMIT -1 OFFSET ?", (KEPT_LOGS,))
    # The number of a run is the catalogue's word, and a stranger may have written that: only our own folders go.
    old = [place for row in rows if lies_inside(row["id"]) and (place := folder / row["id"]).parent == folder and place.is_dir() and is_ours(folder.parent, place)]  # fmt: skip
    for place in old:
        shutil.rmtree(place, ignore_errors=True)
    return len(old)


def mark_interrupted(db: sqlite3.Connection) -> int:
    """Called by the one writer: a run still 'running' has lost its process. Returns how many."""
    return db.execute(
        "UPDATE runs SET state = ?, ended_at = ? WHERE state = 'running'", (INTERRUPTED, now())
    ).rowcount


def now() -> str:
    """UTC, to the second, ISO 8601."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
