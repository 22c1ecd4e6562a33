"""Where marks and their names stand in a picture: axes by value, names that never cover each other."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from studio.ui.presenters.curves import nice_ticks

LOG_FROM = 3.0  # largest over smallest: from here on an axis counts in factors


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels, y downwards."""

    x: float
    y: float
    w: float
    h: float

    def meets(self, other: Box) -> bool:
        """Whether they overlap."""
        return self.x < other.x + other.w and other.x < self.x + self.w and self.y < other.y + other.h and other.y < self.y + self.h  # fmt: skip

    def inside(self, other: Box) -> bool:
        """Whether all of it lies in the other."""
        return self.x >= other.x and self.y >= other.y and self.x + self.w <= other.x + other.w and self.y + self.h <= other.y + other.h  # fmt: skip


@dataclass(frozen=True, slots=True)
class Axis:
    """Values low..high on 0..1; counts in factors when `log`."""

    low: float
    high: float
    log: bool = False

    def share(self, value: float) -> float:
        """Where a value stands, 0..1."""
        low, high, at = (math.log(v) if self.log else v for v in (self.low, self.high, value))
        return (at - low) / (high - low)

    def ticks(self, wanted: int) -> list[float]:
        """Round values to name."""
        if not self.log:
            return nice_ticks(self.low, self.high, wanted)
        first, last = math.floor(math.log10(self.low)), math.ceil(math.log10(self.high))
        for steps in ((1, 2, 5), (1, 3), (1,)):
            found = [n * 10.0**e for e in range(first, last + 1) for n in steps if self.low <= n * 10.0**e <= self.high]  # fmt: skip
            if len(found) <= wanted:
                break
        return found


def size_axis(sizes: Sequence[float]) -> Axis:
    """Positive sizes with room at both ends; in factors when they are far apart."""
    low, high = min(sizes), max(sizes)
    if high / low >= LOG_FROM:
        room = (high / low) ** 0.1
        return Axis(low / room, high * room, log=True)
    room = max(high - low, 0.2 * high) * 0.2
    return Axis(max(0.0, low - room), high + room)


def score_axis(scores: Sequence[float]) -> Axis:
    """Scores of 0..1 with room at both ends; never past 1 by more than a mark needs."""
    room = max(max(scores) - min(scores), 0.02) * 0.25
    return Axis(max(-0.02, min(scores) - room), min(1.02, max(scores) + room))


def places(points: Sequence[tuple[float, float, float]], widths: Sequence[float], height: float, plot: Box) -> list[Box | None]:  # fmt: skip
    """A box for each name beside its mark (x, y, radius), in order of the marks; None: no room.

    No box covers a mark or another box, and all lie in the plot.
    """
    discs = [Box(x - r, y - r, 2 * r, 2 * r) for x, y, r in points]
    taken: list[Box] = []
    found: list[Box | None] = []
    for (x, y, r), width in zip(points, widths, strict=True):
        fits = (b for b in _candidates(x, y, r, width, height) if b.inside(plot) and not any(b.meets(o) for o in [*discs, *taken]))  # fmt: skip
        box = next(fits, None)
        found.append(box)
        taken += [box] if box is not None else []
    return found


def _candidates(x: float, y: float, r: float, w: float, h: float) -> list[Box]:
    """Right, left, above, below, the corners, then ever farther up and down at both sides."""
    gap = r + 7
    near = [(x + gap, y - h / 2), (x - gap - w, y - h / 2), (x - w / 2, y - gap - h), (x - w / 2, y + gap)]  # fmt: skip
    corner = 0.7 * r + 3
    near += [(x + sx, y + sy) for sx in (corner, -corner - w) for sy in (corner, -corner - h)]
    far = [(x + sx, y - h / 2 + sign * n * h / 2) for n in range(1, 9) for sign in (1, -1) for sx in (gap, -gap - w)]  # fmt: skip
    return [Box(left, top, w, h) for left, top in near + far]
