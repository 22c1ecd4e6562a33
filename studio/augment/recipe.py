"""A recipe: which methods, how strong, how many copies, which seed."""

from __future__ import annotations

from dataclasses import dataclass

from studio.augment.registry import METHODS
from studio.core.errors import InputError

MOST_COPIES = 100
DEFAULT_METHODS = (("synonym_replacement", 0.2), ("random_deletion", 0.1))


@dataclass(frozen=True, slots=True)
class Recipe:
    """methods: (name, p) pairs, one is drawn per copy; p is the share of words a copy changes.

    copies per row besides the original; language of the texts by ISO 639-3 code; mix: a weight
    for each method, how often it is drawn beside the others (all alike when empty).
    """

    methods: tuple[tuple[str, float], ...] = DEFAULT_METHODS
    copies: int = 2
    seed: int = 0
    language: str = "eng"
    mix: tuple[float, ...] = ()

    def check(self) -> None:
        """Raises InputError for an unknown or repeated method, a p or a copies out of bounds."""
        names = [name for name, _ in self.methods]
        if not names or len(set(names)) < len(names):
            raise InputError(
                "A recipe needs at least one method, and each method once.",
                code="augment-methods",
                remedy=f"Choose among {', '.join(METHODS)}.",
            )
        for name, p in self.methods:
            _check_method(name, p)
        if self.mix and (len(self.mix) != len(names) or min(self.mix) <= 0):
            raise InputError(
                "The mix needs one weight above 0 for each method.",
                code="augment-mix",
                remedy="Leave it empty to draw all methods alike, or give as many weights as methods.",
            )
        if not 0 <= self.copies <= MOST_COPIES:
            raise InputError(
                f"{self.copies} copies per row can't be made.",
                code="augment-copies",
                remedy=f"Choose 0 to {MOST_COPIES} copies; 2 is usual.",
            )


def _check_method(name: str, p: float) -> None:
    if name not in METHODS:
        raise InputError(
            f"There is no augmentation method called {name!r}.",
            code="augment-methods",
            remedy=f"Choose among {', '.join(METHODS)}.",
        )
    method = METHODS[name]
    if not method.lowest <= p <= method.highest:
        raise InputError(
            f"The probability {p:g} is out of bounds for {name}.",
            code="augment-probability",
            remedy=f"Choose {method.lowest:g} to {method.highest:g}; {method.probability:g} is usual.",
        )
