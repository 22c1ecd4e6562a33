"""Columns of few different values as numbers: a code a row, the values beside them."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.columns import as_array
from studio.core.events import Event, Progress
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

    def called(self, name: Callable[[str], str]) -> Coded:
        """Every cell renamed, without values that stand twice."""
        index: dict[str, int] = {}
        new = [index.setdefault(name(value), len(index)) for value in self.values]
        return Coded(list(index), np.array(new, dtype=np.int32)[self.codes])

    def take(self, rows: Ints) -> Coded:
        """These rows' cells."""
        return Coded(self.values, self.codes[rows])

    def counts(self) -> dict[str, int]:
        """How often each value occurs, in the order of first appearance."""
        codes, counts = tally(self.codes, len(self.values))
        return {self.values[c]: n for c, n in zip(codes.tolist(), counts.tolist(), strict=True)}


def coding(column: Texts, stage: str) -> Generator[Event, None, Coded]:
    """A column as codes, with progress (always 0) so that it can be stopped."""
    import pyarrow.compute as pc

    index: dict[str, int] = {}
    codes = np.empty(len(column), dtype=np.int32)
    for at, cells in column.arrays():
        found = pc.dictionary_encode(cells)
        names = [index.setdefault(name, len(index)) for name in found.dictionary.to_pylist()]
        codes[at : at + len(cells)] = np.array(names, dtype=np.int32)[as_array(found.indices)]
        yield Progress(stage, 0, len(column))
    return Coded(list(index), codes)


def tally(codes: NDArray[np.integer], k: int) -> tuple[Ints, Ints]:
    """The codes (of 0 to k - 1) that occur, by first appearance, and how often each does."""
    if k > 4 * len(codes) + 1024:
        some, dense = np.unique(codes, return_inverse=True)
        order, counts = tally(dense, len(some))
        return some[order].astype(np.int64), counts
    counts = np.bincount(codes, minlength=k)
    first = np.full(k, len(codes), dtype=np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # the last one written is the first row
    seen = np.flatnonzero(counts)
    order = seen[np.argsort(first[seen], kind="stable")]
    return order, counts[order]


def pair_counts(one: Coded, other: Coded) -> dict[tuple[str, str], int]:
    """How often each pair of cells occurs in one row, in the order of first appearance."""
    width = max(1, len(other.values))
    both = one.codes.astype(np.int64) * width + other.codes
    pairs, counts = tally(both, max(1, len(one.values)) * width)
    return {
        (one.values[pair // width], other.values[pair % width]): n
        for pair, n in zip(pairs.tolist(), counts.tolist(), strict=True)
    }
