"""Groups of rows by label: a table of those with several rows, and of the single ones what parting them needs.

Nearly all groups of a large table are single rows. They are known by a random number each, which is worked
out anew from the group's, so that they take no memory.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.seeds import derive
from studio.core.spill import Spill, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Randoms = NDArray[np.uint64]


@dataclass(frozen=True)
class Several:
    """m groups of several rows, with their rows by label: pairs (group, label, rows), sorted by group.

    `name`[g] is what the rows call group g, ascending; `first`[g] : `first`[g + 1] are its pairs;
    `lead`[g] is its most frequent label, `size`[g] its rows, `order`[g] a seeded random number.
    """

    name: Ints
    group: Ints
    label: Ints
    rows: Ints
    first: Ints
    size: Ints
    lead: Ints
    order: Randoms


@dataclass(frozen=True)
class Singles:
    """Rows that are a group of their own: of label l the random numbers `order`[`first`[l] : `first`[l + 1]]."""

    order: Randoms
    first: Ints

    def of(self, label: int) -> Randoms:
        """The random numbers of one label's rows; they may be put in another order."""
        return self.order[self.first[label] : self.first[label + 1]]


@dataclass(frozen=True)
class Tabulated:
    """n rows of k labels: groups of several rows, single ones, and which of the rows are single (bool[n])."""

    several: Several
    singles: Singles
    single: NDArray[np.bool_]

    def groups_per_label(self) -> Ints:
        """How many groups each label appears in, int64[k]."""
        k = len(self.singles.first) - 1
        return np.diff(self.singles.first) + np.bincount(self.several.label, minlength=k)


def random_numbers(groups: Ints, seed: int) -> Randoms:
    """Seeded 64 bits for each group (splitmix64): the same on every machine and numpy version, never twice."""
    with np.errstate(over="ignore"):
        z = (groups.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64(derive(seed, "split"))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def tabulating(
    label_ids: Ints, groups: Ints, k: int, seed: int, spill: Spill
) -> Generator[Event, None, Tabulated]:
    """Both int64[n]; groups are 0, 1, ... Progress in stage `split`."""
    n = len(groups)
    begin = Progress("split", 0, n)
    sizes = spill.zeros(int(groups.max(initial=-1)) + 1, np.int32)
    for some in blocks(n):
        np.add.at(sizes, groups[some], 1)
        yield begin
    single = spill.made(n, np.bool_, lambda some: sizes[groups[some]] == 1)
    counts = np.zeros(k, dtype=np.int64)
    for some in blocks(n):
        counts += np.bincount(label_ids[some][single[some]], minlength=k)
        yield begin
    first = np.append(0, np.cumsum(counts))
    order, free, pairs = spill.zeros(int(first[-1]), np.uint64), first[:-1].copy(), spill.growing(np.int64)  # fmt: skip
    for some in blocks(n):
        alone, label, group = single[some], label_ids[some], groups[some]
        by_label = np.argsort(label[alone], kind="stable")
        here = np.bincount(label[alone], minlength=k)
        at = np.arange(len(by_label)) + np.repeat(free - np.cumsum(here) + here, here)
        order[at] = random_numbers(group[alone][by_label], seed)
        free += here
        pairs.add(group[~alone] * k + label[~alone])
        yield begin
    return Tabulated(_several(pairs.done(), k, seed), Singles(order, first), single)


def _several(both: Ints, k: int, seed: int) -> Several:
    """both: group * k + label of each row in a group of several."""
    pairs, rows = np.unique(both, return_counts=True)
    name, group = np.unique(pairs // k, return_inverse=True)
    label, size = pairs % k, np.bincount(group, weights=rows, minlength=len(name)).astype(np.int64)
    first = np.searchsorted(group, np.arange(len(name) + 1))
    best = np.lexsort((label, -rows, group))  # most rows first within each group
    lead = label[best][first[:-1]]
    return Several(name, group, label, rows, first, size, lead, random_numbers(name, seed))
