"""The comparison: every model of a project and the floors on the same exam, as rows and sentences."""

from __future__ import annotations

import json
from collections.abc import Generator, Sequence
from typing import Any

from studio.core import columns
from studio.core.errors import QualityError
from studio.core.events import ArtifactReady, Event, Progress
from studio.core.values import Artifact
from studio.pipeline.beside import FLOOR_ROWS
from studio.pipeline.measuring import Plan, measure
from studio.pipeline.step import Story, made_artifact
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.project import Project
from studio.project.measurements import Known

FLOORS = (("majority class", "majority", "majority_macro_f1"), ("TF-IDF + logistic regression", "accuracy", "macro_f1"))  # fmt: skip


def compared(project: Project, names: Sequence[str] = (), plan: Plan | None = None) -> Story:
    """Measure what is not known yet, then write the comparison down."""
    worked = yield from measure(project, names, plan or Plan())
    worked += yield from _floor(project, project.require("dataset", remedy=IMPORT_FIRST))
    told = told_of(project)
    models = tuple(model.artifact.digest for model in project.known())
    before = project.named("comparison")
    if worked or before is None or before.parents != models or not before.path.exists():
        made = _written(project, told, models)
        yield ArtifactReady("comparison", made.digest, str(made.path), made.size_bytes)
    return {**told, "reused": not worked}


def told_of(project: Project) -> dict[str, Any]:
    """{"rows", "verdicts"}: what is known now, floors first."""
    known = project.known()
    rows = [*floors(project), *(row(model, known) for model in known)]
    return {"rows": rows, "verdicts": verdicts(rows)}


def floors(project: Project) -> list[dict[str, Any]]:
    """What costs nothing, scored on the same rows; none before it was measured."""
    data = project.named("dataset")
    found = project.measured(data.digest, "floor") if data is not None else None
    return [{"model": name, "accuracy": found[a], "macro_f1": found[f], "rows": found.get("rows")} for name, a, f in FLOORS] if found else []  # fmt: skip


def row(model: Known, known: Sequence[Known]) -> dict[str, Any]:
    """One model; None where nothing is measured. Packages have their classifier's parameters."""
    original = next((k for k in known if k.name == model.reference), model)
    exam, speed, parity = model.exam or {}, model.speed or {}, model.parity or {}
    return {
        "model": model.name,
        "parameters": original.made.get("parameters"),
        "size_bytes": model.artifact.size_bytes,
        "accuracy": exam.get("accuracy"),
        "macro_f1": exam.get("macro_f1"),
        **{
            f"{name}_interval": interval_words(pair)
            for name, pair in exam.get("interval", {}).items()
        },
        "rows": exam.get("rows"),
        "per_label_f1": exam.get("per_label_f1", {}),
        "agreement_with_teacher": model.agreement,
        "median_milliseconds": speed.get("p50_milliseconds"),
        "p95_milliseconds": speed.get("p95_milliseconds"),
        "runtime": speed.get("runtime") or exam.get("runtime"),
        "verdict": parity.get("verdict"),
        "reason": parity.get("reason", ""),
        "parity": model.parity,
        "reference": model.reference,
        "devices": list(model.devices),
    }


def interval_words(pair: Sequence[float]) -> str:
    """`0.812-0.867`, as a table shows it."""
    return "-".join(f"{value:.3f}" for value in pair)


def require_parity(rows: list[dict[str, Any]]) -> None:
    """Raise QualityError (exit 6) naming the worst row of the first package that failed."""
    failed = [row for row in rows if row.get("verdict") == "fail"]
    if failed:
        parity = failed[0]["parity"]
        others = "the other packages are good" if len(failed) == 1 else f"{len(failed)} packages failed"  # fmt: skip
        raise QualityError(
            f"{failed[0]['model']} failed its parity check: {failed[0]['reason']}.",
            code="parity-failed",
            remedy=f"Use a gentler scheme or float32 for it; {others}. The worst row is in the details.",
            detail=f"row {parity['worst_row']}: {parity['worst_text']!r}, |d p| {parity['max_abs_probability']:.2e}",
        )


def _floor(project: Project, data: Artifact) -> Generator[Event, None, int]:
    """Score TF-IDF and the commonest label once for a data set; 1 when there was work."""
    from studio.distil import tfidf_floor

    if project.measured(data.digest, "floor") is not None:
        return 0
    split = columns.read_split(data.path)
    if len(split.train) > FLOOR_ROWS:
        return 0
    yield Progress("floors", 0, 1)
    found = {**tfidf_floor(split.train, split.test), "rows": len(split.test)}
    project.measure(data.digest, "floor", found)
    yield Progress("floors", 1, 1)
    return 1


def _written(project: Project, told: dict[str, Any], models: tuple[str, ...]) -> Artifact:
    with project.draft("report", "comparison", made_by="compare", parents=models, suffix=".json", folder=False) as draft:  # fmt: skip
        draft.path.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    return made_artifact(draft.artifact)


def verdicts(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Plain sentences: does the teacher beat the floors, does the student keep up, what passed."""
    scored = {row["model"]: row for row in rows if row.get("accuracy") is not None}
    floor, majority = (scored.get(name) for name in (FLOORS[1][0], FLOORS[0][0]))
    teacher, student = scored.get("teacher"), scored.get("student")
    lines = []
    if teacher and floor and majority:
        beats = teacher["accuracy"] > max(floor["accuracy"], majority["accuracy"])
        lines.append(
            f"The teacher {'beats' if beats else 'DOES NOT beat'} TF-IDF + logistic regression"
            f" ({floor['accuracy']:.3f}) and the majority class ({majority['accuracy']:.3f})"
            f" on {teacher['rows']} test rows: {teacher['accuracy']:.3f}."
        )
    if teacher and student and teacher["accuracy"]:
        lines.append(f"The student keeps {student['accuracy'] / teacher['accuracy']:.1%} of the teacher's accuracy.")  # fmt: skip
    lines += [parity_line(row) for row in rows if row.get("parity")]
    return lines + [device_line(row["model"], found) for row in rows for found in row.get("devices", [])]  # fmt: skip


def device_line(name: str, found: dict[str, Any]) -> str:
    """What the app measured of a package on one device."""
    error = "" if found["max_abs_logit"] is None else f", largest logit difference {found['max_abs_logit']:.1e}"  # fmt: skip
    return (
        f"{name} on {found['device']} ({found['compute_units']}): median {found['p50_milliseconds']:.1f} ms,"
        f" p95 {found['p95_milliseconds']:.1f} ms{error}"
    )


def parity_line(row: dict[str, Any]) -> str:
    """One package's verdict with its numbers."""
    parity = row["parity"]
    return (
        f"{row['model']}: {row['verdict']} in {parity['arithmetic']} arithmetic;"
        f" {parity['label_agreement']:.2%} of {parity['examples']} rows agree with torch"
        f" (needs {parity['required_agreement']:.1%}), max |d p| {parity['max_abs_probability']:.1e}"
    )


def table(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """The rows as people read them; a dash where a number has no meaning."""

    def show(row: dict[str, Any], key: str, pattern: str, scale: float = 1.0) -> str:
        return "-" if row.get(key) is None else pattern.format(row[key] / scale)

    return [
        {
            "model": row["model"],
            "parameters": show(row, "parameters", "{:.1f} M", 1e6),
            "MB": show(row, "size_bytes", "{:.1f}", 1e6),
            "accuracy": show(row, "accuracy", "{:.3f}"),
            "macro F1": show(row, "macro_f1", "{:.3f}"),
            "agrees with teacher": show(row, "agreement_with_teacher", "{:.1%}"),
            "median ms": show(row, "median_milliseconds", "{:.1f}"),
            "runtime": row.get("runtime") or "-",
            "parity": row.get("verdict") or "-",
        }
        for row in rows
    ]
