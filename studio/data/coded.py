"""Columns of few different values as numbers: a code a row, the values beside them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from studio.core.columns import as_array
from studio.core.events import Event, Progress
from studio.core.spill import Spill, blocks
from studio.core.stored import Texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Codes = NDArray[np.int32]


@dataclass(frozen=True)
class Coded:
    """n cells: the cell of row i is `values`[`codes`[i]]; codes int32[n]. Values may stand twice."""

    values: list[str]
    codes: Codes
    spill: Spill = field(default_factory=Spill, compare=False)  # where codes made of these lie

    def called(self, name: Callable[[str], str]) -> Coded:
        """Every cell renamed, without values that stand twice."""
        index: dict[str, int] = {}
        new = [index.setdefault(name(value), len(index)) for value in self.values]
        return Coded(
            list(index), self.spill.taken(np.array(new, dtype=np.int32), self.codes), self.spill
        )

    def take(self, rows: Ints) -> Coded:
        """These rows' cells."""
        return Coded(self.values, self.spill.taken(self.codes, rows), self.spill)

    def counts(self) -> dict[str, int]:
        """How often each value occurs, in the order of first appearance."""
        codes, counts = tally(self.codes, len(self.values))
        return {self.values[c]: n for c, n in zip(codes.tolist(), counts.tolist(), strict=True)}


def coding(column: Texts, stage: str, spill: Spill) -> Generator[Event, None, Coded]:
    """A column as codes, with progress (always 0) so that it can be stopped."""
    import pyarrow.compute as pc

    index: dict[str, int] = {}
    codes = spill.zeros(len(column), np.int32)
    for at, cells in column.arrays():
        found = pc.dictionary_encode(cells)
        names = [index.setdefault(name, len(index)) for name in found.dictionary.to_pylist()]
        codes[at : at + len(cells)] = np.array(names, dtype=np.int32)[as_array(found.indices)]
        yield Progress(stage, 0, len(column))
    return Coded(list(index), codes, spill)


def tally(codes: NDArray[np.integer], k: int) -> tuple[Ints, Ints]:
    """The codes (of 0 to k - 1) that occur, by first appearance, and how often each does."""
    counts, first = np.zeros(k, dtype=np.int64), np.full(k, len(codes), dtype=np.int64)
    for some in blocks(len(codes)):
        ours = codes[some]
        np.add.at(counts, ours, 1)
        new = np.flatnonzero(first[ours] == len(codes))[::-1]
        first[ours[new]] = new + some.start  # the last one written is the first row
    seen = np.flatnonzero(counts)
    order = seen[np.argsort(first[seen], kind="stable")]
    return order, counts[order]


def pair_counts(one: Coded, other: Coded) -> dict[tuple[str, str], int]:
    """How often each pair of cells occurs in one row, in the order of first appearance."""
    width, pairs = max(1, len(other.values)), dict[int, int]()
    for some in blocks(len(one.codes)):
        both = one.codes[some].astype(np.int64) * width + other.codes[some]
        known = np.unique(both)
        codes, counts = tally(np.searchsorted(known, both), len(known))
        for pair, count in zip(known[codes].tolist(), counts.tolist(), strict=True):
            pairs[pair] = pairs.get(pair, 0) + count
    return {(one.values[pair // width], other.values[pair % width]): n for pair, n in pairs.items()}
