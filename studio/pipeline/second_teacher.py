"""A second teacher of the same base, which learns the first one's answers to unlabelled sentences besides the labels.

Self-training as in Q. Xie et al., "Self-training with Noisy Student" (CVPR 2020): soft answers, a network as
large as the first, noise by dropout. With few labels the unlabelled rows are what a student of it can learn from.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TYPE_CHECKING

from studio.core import scores
from studio.core.events import Event, Note
from studio.pipeline import scoring, unlabelled
from studio.pipeline.seeding import told_apart
from studio.project import Project, result_key

if TYPE_CHECKING:
    from studio.core.values import Split
    from studio.distil import TrainResult, TrainSettings
    from studio.models.classifier import Classifier


def taught_again(
    base: Callable[[], Classifier], split: Split, file: str, settings: TrainSettings, project: Project, key: str
) -> Generator[Event | None, None, TrainResult]:  # fmt: skip
    """A teacher, then a second one; the first only where it is better on the validation rows.

    `base` makes the untaught encoder anew. Raises what `teach` and `distil` do, and InputError for the file.
    """
    from studio.core.values import SoftLabels
    from studio.distil import DistilSettings, distil, teach

    curves: dict[str, float] = {}
    own = result_key("first-teacher", 1, {}, key)  # its checkpoints stay while the second learns
    first = yield from told_apart(teach(base(), split, settings, project.checkpoint_folder(own)), "", curves)  # fmt: skip
    rows = unlabelled.together(split.train, (yield from unlabelled.unlabelled_rows(file, split)))
    logits = yield from unlabelled.answered(rows, first.classifier, project.checkpoint_folder(own), settings.threads)  # fmt: skip
    yield Note("teaching the second teacher")
    asked = DistilSettings(**vars(settings))
    soft = SoftLabels(logits, rows.digest, first.classifier.digest())
    lesson = distil(base(), rows, split.validation, soft, asked, project.checkpoint_folder(key))
    second = yield from told_apart(lesson, "second teacher: ", curves)
    project.forget_checkpoint(own)
    before = yield from _judged(first.classifier, split)
    after = yield from _judged(second.classifier, split)
    kept = second if after >= before else first
    yield Note(f"validation accuracy of the second teacher {after[0]:.3f}, of the first {before[0]:.3f}: the {'second' if kept is second else 'first'} is kept")  # fmt: skip
    return kept


def _judged(model: Classifier, split: Split) -> Generator[Event, None, tuple[float, float]]:
    """(accuracy, macro F1) on the validation rows."""
    rows = split.validation
    logits = yield from scoring.logits_of(model.logits, rows.texts, "score on validation")
    guessed = logits.argmax(1)
    return scores.accuracy(rows.label_ids, guessed), scores.macro_f1(rows.label_ids, guessed, len(split.labels))  # fmt: skip
