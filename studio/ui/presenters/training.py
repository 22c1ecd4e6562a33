"""What a training run shows: curves while it runs and afterwards, scores beside the teacher's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.ui.presenters import words
from studio.ui.presenters.curves import Level, Point
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState
from studio.ui.presenters.students import measured

Series = tuple[str, list[Point], bool]  # name, points, whether they are few and get dots
NO_BREAK = "\u00a0"  # a space at which no line ends
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


@dataclass(frozen=True)
class Floors:
    """What costs nothing on the test rows, 0..1; None while unknown."""

    tfidf: float | None = None
    majority: float | None = None


def floors(state: ProjectState) -> Floors:
    """As measured beside the teacher, or by Compare."""
    found = measured(state, "dataset", "floor")
    return Floors(found.get("accuracy"), found.get("majority"))


def agreement(state: ProjectState, name: str) -> float | None:
    """Share of test rows a model answers as the teacher does; None while unknown."""
    teacher, data = state.names.get("teacher"), state.names.get("dataset")
    if teacher is None or data is None or name == "teacher":
        return None
    found = measured(state, name, "agreement", teacher.digest)
    return found.get("agreement") if found.get("data") == data.digest else None


def scores(state: ProjectState, name: str) -> list[tuple[str, str, str]]:
    """(title, figure, under it): accuracy, macro F1, size, and a student's agreement."""
    found = state.about.get(name, {}) if state.has(name) else {}
    dash, student = "–", name != "teacher"
    if "scores" not in found:
        told = [(tr("Accuracy"), dash, tr("on the test rows")), (tr("Macro F1"), dash, tr("mean of labels")), (tr("Parameters"), dash, tr("not made yet"))]  # fmt: skip
        return [*told, (tr("Agreement"), dash, tr("with the teacher"))] if student else told
    exam = found["scores"]["test"]
    told = [
        (tr("Accuracy"), words.share(exam["accuracy"]), _beside(state, name, "accuracy", exam["rows"])),
        (tr("Macro F1"), words.share(exam["macro_f1"]), _beside(state, name, "macro_f1", 0) or tr("mean of labels")),
        (tr("Parameters"), f"{found['parameters'] / 1e6:.1f} M", words.size(state.names[name].size_bytes)),
    ]  # fmt: skip
    if student:
        same = agreement(state, name)
        told.append((tr("Agreement"), dash if same is None else words.share(same), tr("with the teacher")))  # fmt: skip
    return told


def _beside(state: ProjectState, name: str, key: str, rows: int) -> str:
    teacher = state.about.get("teacher", {})
    if name != "teacher" and "scores" in teacher:
        return tr("teacher: {score}", score=words.share(teacher["scores"]["test"][key]))
    return tr("on {n} test rows", n=words.count(rows)) if rows else ""


def lines(state: ProjectState, name: str) -> list[str]:
    """Where the model came from, which epoch was kept, how it stands against what costs nothing."""
    if not state.has(name):
        return []
    found = state.about.get(name, {})
    told = [tr("Made from: {source}", source=_source(found, name))]
    if found.get("best_epoch"):
        told.append(tr("Best checkpoint kept: epoch {n} of {all}.", n=found["best_epoch"], all=len(found.get("history", []))))  # fmt: skip
    exam = found.get("scores", {}).get("test")
    if exam:
        told += against_floors(float(exam["accuracy"]), floors(state))
    return told


def _source(found: dict[str, Any], name: str) -> str:
    """A folder or hub id as it is, a preset in words."""
    told = str(found.get("from", "?"))
    return told if name == "teacher" else told.replace("_", " ")


def against_floors(accuracy: float, floor: Floors) -> list[str]:
    """A sentence for each floor that is known."""
    told = []
    for value, what in (
        (floor.tfidf, tr("TF-IDF + logistic regression")),
        (floor.majority, tr("always saying the commonest label")),
    ):
        if value is None:
            continue
        points, score = f"{abs(accuracy - value) * 100:.1f}", words.share(value).replace(" ", NO_BREAK)  # fmt: skip
        if accuracy > value:
            told.append(tr("{points} points above {what} ({score}).", points=points, what=what, score=score))  # fmt: skip
        else:
            told.append(tr("No better than {what} ({score}): {points} points below.", points=points, what=what, score=score))  # fmt: skip
    return told


def stale(state: ProjectState, name: str) -> str:
    """Why the model should be made again, "" when it is up to date."""
    return tr("Something before this changed: these are the scores of the old one. Make it again.") if name in state.stale else ""  # fmt: skip


def levels(state: ProjectState, name: str) -> list[Level]:
    """The teacher's validation accuracy, and what costs nothing: the lines to beat.

    The floors were judged on the test rows; the commonest label's is drawn only where it is near.
    """
    found = state.about.get("teacher", {}).get("scores") if name == "student" else None
    made = [Level(tr("teacher"), float(found["validation"]["accuracy"]))] if found else []
    floor = floors(state)
    if floor.tfidf is not None:
        made.append(Level(tr("TF-IDF"), float(floor.tfidf)))
    if floor.majority is not None:
        made.append(Level(tr("commonest label"), float(floor.majority), counts=False))
    return made


def best_so_far(metrics: dict[str, list[Point]]) -> str:
    """Which epoch a running job keeps by now: the best accuracy, a tie to the lower loss."""
    losses = dict(metrics.get("validation/loss", []))
    found = [(value, -losses.get(at, 0.0), -at) for at, value in metrics.get("validation/accuracy", [])]  # fmt: skip
    if not found:
        return tr("The first checkpoint is kept after the first epoch.")
    value, _, at = max(found)
    return tr("Best checkpoint kept: epoch {n}, accuracy {score}.", n=int(-at), score=words.share(value))  # fmt: skip


def after_stop(job: JobView) -> tuple[str, str] | None:
    """What to say of a job that was stopped or cut off, None when it was not."""
    if job.state not in (State.CANCELLED, State.INTERRUPTED) or not job.resumable:
        return None
    return (
        tr("Stopped: nothing of it is lost."),
        tr("Press the main button again to go on from the last checkpoint; with other settings it begins anew."),
    )  # fmt: skip
