"""Which layer gets which bits: mixtures from large to small, each the cheapest step from the last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.convert.codings import Coding
from studio.convert.held import ADDED, LAST, TABLE, Weight
from studio.convert.package import older
from studio.convert.schemes import SMALL

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

    The head, positions and small tables keep 8 bits: few bytes, and the first to cost labels.
    """
    if weight.value.size <= SMALL:
        return ()
    offered = _PALETTES["iOS16" if older(target, "iOS18") else "iOS18"]
    return offered[:1] if weight.role in (ADDED, TABLE, LAST) else offered


def front(options: Mapping[str, Sequence[Option]]) -> list[Mix]:
    """Mixtures from the largest to the smallest; neighbours differ in one weight.

    Each step takes the weight that loses least for a byte saved, looking past options that are
    no bargain (a lower convex hull for each weight): what a knapsack by density would choose.
    """
    ways = {name: _hull(each) for name, each in options.items()}
    at = dict.fromkeys(ways, 0)
    mixes = [_mix(ways, at)]
    while steps := [(_price(ways[name], at[name]), name) for name in ways if at[name] + 1 < len(ways[name])]:  # fmt: skip
        at[min(steps)[1]] += 1
        mixes.append(_mix(ways, at))
    return mixes


def _hull(options: Sequence[Option]) -> list[Option]:
    """The options worth having: from large to small, each with a higher price a byte than the last."""
    kept: list[Option] = []
    for option in sorted(options, key=lambda o: (-o.size, o.loss)):
        while kept and option.loss <= kept[-1].loss:
            kept.pop()
        while len(kept) > 1 and _slope(kept[-1], option) <= _slope(kept[-2], kept[-1]):
            kept.pop()
        kept.append(option)
    return kept


def _slope(larger: Option, smaller: Option) -> float:
    return (smaller.loss - larger.loss) / max(larger.size - smaller.size, 1e-9)


def _price(ways: Sequence[Option], at: int) -> float:
    return _slope(ways[at], ways[at + 1])


def _mix(ways: Mapping[str, Sequence[Option]], at: Mapping[str, int]) -> Mix:
    chosen = {name: each[at[name]] for name, each in ways.items()}
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
