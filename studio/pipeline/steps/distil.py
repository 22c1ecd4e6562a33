"""Step `distil`: a small student learns from hard labels and the teacher's logits."""

from __future__ import annotations

from collections.abc import Generator

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.pipeline.beside import beside
from studio.pipeline.fields import to_dict
from studio.pipeline.specs import DistilSpec
from studio.pipeline.step import STEPS, Context, Made, Story, once
from studio.pipeline.steps.augment import IMPORT_FIRST, training_rows
from studio.pipeline.steps.label import LABEL_FIRST, TEACH_FIRST, read_soft_labels
from studio.pipeline.steps.teach import NOT_ASKED, stored
from studio.project import Project

VERSION = 1


@STEPS.register("distil")
def run(spec: DistilSpec, context: Context) -> Story:
    """Train, keep the best epoch, score. Raises InputError when soft labels are of other rows."""
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
    settings = {k: v for k, v in to_dict(spec).items() if k not in NOT_ASKED}
    told = yield from once(
        project,
        "distil",
        VERSION,
        settings,
        (teacher.digest, soft.digest),
        lambda key: _work(spec, project, key),
    )
    yield from beside(project, "student")
    return told


def _work(spec: DistilSpec, project: Project, key: str) -> Generator[Event, None, Made]:
    from studio.distil import DistilSettings, distil
    from studio.models.architectures import PRESETS
    from studio.models.classifier import load_classifier

    if spec.student not in PRESETS:
        raise InputError(f"There is no student {spec.student!r}.", code="no-such-student", remedy=f"Presets: {', '.join(PRESETS)}.")  # fmt: skip
    data = project.require("dataset", remedy=IMPORT_FIRST)
    split = columns.read_split(data.path)
    rows, _ = training_rows(project)
    yield Note("loading the teacher")
    teacher = load_classifier(project.require("teacher", remedy=TEACH_FIRST).path, None)
    labelled = project.require("soft-labels", remedy=LABEL_FIRST)
    soft = read_soft_labels(labelled)
    settings = DistilSettings(
        epochs=spec.epochs, learning_rate=spec.learning_rate, batch_size=spec.batch_size,
        patience=spec.patience, seed=spec.seed, threads=spec.threads,
        temperature=spec.temperature, alpha=spec.alpha, objective=spec.objective,
    )  # fmt: skip
    student = PRESETS[spec.student].build(teacher, seed=spec.seed)
    for note in student.notes:
        yield Note(note, "warning")
    trained = yield from distil(
        student, rows, split.validation, soft, settings, project.checkpoint_folder(key)
    )
    told = {
        "from": spec.student,
        "best_epoch": trained.best_epoch,
        "history": list(trained.history),
        "temperature": spec.temperature,
        "alpha": spec.alpha,
        "objective": spec.objective,
    }
    parents = (data.digest, soft.teacher_digest, labelled.digest)
    source = columns.read_about(data.path)["label_source"]
    return (
        yield from stored(project, "student", trained.classifier, split, parents, source, told, key)
    )
