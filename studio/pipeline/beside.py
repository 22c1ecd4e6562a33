"""What stands beside a trained model's scores: its answers row by row, the floor, students' sizes, lengths."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core import columns
from studio.core.errors import StudioError
from studio.core.events import Event, Progress
from studio.core.values import Artifact, Split
from studio.pipeline import measuring, scoring
from studio.pipeline.lengths import recount
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.project import Project

FLOOR_ROWS = 20_000  # more train rows would keep TF-IDF busy for longer than a stop may take
# Bytes a weight takes in a package. float16 is exact; the others measured on a trained student of
# 17.4 M weights, whose int8 package had 18.2 MB and its int4 package 12.2 MB: what every scheme
# holds at full precision and the scales are in them.
BYTES = {"float16": 2.0, "int8": 1.03, "int4": 0.685}


def beside(project: Project, name: str) -> Generator[Event, None, None]:
    """Find out what is not known yet of a model just made or kept; `name` is teacher or student.

    Kept by digest, so a second call does nothing; a stop in between loses nothing else.
    """
    data = project.require("dataset", remedy=IMPORT_FIRST)
    model = project.require(name, remedy="Train it again.")
    yield from _answers(project, name, model, data)
    yield from _floor(project, data)
    if name == "teacher":
        yield from _students(project, model)
        yield from recount(project, data, model)
    measuring.agree(project)


def _answers(project: Project, name: str, model: Artifact, data: Artifact) -> Generator[Event, None, None]:  # fmt: skip
    """The test rows' logits of a model that was kept from before answers were written."""
    file = project.answers_file(model.digest, data.digest)
    if file.exists():
        return
    from studio.models.classifier import load_classifier

    test = columns.read_split(data.path).test
    classifier = load_classifier(model.path, test.labels)
    logits = yield from scoring.logits_of(classifier.logits, test.texts, f"answers of the {name}")
    columns.write_answers(file, logits, test.labels.names)


def _floor(project: Project, data: Artifact) -> Generator[Event, None, None]:
    if project.measured(data.digest, "floor") is not None:
        return
    split: Split = columns.read_split(data.path)
    if len(split.train) > FLOOR_ROWS or not len(split.test):
        return
    from studio.distil import tfidf_floor

    yield Progress("floors", 0, 1)
    found = {**tfidf_floor(split.train, split.test), "rows": len(split.test)}
    project.measure(data.digest, "floor", found)
    yield Progress("floors", 1, 1)


def _students(project: Project, teacher: Artifact) -> Generator[Event, None, None]:
    from studio.models.architectures import PRESETS

    if set(PRESETS) <= set(project.measured(teacher.digest, "students") or ()):
        return
    yield Progress("sizes of students", 0, 1)
    project.measure(teacher.digest, "students", students_of(teacher.path))
    yield Progress("sizes of students", 1, 1)


def students_of(folder: Path) -> dict[str, Any]:
    """Preset -> weights and predicted package bytes by precision, or why this teacher has none."""
    from studio.models.architectures import PRESETS
    from studio.models.hugging_face import load_config

    config, found = load_config(folder), dict[str, Any]()
    for name in PRESETS:
        try:
            estimate = PRESETS[name].estimate(config)
        except StudioError as error:
            found[name] = {"problem": f"{error.message} {error.remedy}"}
            continue
        weights = estimate.parameters
        rest = estimate.package_bytes - 2 * weights  # program text, tokenizer, labels
        sizes = {kind: round(each * weights + rest) for kind, each in BYTES.items()}
        found[name] = {"parameters": weights, "package_bytes": sizes, "warning": PRESETS[name].warning}  # fmt: skip
    return found
