"""Scores of a model on a part of the data set: one dictionary, the same for every model."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING, Any

from studio.core import scores
from studio.core.events import Event, Progress
from studio.core.seeds import rng
from studio.core.values import Dataset

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Logits = NDArray[np.float32]

CHUNK = 32  # sentences between two chances to stop


def logits_of(
    answer: Callable[[Sequence[str]], Logits], texts: Sequence[str], stage: str
) -> Generator[Event, None, Logits]:
    """Logits float32[n, k] of all texts, a chunk of like lengths at a time (padding stays small).

    The chunks are shuffled, so that the first ones tell how long the rest will take.
    """
    import numpy as np

    order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
    chunks = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
    rng(0, "chunks", len(chunks)).shuffle(chunks)
    parts: list[Logits] = []
    done = 0
    yield Progress(stage, 0, len(texts))
    for chunk in chunks:
        parts.append(answer([texts[at] for at in chunk]))
        done += len(chunk)
        yield Progress(stage, done, len(texts))
    back = np.empty(len(order), dtype=np.int64)
    back[[at for chunk in chunks for at in chunk]] = np.arange(len(order))
    return np.concatenate(parts)[back]


def score(logits: Logits, part: Dataset) -> dict[str, Any]:
    """Accuracy, macro F1 and per-label F1 (all 0..1) of logits[n, k] on a labelled part.

    `interval` holds the 95 % bootstrap interval of accuracy and macro_f1, [low, high].
    """
    truth, predicted = part.label_ids, logits.argmax(-1)
    k = len(part.labels)
    f1 = scores.per_label_f1(truth, predicted, k)
    return {
        "rows": len(part),
        "accuracy": scores.accuracy(truth, predicted),
        "macro_f1": scores.macro_f1(truth, predicted, k),
        "interval": {
            name: list(pair) for name, pair in scores.intervals(truth, predicted, k).items()
        },
        "per_label_f1": {name: float(f1[at]) for at, name in enumerate(part.labels.names)},
        "confusion": scores.confusion(truth, predicted, k).tolist(),
    }


def line(part: str, told: dict[str, Any]) -> str:
    """A part's scores with their intervals, for people."""
    (low, high), (worst, best) = told["interval"]["accuracy"], told["interval"]["macro_f1"]
    return (
        f"{part}: accuracy {told['accuracy']:.3f} ({low:.3f} to {high:.3f}), macro F1 "
        f"{told['macro_f1']:.3f} ({worst:.3f} to {best:.3f}) on {told['rows']} rows"
    )
