"""What was measured of each model, by its digest and by what it was measured against."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.values import Artifact
from studio.project.runs import now
from studio.project.soundness import json_object

MODELS = ("model", "package", "onnx")  # kinds of artifacts that answer sentences
KINDS = ("exam", "parity", "speed")  # what Compare wants to know of a model
EXPORTED = ("dataset", "teacher", "student", "comparison")  # what a model card and a report tell of
FASTEST_FIRST = ("coreml", "torch", "onnx")  # whose latency stands for the model
Table = dict[tuple[str, str, str], dict[str, Any]]


@dataclass(frozen=True)
class Known:
    """One model and what still holds of it: an exam on other data or parity with a classifier that
    was replaced does not.

    `exam` has rows, accuracy, macro_f1 and per_label_f1 on the test rows; `agreement` is the share
    (0..1) of test rows answered as the teacher does; `parity` is a ParityReport against
    `reference`, the name of the classifier it was made from; `speeds` are Bench figures, the
    runtime that stands for the model first; `devices` are figures the app took on devices, the
    fastest first; `made` is what its maker noted.
    """

    name: str
    artifact: Artifact
    reference: str
    made: dict[str, Any]
    exam: dict[str, Any] | None = None
    agreement: float | None = None
    parity: dict[str, Any] | None = None
    speeds: tuple[dict[str, Any], ...] = ()
    answers: Path | None = None
    devices: tuple[dict[str, Any], ...] = ()

    @property
    def speed(self) -> dict[str, Any] | None:
        """The latency that stands for the model."""
        return self.speeds[0] if self.speeds else None

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is not measured yet, of KINDS; a model that lost its classifier has no parity."""
        found = {
            "exam": self.exam is not None and self.answers is not None,
            "parity": self.parity is not None or self.reference in ("", self.name),
            "speed": self.speed is not None,
        }
        return tuple(kind for kind in KINDS if not found[kind])


def keep(db: sqlite3.Connection, digest: str, kind: str, against: str, value: dict[str, Any]) -> None:  # fmt: skip
    """Store one result; the same digest, kind and `against` holds the newest only."""
    db.execute(
        "INSERT OR REPLACE INTO measurements VALUES (?, ?, ?, ?, ?)",
        (digest, kind, against, json.dumps(value), now()),
    )


def one(db: sqlite3.Connection, digest: str, kind: str, against: str) -> dict[str, Any] | None:
    """One result, or None."""
    row = db.execute(
        "SELECT value FROM measurements WHERE digest = ? AND kind = ? AND against = ?",
        (digest, kind, against),
    ).fetchone()
    return None if row is None else json_object(row["value"])


def export_origin(names: Mapping[str, Artifact]) -> dict[str, str]:
    """What a card or report made now tells of: name -> digest. Kept as the measurement `export`."""
    return {name: names[name].digest for name in EXPORTED if name in names}


def answers_file(root: Path, digest: str, data: str) -> Path:
    """Where a model's answers to a data set's test rows are kept."""
    return root / "answers" / f"{digest[:16]}-{data[:16]}.arrow"


def known(
    db: sqlite3.Connection,
    root: Path,
    names: Mapping[str, Artifact],
    every: Mapping[str, Artifact],
    about: Callable[[Artifact], dict[str, Any]],
) -> tuple[Known, ...]:
    """Every model on disk, the oldest first. `every` holds artifacts by digest, replaced ones too."""
    table: Table = {
        (row["digest"], row["kind"], row["against"]): value
        for row in db.execute("SELECT * FROM measurements ORDER BY rowid")
        if (value := json_object(row["value"])) is not None  # a damaged one is measured again
    }
    found = []
    for name, artifact in names.items():
        if artifact.kind in MODELS and artifact.path.exists():
            home = answers_file(root, artifact.digest, names["dataset"].digest) if "dataset" in names else None  # fmt: skip
            found.append(_one(name, artifact, home, table, names, every, about(artifact)))
    return tuple(sorted(found, key=lambda k: _RANK.get(k.name, 2)))


_RANK = {"teacher": 0, "student": 1}


def _one(name: str, artifact: Artifact, answers: Path | None, table: Table, names: Mapping[str, Artifact], every: Mapping[str, Artifact], about: dict[str, Any]) -> Known:  # fmt: skip
    data, teacher = (names[n].digest if n in names else "" for n in ("dataset", "teacher"))
    origin = classifier_of(artifact, every)
    agreed = table.get((artifact.digest, "agreement", teacher), {})
    speeds = [(against, value) for (d, kind, against), value in table.items() if (d, kind) == (artifact.digest, "speed")]  # fmt: skip
    return Known(
        name,
        artifact,
        next((n for n, a in names.items() if origin is not None and a.digest == origin.digest), ""),
        about,
        table.get((artifact.digest, "exam", data)) or _exam_of_its_making(artifact, data, about),
        agreed.get("agreement") if agreed.get("data") == data else None,
        table.get((artifact.digest, "parity", origin.digest if origin is not None else "")),
        tuple(value for against, value in sorted(speeds, key=_by_standing)),
        answers if answers is not None and answers.exists() else None,
        _devices(artifact, table),
    )


def _devices(artifact: Artifact, table: Table) -> tuple[dict[str, Any], ...]:
    found = [value for (d, kind, _), value in table.items() if (d, kind) == (artifact.digest, "device")]  # fmt: skip
    return tuple(sorted(found, key=lambda value: value["p50_milliseconds"]))


def _exam_of_its_making(artifact: Artifact, data: str, about: dict[str, Any]) -> dict[str, Any] | None:  # fmt: skip
    """Teacher and student were scored when they were made."""
    return dict(about["scores"]["test"]) if data in artifact.parents and "test" in about.get("scores", {}) else None  # fmt: skip


def _by_standing(speed: tuple[str, dict[str, Any]]) -> tuple[bool, int, str]:
    """Real sentences before a set length, then by runtime."""
    runtime, _, length = speed[0].partition("@")
    return bool(length), FASTEST_FIRST.index(runtime) if runtime in FASTEST_FIRST else 9, runtime


def classifier_of(artifact: Artifact, every: Mapping[str, Artifact]) -> Artifact | None:
    """The classifier (kind `model`) an artifact was made from, or None when nobody knows it."""
    seen: Artifact | None = artifact
    left = len(every)  # in a damaged catalogue one may be its own ancestor
    while seen is not None and seen.kind != "model" and left >= 0:
        left -= 1
        parents = [every[p] for p in seen.parents if p in every and every[p].kind in MODELS]
        seen = parents[0] if parents else None
    return seen if left >= 0 else None
