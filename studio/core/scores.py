"""Scores from label ids and logits: accuracy, macro F1, confusion, agreement, softmax."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Matrix = NDArray[np.float32]


def softmax(logits: Matrix, temperature: float = 1.0) -> Matrix:
    """Probabilities float32[n, k] of logits[n, k] divided by the temperature."""
    import numpy as np

    z = logits.astype(np.float64) / temperature
    z = np.exp(z - z.max(axis=-1, keepdims=True))
    result: Matrix = (z / z.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result


def accuracy(truth: Ints, predicted: Ints) -> float:
    """Share of n rows where the ids agree, 0..1; 0 for no rows."""
    return float((truth == predicted).mean()) if len(truth) else 0.0


def confusion(truth: Ints, predicted: Ints, k: int) -> Ints:
    """Counts int64[k, k]: row = truth, column = prediction."""
    import numpy as np

    return np.bincount(truth * k + predicted, minlength=k * k).reshape(k, k)


def per_label_f1(truth: Ints, predicted: Ints, k: int) -> Matrix:
    """F1 per label, [k]; 0 where a label was neither present nor predicted."""
    import numpy as np

    matrix = confusion(truth, predicted, k)
    hits, total = np.diag(matrix), matrix.sum(0) + matrix.sum(1)
    result: Matrix = np.divide(2 * hits, total, out=np.zeros(k), where=total > 0)
    return result


def macro_f1(truth: Ints, predicted: Ints, k: int) -> float:
    """Mean F1 over the labels present in truth or prediction (scikit-learn's macro average)."""
    matrix = confusion(truth, predicted, k)
    present = (matrix.sum(0) + matrix.sum(1)) > 0
    scores = per_label_f1(truth, predicted, k)[present]
    return float(scores.mean()) if len(scores) else 0.0


def intervals(truth: Ints, predicted: Ints, k: int, resamples: int = 1000, seed: int = 0) -> dict[str, tuple[float, float]]:  # fmt: skip
    """95 % percentile bootstrap intervals of accuracy and macro_f1 (0..1); (0, 0) for no rows.

    Drawing n rows with replacement is drawing n cells of the confusion matrix: any n is quick.
    Source: Efron, Tibshirani, "An Introduction to the Bootstrap" (1993).
    """
    import numpy as np

    n = len(truth)
    if not n:
        return {"accuracy": (0.0, 0.0), "macro_f1": (0.0, 0.0)}
    cells = confusion(truth, predicted, k).reshape(-1)
    filled = np.flatnonzero(cells)  # k may be large, the filled cells are at most n
    drawn = np.random.default_rng(seed).multinomial(n, cells[filled] / n, size=resamples)
    row, column = filled // k, filled % k
    hits = np.zeros((resamples, k))
    total = np.zeros((resamples, k))
    for at in range(len(filled)):
        total[:, row[at]] += drawn[:, at]
        total[:, column[at]] += drawn[:, at]
        if row[at] == column[at]:
            hits[:, row[at]] += drawn[:, at]
    f1 = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    found = {
        "accuracy": hits.sum(1) / n,
        "macro_f1": f1.sum(1) / np.maximum((total > 0).sum(1), 1),
    }
    return {name: tuple(np.quantile(v, (0.025, 0.975)).tolist()) for name, v in found.items()}
