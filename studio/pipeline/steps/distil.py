"""Step `distil`: a small student learns from hard labels and the teacher's logits."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.pipeline import seeding, unlabelled
from studio.pipeline.beside import beside
from studio.pipeline.fields import to_dict
from studio.pipeline.fresh_copies import fresh_copies
from studio.pipeline.specs import DistilSpec
from studio.pipeline.step import STEPS, Context, Made, Story, once
from studio.pipeline.steps.augment import COPY, IMPORT_FIRST, parse_methods, training_rows
from studio.pipeline.steps.label import LABEL_FIRST, TEACH_FIRST, read_soft_labels
from studio.pipeline.steps.teach import NOT_ASKED, stored
from studio.project import Project, result_key

if TYPE_CHECKING:
    from studio.core.values import Artifact, Dataset, SoftLabels, Split
    from studio.models.classifier import Classifier

VERSION = 2
_ONE_RUN = {"seeds": 1}  # --seeds 3 keeps the same results as three single runs
TOLD = (
    "temperature",
    "alpha",
    "objective",
    "fresh",
    "changed_mind",
    "unlabelled",
    "balance",
    "average",
    "seed",
)


@STEPS.register("distil")
def run(spec: DistilSpec, context: Context) -> Story:
    """Train, keep the best epoch, score; with seeds several times, keeping the best student.

    Raises InputError when soft labels are of other rows, or a setting can't be had.
    """
    from studio.distil import parse_lesson

    project = context.home
    teacher = project.require("teacher", remedy=TEACH_FIRST)
    soft = project.require("soft-labels", remedy=LABEL_FIRST)
    _, rows_digest = training_rows(project)
    if soft.parents != (teacher.digest, rows_digest):
        raise InputError(
            "The soft labels are of another teacher or of other rows.",
            code="stale-soft-labels",
            remedy="Write them again: pocketbert label",
        )
    parse_lesson(spec.objective, spec.temperature, spec.alpha)
    parse_methods(spec.fresh_method)
    inputs = (teacher.digest, soft.digest, *unlabelled.file_digest(spec.unlabelled))
    answers = result_key("unlabelled", 1, {}, *inputs)

    made: dict[int, Artifact | None] = {}

    def one(seed: int) -> Story:
        single = replace(spec, seed=seed, seeds=1)
        settings = {k: v for k, v in to_dict(single).items() if k not in NOT_ASKED} | _ONE_RUN
        told = yield from once(project, "distil", VERSION, settings, inputs, lambda key: _work(single, project, key, answers))  # fmt: skip
        made[seed] = project.named("student")
        return told

    if spec.seeds == 1:
        told = yield from one(spec.seed)
    else:
        told = yield from seeding.several(range(spec.seed, spec.seed + spec.seeds), one)
        kept = made[next(run["seed"] for run in told["runs"] if run["kept"])]
        if kept is not None:
            project.point("student", kept)
            project.measure(kept.digest, "seeds", {"runs": told["runs"], "spread": told["spread"]})
    project.forget_checkpoint(answers)
    yield from beside(project, "student")
    return told


@dataclass(frozen=True)
class _Lessons:
    """What a student is taught with: rows, the teacher's answers to them, and the teacher."""

    rows: Dataset
    soft: SoftLabels
    teacher: Classifier
    split: Split


def _work(spec: DistilSpec, project: Project, key: str, answers: str) -> Generator[Event, None, Made]:  # fmt: skip
    from studio.distil import DistilSettings, distil
    from studio.models.published import build_student

    data = project.require("dataset", remedy=IMPORT_FIRST)
    labelled = project.require("soft-labels", remedy=LABEL_FIRST)
    given = yield from _lessons(spec, project, answers)
    settings = DistilSettings(
        epochs=spec.epochs, learning_rate=spec.learning_rate, batch_size=spec.batch_size,
        patience=spec.patience, seed=spec.seed, threads=spec.threads, balance=spec.balance,
        warm_up=spec.warm_up, weight_decay=spec.weight_decay,
        least_steps=spec.least_steps, average=spec.average,
        temperature=spec.temperature, alpha=spec.alpha, objective=spec.objective,
    )  # fmt: skip
    student = build_student(spec.student, given.teacher, spec.seed)
    for note in student.notes:
        yield Note(note, "warning")
    trained = yield from distil(
        student, given.rows, given.split.validation, given.soft, settings, project.checkpoint_folder(key),
        teacher=given.teacher, fresh=fresh_copies(spec, given.rows),
    )  # fmt: skip
    told = {
        "from": spec.student,
        "best_epoch": trained.best_epoch,
        "history": list(trained.history),
        **{name: getattr(spec, name) for name in TOLD},
        "rows": len(given.rows),
    }
    parents = (data.digest, given.soft.teacher_digest, labelled.digest)
    source = columns.read_about(data.path)["label_source"]
    return (
        yield from stored(project, "student", trained.classifier, given.split, parents, source, told, key)
    )  # fmt: skip


def _lessons(spec: DistilSpec, project: Project, answers: str) -> Generator[Event, None, _Lessons]:
    """The stored rows and soft labels, less old copies where fresh ones come, plus unlabelled rows."""
    import numpy as np

    from studio.core.values import SoftLabels
    from studio.models.classifier import load_classifier

    split = columns.read_split(project.require("dataset", remedy=IMPORT_FIRST).path)
    rows, _ = training_rows(project)
    yield Note("loading the teacher")
    teacher = load_classifier(project.require("teacher", remedy=TEACH_FIRST).path, None)
    soft = read_soft_labels(project.require("soft-labels", remedy=LABEL_FIRST))
    logits = soft.logits
    if spec.fresh:
        own = np.flatnonzero([not origin.startswith(COPY) for origin in rows.origins])
        rows, logits = rows.select(own), logits[own]
    if spec.unlabelled:
        more = yield from unlabelled.unlabelled_rows(spec.unlabelled, split)
        folder = project.checkpoint_folder(answers)
        found = yield from unlabelled.answered(more, teacher, folder, spec.threads)
        rows, logits = unlabelled.together(rows, more), np.concatenate([logits, found])
    return _Lessons(rows, SoftLabels(logits, soft.dataset_digest, soft.teacher_digest), teacher, split)  # fmt: skip
