"""How far a classifier's probabilities can be trusted: temperature, calibration error, rejection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.scores import softmax

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Matrix = NDArray[np.float32]
    Doubles = NDArray[np.float64]

COLDEST, HOTTEST = 0.1, 10.0  # temperatures that are still a calibration
BINS = 15


def fit_temperature(logits: Matrix, label_ids: Ints) -> float:
    """The temperature 0.1..10 with the least negative log likelihood of the right labels.

    Source: Guo et al., "On Calibration of Modern Neural Networks" (2017). The likelihood is convex
    in 1 / T, so the root of its slope is found by bisection. 1 for no rows.
    """
    if not len(logits):
        return 1.0
    z = logits.astype("f8")
    right = z[range(len(z)), label_ids].mean()
    low, high = 1 / HOTTEST, 1 / COLDEST
    for _ in range(60):
        middle = (low * high) ** 0.5
        slope = (softmax(logits, 1 / middle) * z).sum(axis=1).mean() - right
        low, high = (low, middle) if slope > 0 else (middle, high)
    found = float(1 / middle)
    return next((edge for edge in (COLDEST, HOTTEST) if abs(found / edge - 1) < 1e-6), found)


def negative_log_likelihood(logits: Matrix, label_ids: Ints, temperature: float = 1.0) -> float:
    """Mean over rows, in nats; 0 for no rows."""
    import numpy as np

    if not len(logits):
        return 0.0
    chances = softmax(logits, temperature)[np.arange(len(logits)), label_ids]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())


def calibration_error(logits: Matrix, label_ids: Ints, temperature: float = 1.0) -> float:
    """Expected calibration error, 0..1: how far the best probability is from being right so often.

    15 bins of equal width, weighed by their rows (Naeini et al. 2015).
    """
    import numpy as np

    chances = softmax(logits, temperature)
    sure, right = chances.max(axis=1), chances.argmax(axis=1) == label_ids
    which = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [abs(float((right[which == b] - sure[which == b]).sum())) for b in range(BINS)]
    return float(sum(gaps) / max(len(logits), 1))


def risk_coverage(logits: Matrix, label_ids: Ints, temperature: float = 1.0) -> tuple[Doubles, Doubles, Doubles]:  # fmt: skip
    """Answering only the surest rows: coverage, risk and threshold, one entry a distinct confidence.

    coverage: share of rows answered, rising to 1; risk: share of those that are wrong; threshold:
    the least best probability among them. Source: El-Yaniv, Wiener, "On the Foundations of
    Noise-free Selective Classification" (2010).
    """
    import numpy as np

    chances = softmax(logits, temperature).astype(np.float64)
    sure, wrong = chances.max(axis=1), chances.argmax(axis=1) != label_ids
    order = np.argsort(-sure, kind="stable")
    sure, errors = sure[order], np.cumsum(wrong[order])
    answered = np.arange(1, len(sure) + 1)
    last = np.append(sure[1:] != sure[:-1], True) if len(sure) else np.zeros(0, dtype=bool)
    return answered[last] / max(len(sure), 1), errors[last] / answered[last], sure[last]


def reject_below(logits: Matrix, label_ids: Ints, risk: float, temperature: float = 1.0) -> tuple[float, float]:  # fmt: skip
    """(threshold, coverage) that answers the most rows with at most this share wrong.

    Threshold 0 and coverage 1 where all may be answered; 1 and 0 where no threshold is enough.
    """
    coverage, found, threshold = risk_coverage(logits, label_ids, temperature)
    fine = (found <= risk).nonzero()[0]
    if not len(fine):
        return 1.0, 0.0
    at = fine[-1]
    return (0.0, 1.0) if at == len(found) - 1 else (float(threshold[at]), float(coverage[at]))
