"""Step `augment`: more train rows with the same meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator
from pathlib import Path

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Note, Progress
from studio.core.files import draft_path
from studio.core.values import Dataset
from studio.pipeline import scoring
from studio.pipeline.fields import to_dict
from studio.pipeline.specs import AugmentSpec
from studio.pipeline.step import STEPS, Context, Made, Story, made_artifact, once
from studio.project import Project

VERSION = 1
IMPORT_FIRST = "Import a file first: pocketbert import FILE"
TEACHER_FIRST = "Make a teacher first (pocketbert teach), or leave --teacher-filter out."
COPY = "augment:"  # how the origin of a copy begins


@STEPS.register("augment")
def run(spec: AugmentSpec, context: Context) -> Story:
    """Write the augmented train part. Raises InputError for an unknown method."""
    project = context.home
    source = project.require("dataset", remedy=IMPORT_FIRST)
    methods = parse_methods(spec.method)
    return (
        yield from once(
            project,
            "augment",
            VERSION,
            to_dict(spec),
            (source.digest, *_filter_parent(spec, project)),
            lambda _: _work(spec, methods, project),
        )
    )


def _work(spec: AugmentSpec, methods: tuple[tuple[str, float], ...], project: Project) -> Generator[Event, None, Made]:  # fmt: skip
    with draft_path(project.root / "datasets", "copies", folder=True) as scratch:
        return (yield from _written(spec, methods, project, scratch))


def _written(spec: AugmentSpec, methods: tuple[tuple[str, float], ...], project: Project, scratch: Path) -> Generator[Event, None, Made]:  # fmt: skip
    from studio.augment import Recipe, augment

    source = project.require("dataset", remedy=IMPORT_FIRST)
    train = columns.read_dataset(source.path / "train.arrow", mapped=True)
    recipe = Recipe(methods, spec.copies, spec.seed, spec.language, spec.mix)
    grown = yield from augment(train, recipe, scratch)
    changed_mind = 0
    if spec.teacher_filter:
        copies = len(grown)
        grown = yield from _agreed(grown, project)
        changed_mind = copies - len(grown)
    parents = (source.digest, *_filter_parent(spec, project))
    with project.draft("augmented", "augmented", made_by="augment", parents=parents) as draft:
        for done in columns.writing_dataset(draft.path / "train.arrow", grown):
            yield Progress("write", done, len(grown))
    made = Counter(grown.origins)
    lines = [f"{len(train)} train rows became {len(grown)}", *(f"{o}: {n}" for o, n in made.items())]  # fmt: skip
    if spec.teacher_filter:
        lines.append(f"{changed_mind} copies left out: the teacher changed its mind on them")
    result = {
        "rows": len(grown), "originals": len(train), "origins": dict(made),
        "changed_mind": changed_mind, "lines": lines,
    }  # fmt: skip
    return Made(result, {"augmented": made_artifact(draft.artifact)})


def _filter_parent(spec: AugmentSpec, project: Project) -> tuple[str, ...]:
    """The teacher's digest when it is asked about the copies. Raises InputError when there is none."""
    if not spec.teacher_filter:
        return ()
    return (project.require("teacher", remedy=TEACHER_FIRST).digest,)


def _agreed(grown: Dataset, project: Project) -> Generator[Event, None, Dataset]:
    """The rows without the copies that the teacher answers otherwise than their originals."""
    import numpy as np

    from studio.models.classifier import load_classifier
    from studio.models.threads import set_threads

    set_threads()
    yield Note("asking the teacher about every copy")
    teacher = load_classifier(project.require("teacher", remedy=TEACHER_FIRST).path, None)
    logits = yield from scoring.logits_of(teacher.logits, grown.texts, "ask the teacher")
    answers = logits.argmax(-1)
    copied = np.array([origin.startswith(COPY) for origin in grown.origins])
    originals = np.flatnonzero(~copied)
    by_row = dict(zip(grown.source_rows[originals].tolist(), answers[originals], strict=True))
    before = np.array([by_row[row] for row in grown.source_rows.tolist()])
    return grown.select(np.flatnonzero(~copied | (answers == before)))


def parse_methods(given: tuple[str, ...]) -> tuple[tuple[str, float], ...]:
    """`name=p` or `name` (its default p) -> pairs. Raises InputError."""
    from studio.augment import METHODS

    pairs = []
    for item in given:
        name, _, p = item.partition("=")
        if name not in METHODS:
            raise InputError(f"There is no method {name!r}.", code="no-such-method", remedy=f"Methods: {', '.join(METHODS)}.")  # fmt: skip
        pairs.append((name, _probability(name, p) if p else METHODS[name].probability))
    return tuple(pairs)


def _probability(name: str, text: str) -> float:
    try:
        p = float(text)
    except ValueError:
        p = -1.0
    if not 0 <= p <= 1:
        raise InputError(f"{name} needs a probability between 0 and 1, not {text!r}.", code="bad-setting", remedy=f"For example {name}=0.1")  # fmt: skip
    return p


def training_rows(project: Project, mapped: bool = False) -> tuple[Dataset, str]:
    """The rows to train on and their artifact's digest: augmented if made from today's data set.

    mapped leaves the texts on disk.
    """
    source = project.require("dataset", remedy=IMPORT_FIRST)
    grown = project.named("augmented")
    if grown is not None and source.digest in grown.parents and grown.path.exists():
        return columns.read_dataset(grown.path / "train.arrow", mapped), grown.digest
    return columns.read_dataset(source.path / "train.arrow", mapped), source.digest
