"""What a training run shows: curves while it runs and afterwards, scores beside the teacher's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.ui.presenters import words
from studio.ui.presenters.curves import Level, Point
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

Series = tuple[str, list[Point], bool]  # name, points, whether they are few and get dots
SMOOTH = 0.1  # weight of the newest loss in the running mean


@dataclass(frozen=True)
class Curves:
    """Two charts: loss over steps, accuracy over epochs."""

    loss: list[Series]
    accuracy: list[Series]


def live_curves(metrics: dict[str, list[Point]]) -> Curves:
    """From a running job's metrics."""
    steps = {value: at for at, value in metrics.get("epoch", [])}
    checks = [(steps.get(at, at), v) for at, v in metrics.get("validation/loss", []) if at in steps]
    return Curves(
        [
            (tr("train"), smoothed(metrics.get("train/loss", [])), False),
            (tr("validation"), checks, True),
        ],
        [
            (tr("accuracy"), metrics.get("validation/accuracy", []), True),
            (tr("macro F1"), metrics.get("validation/macro_f1", []), True),
        ],
    )


def history_curves(history: list[dict[str, Any]]) -> Curves:
    """From what a finished run remembered of each epoch."""

    def curve(key: str, at: str) -> list[Point]:
        return [(float(e[at]), float(e[key])) for e in history if e.get(key) is not None]

    return Curves(
        [
            (tr("train"), curve("train_loss", "step"), True),
            (tr("validation"), curve("loss", "step"), True),
        ],
        [
            (tr("accuracy"), curve("accuracy", "epoch"), True),
            (tr("macro F1"), curve("macro_f1", "epoch"), True),
        ],
    )


def smoothed(points: list[Point]) -> list[Point]:
    """A running mean: single batches jump about."""
    made: list[Point] = []
    for x, y in points:
        made.append((x, y if not made else (1 - SMOOTH) * made[-1][1] + SMOOTH * y))
    return made


def scores(state: ProjectState, name: str) -> list[tuple[str, str, str]]:
    """(title, figure, under it) of test accuracy, macro F1 and size."""
    found = state.about.get(name, {}) if state.has(name) else {}
    if "scores" not in found:
        dash = "–"
        return [(tr("Accuracy"), dash, tr("test rows")), (tr("Macro F1"), dash, tr("over labels")), (tr("Parameters"), dash, tr("not made yet"))]  # fmt: skip
    exam = found["scores"]["test"]
    return [
        (tr("Accuracy"), words.share(exam["accuracy"]), _beside(state, name, "accuracy", exam["rows"])),
        (tr("Macro F1"), words.share(exam["macro_f1"]), tr("over labels")),
        (tr("Parameters"), f"{found['parameters'] / 1e6:.1f} M", words.size(state.names[name].size_bytes)),
    ]  # fmt: skip


def _beside(state: ProjectState, name: str, key: str, rows: int) -> str:
    teacher = state.about.get("teacher", {})
    if name != "teacher" and "scores" in teacher:
        return tr("teacher: {score}", score=words.share(teacher["scores"]["test"][key]))
    return tr("on {n} test rows", n=words.count(rows))


def lines(state: ProjectState, name: str) -> list[str]:
    """Where the model came from and whether it is up to date."""
    if not state.has(name):
        return []
    found = state.about.get(name, {})
    told = [tr("Made from: {source}", source=found.get("from", "?"))]
    if found.get("best_epoch"):
        told.append(tr("Best epoch: {n} of {all}", n=found["best_epoch"], all=len(found.get("history", []))))  # fmt: skip
    if name in state.stale:
        told.append(tr("Something before it changed since: make it again."))
    return told


def levels(state: ProjectState, name: str) -> list[Level]:
    """The teacher's validation accuracy, the line a student is measured against."""
    found = state.about.get("teacher", {}).get("scores") if name == "student" else None
    return [Level(tr("teacher"), float(found["validation"]["accuracy"]))] if found else []
