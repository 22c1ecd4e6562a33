"""Fine-tuning a teacher and distilling a student: two ways into one loop."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.files import digest_bytes
from studio.core.values import Dataset, SoftLabels, Split
from studio.distil.checkpoint import Checkpoints
from studio.distil.fresh import CHANGED_MIND, Fresh, FreshRows, Material
from studio.distil.lesson import Lesson, parse_lesson
from studio.distil.loop import train
from studio.distil.run import Run, Task
from studio.distil.settings import (
    BALANCES,
    HOW_NOT_WHAT,
    DistilSettings,
    TrainResult,
    TrainSettings,
)
from studio.distil.study import layer_words
from studio.distil.tokens import tokenise
from studio.models.classifier import Classifier
from studio.models.threads import set_threads


@dataclass(frozen=True)
class _Source:
    """What a run learns from besides its rows; `about` digests it."""

    about: str
    lesson: Lesson
    soft: SoftLabels | None = None
    teacher: Classifier | None = None
    fresh: Fresh | None = None


def teach(
    base: Classifier, split: Split, settings: TrainSettings, checkpoint_folder: Path, resume: bool = True
) -> Generator[Event, None, TrainResult]:  # fmt: skip
    """Fine-tune a base encoder on hard labels, in place; validates on split.validation.

    Says train/loss (at a step), validation/accuracy, /loss, /macro_f1 (at an epoch) and epoch.
    Raises InputError (no rows), QualityError (no number), HostError (memory, disk).
    """
    about = digest_bytes(b"teach", split.train.digest.encode(), split.validation.digest.encode())
    source = _Source(about, parse_lesson("hard"))
    return (
        yield from _train(
            base, split.train, split.validation, source, settings, checkpoint_folder, resume
        )
    )


def distil(
    student: Classifier,
    train_rows: Dataset,
    validation: Dataset,
    soft: SoftLabels,
    settings: DistilSettings,
    checkpoint_folder: Path,
    resume: bool = True,
    *,
    teacher: Classifier | None = None,
    fresh: Fresh | None = None,
) -> Generator[Event, None, TrainResult]:
    """Teach a student with hard labels and the teacher's logits, one row of `soft` a train row.

    The teacher itself is needed by objectives that look inside it and for fresh copies. The
    result's card carries the temperature. Events and errors as `teach`.
    """
    lesson = parse_lesson(settings.objective, settings.temperature, settings.alpha)
    _check(soft, (len(train_rows), len(student.card.labels)), teacher, fresh)
    if lesson.needs and teacher is not None:
        yield Note(layer_words(student, teacher))
    if not lesson.teaches_answers:
        yield Note("No objective teaches the student to answer: add soft_hard or hard.", "warning")
    about = digest_bytes(
        b"distil", train_rows.digest.encode(), validation.digest.encode(), soft.logits.tobytes(),
        teacher.digest().encode() if teacher is not None and (lesson.needs or fresh) else b"",
        f"{fresh.key} {fresh.copies} {fresh.changed_mind}".encode() if fresh else b"",
    )  # fmt: skip
    source = _Source(about, lesson, soft, teacher, fresh)
    result = yield from _train(
        student, train_rows, validation, source, settings, checkpoint_folder, resume
    )
    card = result.classifier.card_with(temperature=settings.temperature)
    return replace(result, classifier=replace(result.classifier, card=card))


def _check(soft: SoftLabels, wanted: tuple[int, int], teacher: Classifier | None, fresh: Fresh | None) -> None:  # fmt: skip
    if soft.logits.shape != wanted:
        raise InputError(
            "The soft labels are of other rows or other labels.",
            code="stale-soft-labels",
            remedy="Write them again: pocketbert label",
            detail=f"soft labels {soft.logits.shape}, train rows and labels {wanted}",
        )
    if fresh is not None and teacher is None:
        raise InputError("Fresh copies need the teacher.", code="no-teacher", remedy="Make a teacher first.")  # fmt: skip
    if fresh is not None and fresh.changed_mind not in CHANGED_MIND:
        raise InputError(f"{fresh.changed_mind!r} is no way to treat copies.", code="bad-setting", remedy=f"Choose one of: {', '.join(CHANGED_MIND)}.")  # fmt: skip


def _train(
    classifier: Classifier,
    rows: Dataset,
    validation: Dataset,
    source: _Source,
    settings: TrainSettings,
    folder: Path,
    resume: bool,
) -> Generator[Event, None, TrainResult]:
    """Tokenise once, then the loop. The key digests all that the numbers depend on."""
    for part, name in ((rows, "train"), (validation, "validation")):
        if not len(part):
            raise InputError(f"There are no {name} rows.", code="no-rows", remedy="Import more rows, or keep a larger share for this part.")  # fmt: skip
    if settings.balance not in BALANCES:
        raise InputError(f"{settings.balance!r} is no way to balance labels.", code="bad-setting", remedy=f"Choose one of: {', '.join(BALANCES)}.")  # fmt: skip
    set_threads(settings.threads)
    length, encoder = classifier.card.max_length, classifier.encoder
    tokens = yield from tokenise(encoder, rows.texts, length, folder, rows.digest, "tokenise train")
    held = yield from tokenise(encoder, validation.texts, length, folder, validation.digest, "tokenise validation")  # fmt: skip
    asked = {k: v for k, v in asdict(settings).items() if k not in HOW_NOT_WHAT}
    key = digest_bytes(source.about.encode(), json.dumps(asked, sort_keys=True).encode(), classifier.digest().encode())  # fmt: skip
    if not resume:
        Checkpoints(folder, key).clear()
    material = Material(tokens, rows.label_ids, None if source.soft is None else source.soft.logits)
    copies = source.fresh.copies if source.fresh is not None else 0
    settings = _long_enough(settings, len(rows) * (1 + copies))
    fresh = None
    if source.fresh is not None and source.teacher is not None:
        fresh = FreshRows(source.fresh, source.teacher, encoder, length, folder, settings.epochs)
    task = Task(classifier, material, held, validation.label_ids, source.lesson, source.teacher, fresh)  # fmt: skip
    return (yield from train(Run(task, settings, folder, key)))


def _long_enough(settings: TrainSettings, rows_an_epoch: int) -> TrainSettings:
    """As many epochs as least_steps take, and patience longer in the same measure."""
    epochs = -(-settings.least_steps // -(-rows_an_epoch // settings.batch_size))
    if epochs <= settings.epochs:
        return settings
    patience = -(-settings.patience * epochs // settings.epochs)
    return replace(settings, epochs=epochs, patience=patience)
