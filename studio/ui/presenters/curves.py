"""Curves before they are drawn: round axis marks, and as many points as there are pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


def nice_ticks(low: float, high: float, wanted: int, *, whole: bool = False) -> list[float]:
    """Round numbers (1, 2 or 5 times a power of ten) inside low..high, about `wanted` of them.

    `whole` keeps them whole numbers: steps, epochs.
    """
    if not high > low:
        return [low]
    rough = (high - low) / max(1, wanted)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 5, 10) if power * m >= rough)
    step = max(step, 1.0) if whole else step
    first = math.ceil(low / step)
    return [round(n * step, 12) for n in range(first, math.floor(high / step) + 1)]


def thinned(points: Sequence[Point], columns: int) -> list[Point]:
    """At most two points a pixel column: the lowest and the highest, so no spike is lost."""
    if len(points) <= 2 * columns or columns < 1:
        return list(points)
    kept: list[Point] = []
    for column in range(columns):
        part = points[column * len(points) // columns : (column + 1) * len(points) // columns]
        low, high = min(part, key=_value), max(part, key=_value)
        kept.extend(sorted({low, high}))
    return kept


def _value(point: Point) -> float:
    return point[1]
