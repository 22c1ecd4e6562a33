"""Step `augment`: more train rows with the same meaning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.values import Dataset
from studio.pipeline.fields import to_dict
from studio.pipeline.specs import AugmentSpec
from studio.pipeline.step import STEPS, Context, Made, Story, made_artifact, once
from studio.project import Project

VERSION = 1
IMPORT_FIRST = "Import a file first: pocketbert import FILE"


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
            (source.digest,),
            lambda _: _work(spec, methods, project),
        )
    )


def _work(spec: AugmentSpec, methods: tuple[tuple[str, float], ...], project: Project) -> Generator[Event, None, Made]:  # fmt: skip
    from studio.augment import Recipe, augment

    source = project.require("dataset", remedy=IMPORT_FIRST)
    train = columns.read_dataset(source.path / "train.arrow")
    grown = yield from augment(train, Recipe(methods, spec.copies, spec.seed, spec.language))
    with project.draft(
        "augmented", "augmented", made_by="augment", parents=(source.digest,)
    ) as draft:
        columns.write_dataset(draft.path / "train.arrow", grown)
    made = Counter(grown.origins)
    lines = [f"{len(train)} train rows became {len(grown)}", *(f"{o}: {n}" for o, n in made.items())]  # fmt: skip
    result = {"rows": len(grown), "originals": len(train), "origins": dict(made), "lines": lines}
    return Made(result, {"augmented": made_artifact(draft.artifact)})


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


def training_rows(project: Project) -> tuple[Dataset, str]:
    """The rows to train on and their artifact's digest: augmented if made from today's data set."""
    source = project.require("dataset", remedy=IMPORT_FIRST)
    grown = project.named("augmented")
    if grown is not None and source.digest in grown.parents and grown.path.exists():
        return columns.read_dataset(grown.path / "train.arrow"), grown.digest
    return columns.read_dataset(source.path / "train.arrow"), source.digest
