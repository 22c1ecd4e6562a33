"""Which layer gets which bits: the best mixture of every size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.convert.held import ADDED, LAST, TABLE, WORDS, Weight
from studio.convert.package import older
from studio.convert.schemes import SMALL
from studio.convert.stored import Coding

_PALETTES = {  # newest target first; before iOS18 there is one table a tensor, and none of 8 values
    "iOS18": (
        Coding("palette", 8),
        Coding("palette", 6),
        Coding("palette", 4, 16),
        Coding("palette", 3, 16),
        Coding("palette", 2, 16),
    ),
    "iOS16": (
        Coding("palette", 8),
        Coding("palette", 6),
        Coding("palette", 4),
        Coding("palette", 2),
    ),
}
_TIERED = tuple(Coding("palette", bits, group, rest=rest) for bits, group, rest in ((8, 0, 3), (6, 0, 3), (6, 0, 2), (4, 16, 2)))  # fmt: skip
_KEPT, _SHOWN = 4000, 256  # mixtures at once


@dataclass(frozen=True, slots=True)
class Option:
    """One way to store a weight (coding None: as it is), its bytes, and what it costs the answers.

    loss: mean KL divergence of the answers, this weight alone being coded.
    """

    coding: Coding | None
    size: float
    loss: float


@dataclass(frozen=True, slots=True)
class Mix:
    """An option for each weight; size: bytes of them all; loss: the sum of the options'."""

    options: Mapping[str, Option]
    size: float
    loss: float

    @property
    def codings(self) -> dict[str, Coding]:
        """The weights to code."""
        return {name: o.coding for name, o in self.options.items() if o.coding is not None}


def codings_for(weight: Weight, target: str) -> tuple[Coding, ...]:
    """What may become of a weight at this deployment target, most bits first; () to leave it alone.

    The head, positions and small tables keep 8 bits: few bytes, and the first to cost labels. A table of
    words may keep more bits for the words that texts use.
    """
    if weight.value.size <= SMALL:
        return ()
    offered = _PALETTES["iOS16" if older(target, "iOS18") else "iOS18"]
    if weight.role == WORDS and offered is _PALETTES["iOS18"]:
        return offered + _TIERED
    return offered[:1] if weight.role in (ADDED, TABLE, LAST) else offered


def front(options: Mapping[str, Sequence[Option]]) -> list[Mix]:
    """Mixtures from the largest to the smallest; none costs more than another that is no larger.

    Weight by weight all mixtures so far meet all options of the next, and those that another beats are
    dropped (Nemhauser & Ullmann 1969, for the knapsack): exact as long as no more than `_KEPT` are left,
    a grid of sizes beyond. Steps by price alone had left a seventh of a budget unused: no single step
    of the table of words fitted.
    """
    sizes, losses = np.zeros(1), np.zeros(1)
    steps: list[tuple[Any, Any]] = []
    for each in options.values():
        wide = np.add.outer(sizes, [o.size for o in each]).reshape(-1)
        dear = np.add.outer(losses, [o.loss for o in each]).reshape(-1)
        left = _thin(_undominated(wide, dear), wide, _KEPT)
        sizes, losses = wide[left], dear[left]
        steps.append((left // len(each), left % len(each)))
    last = _thin(np.arange(len(sizes)), sizes, _SHOWN)
    return [_traced(options, steps, int(at)) for at in last]


def _undominated(sizes: Any, losses: Any) -> Any:
    """Indices from the largest to the smallest; what is as good and no larger is kept alone."""
    order = np.lexsort((losses, sizes))  # the smallest first
    least = np.minimum.accumulate(losses[order])
    better = np.concatenate(([True], least[1:] < least[:-1]))
    return order[better][::-1]


def _thin(order: Any, sizes: Any, most: int) -> Any:
    """At most so many of them, spread evenly over the sizes, both ends kept."""
    if len(order) <= most:
        return order
    cells = np.linspace(sizes[order[0]], sizes[order[-1]], most)
    return order[np.unique(np.searchsorted(-sizes[order], -cells).clip(0, len(order) - 1))]


def _traced(
    options: Mapping[str, Sequence[Option]], steps: Sequence[tuple[Any, Any]], at: int
) -> Mix:
    """The mixture that ends at this place of the last step."""
    chosen = {}
    for name, (before, option) in reversed(list(zip(options, steps, strict=True))):
        chosen[name] = options[name][int(option[at])]
        at = int(before[at])
    chosen = {name: chosen[name] for name in options}
    return Mix(chosen, sum(o.size for o in chosen.values()), sum(o.loss for o in chosen.values()))


def plain(weight: Weight) -> Option:
    """The weight as it is."""
    return Option(None, float(weight.value.size * weight.value.dtype.itemsize), 0.0)


def told(weights: Sequence[Weight], mix: Mix) -> list[dict[str, Any]]:
    """One row a weight for people: name, role, numbers, bits, and the loss measured for it alone."""
    rows = []
    for weight in weights:
        option = mix.options.get(weight.name, plain(weight))
        rows.append(
            {
                "weight": weight.name,
                "role": weight.role,
                "numbers": int(weight.value.size),
                "coding": option.coding.name if option.coding else "as it was",
                "bits": round(option.size * 8 / weight.value.size, 3),
                "loss": option.loss,
            }
        )
    return rows
