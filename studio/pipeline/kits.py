"""The iPhone kit of a project: its packages with the logits we measured, its rows, its words."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core import columns
from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.pipeline import scoring
from studio.pipeline.specs import ExportSpec
from studio.pipeline.steps.augment import IMPORT_FIRST
from studio.project import Project
from studio.project.measurements import Known

if TYPE_CHECKING:
    from studio.deploy.kit import KitModel

ROWS = 40  # sentences of the project's own that travel as tests and samples
PARITY_ROWS = 12
INSTALLED_BASE = (
    "all-MiniLM-L6-v2 by sentence-transformers, Apache-2.0"  # what fine-tuning "sample" begins with
)
HARD_PARITY = ("", "caf\u00e9 \u4f60\u597d \U0001f600", "word " * 200)


def write(spec: ExportSpec, project: Project, card: str, folder: Path) -> Generator[Event | None, None, dict[str, Any]]:  # fmt: skip
    """Measure parity cases of the chosen packages and write the kit into `folder`."""
    from studio.deploy.iphone import write_kit
    from studio.deploy.kit import Kit

    data = project.require("dataset", remedy=IMPORT_FIRST)
    about = columns.read_about(data.path)
    rows = tuple(columns.read_split(data.path).validation.texts[:ROWS])
    models = []
    for known in chosen(project, spec.models):
        models.append((yield from _model(known, rows)))
    teacher = project.named("teacher")
    kit = Kit(
        title=spec.title or "Text Classifier",
        bundle_id=spec.bundle_id,
        models=tuple(models),
        rows=rows,
        model_card=card,
        base_model=base_of(project.about(teacher)) if teacher is not None else "",
        attribution=about.get("attribution", ""),
        label_source=about["label_source"],
    )
    yield Note("comparing the tokenizer's tables with the tokenizer")
    return write_kit(kit, folder, playground=spec.swiftpm)


def base_of(teacher: dict[str, Any]) -> str:
    """What a teacher was made from, with its terms where the studio knows them; "" for nothing known."""
    base = str(teacher.get("from", ""))
    if base == "sample":
        return INSTALLED_BASE
    return f"{base}, under the terms of its publisher" if base else ""


def chosen(project: Project, names: Sequence[str]) -> list[Known]:
    """The named packages, or every one that has not failed its parity check, smallest first.

    Raises InputError for a name that is no package of the project.
    """
    packages = {k.name: k for k in project.known() if k.artifact.kind == "package"}
    for name in names:
        if name not in packages:
            raise InputError(f"The project has no package {name!r}.", code="no-such-model", remedy=f"It has: {', '.join(packages) or 'none yet: pocketbert convert student makes one'}.")  # fmt: skip
    if names:
        return [packages[name] for name in dict.fromkeys(names)]
    good = [k for k in packages.values() if (k.parity or {}).get("verdict") != "fail"]
    return sorted(good, key=lambda k: k.artifact.size_bytes)


def _model(known: Known, rows: Sequence[str]) -> Generator[Event | None, None, KitModel]:
    from studio.deploy.kit import KitModel
    from studio.runtime import open_runtime

    texts = [*HARD_PARITY, *rows[:PARITY_ROWS]]
    with open_runtime(known.artifact.path, arithmetic="faithful") as model:
        logits = yield from scoring.logits_of(model.logits, texts, f"logits of {known.name}")
        measured = tuple((t, tuple(map(float, row))) for t, row in zip(texts, logits, strict=True))
        return KitModel(
            name=known.name,
            package=known.artifact.path,
            digest=known.artifact.digest,
            size_bytes=known.artifact.size_bytes,
            card=model.card,
            encoder=model.encoder,
            parity=measured,
            target=str(known.made.get("target") or "iOS17"),
        )
