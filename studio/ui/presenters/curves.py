"""Curves before they are drawn: round axis marks, and as many points as there are pixels."""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Level:
    """A named horizontal line; one that doesn't `count` is drawn only where it falls inside."""

    name: str
    value: float
    counts: bool = True


def span(series: Sequence[Sequence[Point]], levels: Sequence[Level] = ()) -> tuple[float, float, float, float]:  # fmt: skip
    """x0, x1, y0, y1 that hold every point and every level that counts, with a little air."""
    xs = [p[0] for points in series for p in (points[0], points[-1])]
    ys = [p[1] for points in series for p in points] + [v.value for v in levels if v.counts]
    low, high = min(ys), max(ys)
    pad = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
    return min(xs), max(max(xs), min(xs) + 1), low - pad, high + pad


def nearest(points: Sequence[Point], x: float) -> Point:
    """The point whose x is nearest; points are sorted by x, there is at least one."""
    at = bisect.bisect_left(points, x, key=lambda point: point[0])
    return min(points[max(0, at - 1) : at + 1], key=lambda point: abs(point[0] - x))


def union(series: Sequence[Sequence[Point]]) -> list[tuple[float, list[float | None]]]:
    """Every x any curve has, in order, with each curve's y there (None: it has no point there)."""
    known = [dict(points) for points in series]
    xs = sorted({x for one in known for x in one})
    return [(x, [one.get(x) for one in known]) for x in xs]


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
