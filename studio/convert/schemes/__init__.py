"""Ways to make a package smaller, one file each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.core.registry import Registry

if TYPE_CHECKING:
    from studio.convert.held import Weight
    from studio.convert.stored import Coding

SMALL = 2048  # numbers; tensors of no more are left alone: their tables would outweigh them
_SEARCHED = "auto="


@dataclass(frozen=True, slots=True)
class Scheme:
    """Which coding each weight gets, by its role; weights whose role is not named stay as they are.

    bits: nominal, per stored number; table_bits: what scales, zero points and roles with more bits
    add to that; target: the oldest deployment target that runs it; agreement: the share of labels
    (0..1) that must stay the same for a good verdict; calibrated: better when it is told how much
    each number matters to real sentences.
    """

    name: str
    help: str
    bits: int
    target: str
    agreement: float
    codings: Mapping[
        str,
        tuple[str, int, int]
        | tuple[str, int, int, bool, int]
        | tuple[str, int, int, bool, int, int],
    ] = field(default_factory=dict)
    table_bits: float = 0.0
    calibrated: bool = False

    @property
    def tiered(self) -> bool:
        """Whether words get more bits where texts use them, so that only the texts tell its size."""
        return any(len(each) > 5 for each in self.codings.values())

    def plan(self, weights: Sequence[Weight]) -> dict[str, Coding]:
        """The coding of every weight to compress, by name."""
        from studio.convert.stored import Coding

        found = {}
        for weight in weights:
            chosen = self.codings.get(weight.role)
            if chosen is not None and weight.value.size > SMALL:
                found[weight.name] = Coding(*chosen)
        return found


SCHEMES: Registry[Scheme] = Registry("studio.convert.schemes")


def searched(agreement: float) -> str:
    """The scheme's name on the card of a package whose layers a search chose."""
    return f"{_SEARCHED}{agreement:g}"


def agreement_of(name: str) -> float | None:
    """What a scheme's packages must keep (0..1); None for a scheme nobody knows."""
    if name.startswith(_SEARCHED):
        return float(name.removeprefix(_SEARCHED))
    return SCHEMES[name].agreement if name in SCHEMES else None
