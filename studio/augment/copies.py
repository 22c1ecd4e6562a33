"""Texts in, changed copies out: which method, which words, and what came of it."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from studio.augment.draw import GAMMA, LOW, choose, mix, rounded
from studio.augment.recipe import Recipe
from studio.augment.registry import METHODS, Method, Reach
from studio.augment.rows import Row
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.seeds import derive

TRIES = 4  # draws per copy before it is given up
WORDS_A_YIELD = 50_000  # about a tenth of a second


@dataclass(slots=True)
class MethodCount:
    """What one method did: draws, words p counted in them, words changed, copies kept.

    changed / words is the measured change rate, over every draw (redrawn ones too).
    """

    draws: int = 0
    words: int = 0
    changed: int = 0
    copies: int = 0


@dataclass(frozen=True, slots=True)
class AugmentResult:
    """n copies, grouped by row: texts[n], rows[n] (index into the input), methods[n] (names).

    unchanged counts draws equal to their original, repeated those equal to an earlier copy of
    the row; both were drawn again, and given up (dropped copies) after a few tries.
    """

    texts: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    counts: dict[str, MethodCount] = field(default_factory=dict)
    unchanged: int = 0
    repeated: int = 0
    dropped: int = 0


class _Technique:
    """A method of the recipe at work: its p, its counts."""

    __slots__ = ("count", "edit", "name", "p", "reach")

    def __init__(self, name: str, p: float, method: Method) -> None:
        self.name, self.p, self.reach, self.edit = name, p, method.reach, method.edit
        self.count = MethodCount()


class _Copier:
    """Makes the copies of one row after another."""

    __slots__ = ("copies", "repeated", "seed", "techniques", "unchanged")

    def __init__(self, recipe: Recipe) -> None:
        made = [(name, p, METHODS[name](recipe.language)) for name, p in recipe.methods]
        self.techniques = [_Technique(*parts) for parts in made]
        self.copies, self.seed = recipe.copies, derive(recipe.seed, "augment")
        self.unchanged = self.repeated = 0

    def copies_of(self, row: Row, key: int) -> list[tuple[str, str]]:
        """(text, method name) of each copy that differs from the row and from its siblings."""
        reaches: list[Reach | None] = [None] * len(self.techniques)
        state = mix(self.seed + mix(key + GAMMA))
        made: list[tuple[str, str]] = []
        seen = [row.text]
        for copy in range(self.copies):
            for attempt in range(TRIES):
                text, technique = self._draw(
                    row, mix(state + GAMMA * (copy * TRIES + attempt + 1)), reaches
                )
                if text not in seen:
                    technique.count.copies += 1
                    seen.append(text)
                    made.append((text, technique.name))
                    break
                if text == row.text:
                    self.unchanged += 1
                else:
                    self.repeated += 1
        return made

    def _draw(self, row: Row, state: int, reaches: list[Reach | None]) -> tuple[str, _Technique]:
        number = mix(state)
        which = (number >> 32) * len(self.techniques) >> 32
        technique = self.techniques[which]
        reach = reaches[which]
        if reach is None:
            reach = reaches[which] = technique.reach(row)
        at, words, most = reach
        spots = min(rounded(technique.p * words, number & LOW), most)
        count = technique.count
        count.draws += 1
        count.words += words
        if spots <= 0:
            return row.text, technique
        count.changed += spots
        return technique.edit(row, choose(state, spots, at)), technique


def augment_texts(
    texts: Sequence[str], recipe: Recipe, *, row_keys: Sequence[int]
) -> Generator[Event, None, AugmentResult]:
    """Copies of every text. `row_keys` (one whole number a text) name the rows: a copy depends on
    the seed, its row's key and its number alone. Raises InputError, HostError (no corpus).
    """
    recipe.check()
    if len(row_keys) != len(texts):
        raise InputError("Each text needs one row key.", code="augment-keys")
    yield Progress("augment", 0, len(texts))
    copier = _Copier(recipe)
    out, origins, methods = list[str](), list[int](), list[str]()
    words = 0
    for at, (text, key) in enumerate(zip(texts, row_keys, strict=True)):
        row = Row(text)
        for made, name in copier.copies_of(row, int(key)):
            out.append(made)
            origins.append(at)
            methods.append(name)
        words += (len(row.words) + 1) * recipe.copies
        if words > WORDS_A_YIELD:
            words = 0
            yield Progress("augment", at + 1, len(texts))
    yield Progress("augment", len(texts), len(texts))
    counts = {t.name: t.count for t in copier.techniques}
    dropped = len(texts) * recipe.copies - len(out)
    return AugmentResult(out, origins, methods, counts, copier.unchanged, copier.repeated, dropped)
