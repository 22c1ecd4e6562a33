"""Fine-tuning a teacher and distilling a student: two ways into one loop."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.files import digest_bytes
from studio.core.values import Dataset, SoftLabels, Split
from studio.distil.checkpoint import Checkpoints
from studio.distil.loop import train
from studio.distil.objectives import OBJECTIVES
from studio.distil.run import Run, Task
from studio.distil.settings import HOW_NOT_WHAT, DistilSettings, TrainResult, TrainSettings
from studio.distil.tokens import tokenise
from studio.models.classifier import Classifier
from studio.models.threads import set_threads


def teach(
    base: Classifier, split: Split, settings: TrainSettings, checkpoint_folder: Path, resume: bool = True
) -> Generator[Event, None, TrainResult]:  # fmt: skip
    """Fine-tune a base encoder on hard labels, in place; validates on split.validation.

    Says train/loss (at a step), validation/accuracy, /loss, /macro_f1 (at an epoch) and epoch.
    Raises InputError (no rows), QualityError (no number), HostError (memory, disk).
    """

    def loss(student: Any, teacher: Any, label_ids: Any) -> Any:
        return OBJECTIVES["hard"].loss(student, teacher, label_ids, temperature=1.0, alpha=1.0)

    about = digest_bytes(b"teach", split.train.digest.encode(), split.validation.digest.encode())
    return (
        yield from _train(
            base, split.train, split.validation, None, loss, settings, checkpoint_folder, about, resume
        )
    )  # fmt: skip


def distil(
    student: Classifier,
    train_rows: Dataset,
    validation: Dataset,
    soft: SoftLabels,
    settings: DistilSettings,
    checkpoint_folder: Path,
    resume: bool = True,
) -> Generator[Event, None, TrainResult]:
    """Teach a student with hard labels and the teacher's logits, one row of `soft` a train row.

    The result's card carries the temperature. Events and errors as `teach`.
    """
    if settings.objective not in OBJECTIVES:
        raise InputError(f"There is no objective {settings.objective!r}.", code="no-such-objective", remedy=f"Objectives: {', '.join(OBJECTIVES)}.")  # fmt: skip
    wanted = (len(train_rows), len(student.card.labels))
    if soft.logits.shape != wanted:
        raise InputError(
            "The soft labels are of other rows or other labels.",
            code="stale-soft-labels",
            remedy="Write them again: pocketbert label",
            detail=f"soft labels {soft.logits.shape}, train rows and labels {wanted}",
        )
    objective = OBJECTIVES[settings.objective].loss

    def loss(logits: Any, teacher: Any, label_ids: Any) -> Any:
        return objective(logits, teacher, label_ids, temperature=settings.temperature, alpha=settings.alpha)  # fmt: skip

    about = digest_bytes(b"distil", train_rows.digest.encode(), validation.digest.encode(), soft.logits.tobytes())  # fmt: skip
    result = yield from _train(
        student, train_rows, validation, soft, loss, settings, checkpoint_folder, about, resume
    )
    card = result.classifier.card_with(temperature=settings.temperature)
    return replace(result, classifier=replace(result.classifier, card=card))


def _train(
    classifier: Classifier,
    rows: Dataset,
    validation: Dataset,
    soft: SoftLabels | None,
    loss: Callable[[Any, Any, Any], Any],
    settings: TrainSettings,
    folder: Path,
    about: str,
    resume: bool,
) -> Generator[Event, None, TrainResult]:
    """Tokenise once, then the loop. The key digests all that the numbers depend on."""
    for part, name in ((rows, "train"), (validation, "validation")):
        if not len(part):
            raise InputError(f"There are no {name} rows.", code="no-rows", remedy="Import more rows, or keep a larger share for this part.")  # fmt: skip
    set_threads(settings.threads)
    length, encoder = classifier.card.max_length, classifier.encoder
    tokens = yield from tokenise(encoder, rows.texts, length, folder, rows.digest, "tokenise train")
    held = yield from tokenise(encoder, validation.texts, length, folder, validation.digest, "tokenise validation")  # fmt: skip
    asked = {k: v for k, v in asdict(settings).items() if k not in HOW_NOT_WHAT}
    key = digest_bytes(about.encode(), json.dumps(asked, sort_keys=True).encode(), classifier.digest().encode())  # fmt: skip
    if not resume:
        Checkpoints(folder, key).clear()
    logits = None if soft is None else soft.logits
    task = Task(classifier, tokens, rows.label_ids, logits, held, validation.label_ids, loss)
    return (yield from train(Run(task, settings, folder, key)))
