"""Which numbers of a weight become zero, and what is left when nothing else is done to them."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.compensate import compensated

_FLOOR = 0.02  # of the mean, as for palettes


def kept(weight: Any, share: float, importance: Any, curvature: Any) -> Any:
    """bool, weight's shape: False for the `share` of its numbers that cost least as zeros.

    A number's cost is its square times what an error of it costs: by its column (the curvature's
    diagonal) where that is known, else by its own importance, else alike for all.
    """
    cost = np.square(weight.astype(np.float32))
    if curvature is not None:
        cost *= np.diag(curvature)[None, :]
    elif importance is not None:
        cost *= importance + _FLOOR * max(float(importance.mean()), 1e-30)
    limit = np.partition(cost.reshape(-1), int(share * cost.size))[int(share * cost.size)]
    return cost >= limit


def halves(weight: Any, mask: Any, curvature: Any) -> Any:
    """The numbers that stay, float16, making up for those that are gone where that can be told."""
    if curvature is None:
        return (weight * mask).astype(np.float16)
    return compensated(weight, curvature, _Halves(), np.float16, mask)


class _Halves:
    """The grid of half precision."""

    ordered = False

    def begin(self, at: int, work: Any) -> None:
        """Nothing to prepare."""

    def round(self, at: int, column: Any) -> tuple[Any, Any]:
        """The nearest half."""
        found = column.clip(-65504, 65504).astype(np.float16)
        return found, found.astype(np.float32)
