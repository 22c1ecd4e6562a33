"""Exams, parity and speed of a project's models: measured once, kept by digest, resumed where cut off."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core import columns, scores
from studio.core.errors import InputError
from studio.core.events import Event, Note, Progress
from studio.core.values import Artifact, Dataset, ParityReport, Split
from studio.pipeline import scoring
from studio.pipeline.step import Context, find_model
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.project import Project
from studio.project.measurements import Known

if TYPE_CHECKING:
    from studio.runtime import Runtime
    from studio.verify import Bench

EVERY = ("exam", "parity", "speed")


@dataclass(frozen=True)
class Plan:
    """What to measure: which kinds, timed calls, validation rows in a parity check."""

    kinds: tuple[str, ...] = EVERY
    runs: int = 30
    limit: int = 500
    again: bool = False


def measure(project: Project, names: Sequence[str], plan: Plan) -> Generator[Event, None, int]:
    """Measure what is not known yet of the named models, each result kept at once.

    Returns how many models needed work. Raises InputError for a name the project doesn't have.
    """
    data = project.require("dataset", remedy=IMPORT_FIRST)
    todo = [(model, kinds) for model in _chosen(project, names) if (kinds := _lacking(model, plan))]
    split = columns.read_split(data.path) if todo else None
    for at, (model, kinds) in enumerate(todo):
        yield Progress("models", at, len(todo))
        yield Note(f"measuring {model.name}: {', '.join(kinds)}")
        assert split is not None
        yield from _one(project, data, split, model, kinds, plan)
        agree(project, again=True)
    agree(project)
    if todo:
        yield Progress("models", len(todo), len(todo))
    return len(todo)


def _chosen(project: Project, names: Sequence[str]) -> list[Known]:
    known = {model.name: model for model in project.known()}
    for name in names:
        if name not in known:
            raise InputError(f"The project has no model {name!r}.", code="no-such-model", remedy=f"It has: {', '.join(known) or 'none yet'}.")  # fmt: skip
    return [known[name] for name in names] if names else list(known.values())


def _lacking(model: Known, plan: Plan) -> tuple[str, ...]:
    possible = [k for k in plan.kinds if k != "parity" or model.reference not in ("", model.name)]
    return tuple(k for k in possible if plan.again or k in model.lacks)


def _one(project: Project, data: Artifact, split: Split, model: Known, kinds: tuple[str, ...], plan: Plan) -> Generator[Event, None, None]:  # fmt: skip
    from studio.runtime import open_runtime
    from studio.verify import bench

    with open_runtime(model.artifact.path, arithmetic="faithful") as opened:
        if "exam" in kinds:
            yield from examined(project, data, split.test, model.artifact, model.name, opened)
        if "parity" in kinds:
            original = project.require(model.reference, remedy=IMPORT_FIRST)
            with open_runtime(original.path) as reference:
                report = yield from judged(reference, opened, split.validation.texts[: plan.limit])
            keep_parity(project, model.artifact, original, report, "validation rows")
        if "speed" in kinds:
            found = yield from bench(opened, list(split.test.texts[: plan.runs]), calls=plan.runs)
            keep_speed(project, model.artifact, found)


def examined(project: Project, data: Artifact, test: Dataset, artifact: Artifact, name: str, model: Runtime) -> Generator[Event, None, dict[str, Any]]:  # fmt: skip
    """Answer the test rows; keep the answers and their scores."""
    logits = yield from scoring.logits_of(model.logits, test.texts, f"exam of {name}")
    found = {**scoring.score(logits, test), "runtime": model.name}
    columns.write_answers(
        project.answers_file(artifact.digest, data.digest), logits, test.labels.names
    )
    project.measure(artifact.digest, "exam", found, against=data.digest)
    return found


def agree(project: Project, *, again: bool = False) -> None:
    """Each model's agreement with the teacher, from the kept answers; known ones only `again`."""
    data, teacher = project.named("dataset"), project.named("teacher")
    known = {model.name: model for model in project.known()}
    if (
        data is None
        or teacher is None
        or "teacher" not in known
        or known["teacher"].answers is None
    ):
        return
    taught = columns.read_answers(known["teacher"].answers)[0].argmax(-1)
    for model in known.values():
        if model.answers is not None and (again or model.agreement is None):
            share = scores.accuracy(taught, columns.read_answers(model.answers)[0].argmax(-1))
            told = {"agreement": share, "data": data.digest}
            project.measure(model.artifact.digest, "agreement", told, against=teacher.digest)


def judged(reference: Runtime, candidate: Runtime, texts: Sequence[str]) -> Generator[Event, None, ParityReport]:  # fmt: skip
    """Compare on `texts` plus the hard rows; a compressed package by its scheme's own threshold."""
    from studio.verify import compare, hard_rows

    length = candidate.card.max_length
    rows = [*texts, *hard_rows(length, list(texts[:4]))]
    agreement, chance = threshold(candidate.card.scheme)
    return (
        yield from compare(
            reference, candidate, rows, required_agreement=agreement, max_abs_probability=chance
        )
    )


def threshold(scheme: str) -> tuple[float, float | None]:
    """(smallest label agreement, largest |delta p| or None) for a scheme's packages.

    An uncompressed one is judged by verify's own figures, a scheme nobody knows like one.
    """
    from studio.convert.schemes import agreement_of
    from studio.verify import UNCOMPRESSED

    if (needed := agreement_of(scheme)) is not None:
        return needed, None
    return UNCOMPRESSED.agreement, UNCOMPRESSED.max_abs_probability


def keep_parity(project: Project, artifact: Artifact, reference: Artifact, report: ParityReport, texts: str) -> None:  # fmt: skip
    """Remember a verdict against the classifier it was reached with; `texts` says on what."""
    project.measure(artifact.digest, "parity", {**asdict(report), "texts": texts}, against=reference.digest)  # fmt: skip


def keep_speed(project: Project, artifact: Artifact, found: Bench) -> None:
    """Remember a latency of one runtime; a set length stands beside that of real sentences."""
    against = f"{found.runtime}@{found.length}" if found.length else found.runtime
    project.measure(artifact.digest, "speed", asdict(found), against=against)


def artifact_of(name: str, context: Context) -> Artifact | None:
    """The project's artifact behind a name or path given to a step; None for anything else."""
    if context.project is None:
        return None
    names = context.project.names()
    if name in names:
        return names[name]
    path = Path(find_model(name, context)).resolve()
    return next((a for a in names.values() if a.path.resolve() == path), None)
