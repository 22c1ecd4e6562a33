"""The demo's table: floors, teacher, student and every package on the same exam."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from studio.core import columns, scores
from studio.core.errors import QualityError
from studio.core.events import Event, Progress
from studio.core.values import Artifact, Dataset, Split
from studio.pipeline import scoring
from studio.pipeline.step import Made, Story, made_artifact, once
from studio.pipeline.steps.verify import judged
from studio.project import Project

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.runtime import Runtime

VERSION = 1
LATENCY_RUNS = 30
TORCH = ("teacher", "student")


def compared(project: Project, packages: tuple[str, ...]) -> Story:
    """Score, measure and verify; remembered by the digests of all models and the data."""
    models = {n: project.require(n, remedy="Run pocketbert demo again") for n in (*TORCH, *packages)}  # fmt: skip
    data = project.require("dataset", remedy="Run pocketbert demo again")
    digests = (data.digest, *(m.digest for m in models.values()))
    told = yield from once(
        project, "compare", VERSION, {}, digests, lambda _: _work(project, data, models)
    )
    return told


def require_parity(rows: list[dict[str, Any]]) -> None:
    """Raise QualityError (exit 6) naming the worst row of the first package that failed."""
    failed = [row for row in rows if row.get("verdict") == "fail"]
    if failed:
        parity = failed[0]["parity"]
        raise QualityError(
            f"{failed[0]['model']} failed its parity check: {failed[0]['reason']}.",
            code="parity-failed",
            remedy="Use a gentler scheme for it; the other packages are good. The worst row is in the details.",
            detail=f"row {parity['worst_row']}: {parity['worst_text']!r}, |d p| {parity['max_abs_probability']:.2e}",
        )


def _work(project: Project, data: Artifact, models: dict[str, Artifact]) -> Generator[Event, None, Made]:  # fmt: skip
    from studio.distil import tfidf_floor
    from studio.runtime import open_runtime

    split = columns.read_split(data.path)
    yield Progress("floors", 0, 1)
    floor = tfidf_floor(split.train, split.test)
    rows: list[dict[str, Any]] = [
        {"model": "majority class", "accuracy": floor["majority"], "macro_f1": floor["majority_macro_f1"]},
        {"model": "TF-IDF + logistic regression", "accuracy": floor["accuracy"], "macro_f1": floor["macro_f1"]},
    ]  # fmt: skip
    parameters = {n: project.about(models[n])["parameters"] for n in TORCH}
    taught: NDArray[np.int64] | None = None
    for at, (name, artifact) in enumerate(models.items()):
        yield Progress("models", at, len(models))
        with open_runtime(artifact.path, arithmetic="faithful") as model:
            logits = yield from scoring.logits_of(model.logits, split.test.texts, f"exam of {name}")
            taught = logits.argmax(-1) if taught is None else taught
            row = yield from _row(artifact, model, logits, split.test, taught)
            row = {"model": name, "parameters": parameters[name.split("-")[0]], **row}
            if name not in TORCH:
                parent = models[name.split("-")[0]]
                with open_runtime(parent.path) as reference:
                    report = yield from judged(reference, model, split.validation.texts)
                row.update(parity=asdict(report), verdict=report.verdict, reason=report.reason)
            rows.append(row)
    yield Progress("models", len(models), len(models))
    told = {"rows": rows, "verdicts": verdicts(rows, split)}
    parents = tuple(m.digest for m in models.values())
    with project.draft(
        "report", "comparison", made_by="compare", parents=parents, suffix=".json", folder=False
    ) as draft:
        draft.path.write_text(json.dumps(told, indent=1, ensure_ascii=False), encoding="utf-8")
    return Made(told, {"comparison": made_artifact(draft.artifact)})


def _row(artifact: Artifact, model: Runtime, logits: Any, test: Dataset, taught: Any) -> Generator[Event, None, dict[str, Any]]:  # fmt: skip
    from studio.verify import bench

    found = yield from bench(model, list(test.texts[:LATENCY_RUNS]), calls=LATENCY_RUNS)
    return {
        "size_bytes": artifact.size_bytes,
        **{k: v for k, v in scoring.score(logits, test).items() if k in {"accuracy", "macro_f1"}},
        "agreement_with_teacher": scores.accuracy(taught, logits.argmax(-1)),
        "median_milliseconds": found.p50_milliseconds,
        "runtime": model.name,
    }


def verdicts(rows: list[dict[str, Any]], split: Split) -> list[str]:
    """Plain sentences: does the teacher beat the floors, does the student keep up, what passed."""
    by_name = {row["model"]: row for row in rows}
    floor, majority = by_name["TF-IDF + logistic regression"], by_name["majority class"]
    teacher, student = by_name["teacher"], by_name["student"]
    beats = teacher["accuracy"] > max(floor["accuracy"], majority["accuracy"])
    verb = "beats" if beats else "DOES NOT beat"
    lines = [
        f"The teacher {verb} TF-IDF + logistic regression ({floor['accuracy']:.3f}) and the majority"
        f" class ({majority['accuracy']:.3f}) on {len(split.test)} test rows: {teacher['accuracy']:.3f}.",
        f"The student keeps {student['accuracy'] / teacher['accuracy']:.1%} of the teacher's accuracy.",
    ]
    for row in rows:
        if parity := row.get("parity"):
            lines.append(
                f"{row['model']}: {row['verdict']} in {parity['arithmetic']} arithmetic;"
                f" {parity['label_agreement']:.2%} of {parity['examples']} rows agree with torch"
                f" (needs {parity['required_agreement']:.1%}), max |d p| {parity['max_abs_probability']:.1e}"
            )
    return lines


def table(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
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
            "runtime": row.get("runtime", "-"),
            "parity": row.get("verdict", "-"),
        }
        for row in rows
    ]
