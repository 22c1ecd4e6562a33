"""Sets of words as numbers, ranked rarest first, and short signatures that tell how much two may differ."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.spill import Spill, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_BLOCK = 20_000  # sets ranked at once
_NEAR = 8192  # sets read at once that lie far apart


@dataclass(frozen=True)
class RankedSets:
    """m sets by size, as ranked word ids: `flat`[`starts`[i] : `starts`[i] + `sizes`[i]], rarest first.

    `folded` uint64[m] is the xor of one bit a word, so that two sets' differ in at most as many
    bits as the sets differ in words. `owners`: indices into the components; `words`: how many
    ranks there are.
    """

    flat: NDArray[np.int32]
    starts: Ints
    sizes: NDArray[np.int32]
    folded: NDArray[np.uint64]
    owners: NDArray[np.int32]
    words: int

    def __len__(self) -> int:
        return len(self.starts)

    def prefixes(self, some: slice) -> tuple[Ints, Ints, Ints]:
        """(item, place, word) of the rarest words, in which similar sets meet, of some sets."""
        reach = prefix_length(self.sizes[some].astype(np.int64))
        item = np.repeat(np.arange(some.start, some.start + len(reach)), reach)
        place = spread(np.zeros_like(reach), reach)
        return item, place, self.flat[self.starts[item] + place].astype(np.int64)

    def beginnings(self, items: Ints, more: int, spill: Spill) -> Beginnings:
        """Some sets (ascending) side by side in memory: their rarest words, and `more` after those."""
        sizes, owners = self.sizes[items], self.owners[items]
        reach = np.minimum(prefix_length(sizes.astype(np.int64)) + more, sizes)
        ends, folded = np.cumsum(reach), np.empty(len(items), np.uint64)
        flat = np.empty(ends[-1] if len(ends) else 0, np.int32)
        for some in blocks(len(items), _NEAR):
            words = slice(int(ends[some.start] - reach[some.start]), int(ends[some.stop - 1]))
            flat[words] = self.flat[spread(self.starts[items[some]], reach[some])]
            folded[some] = self.folded[items[some]]
            spill.let_go()
        return Beginnings(self, items, flat, ends - reach, sizes, folded, owners)

    def words_of(self, item: int) -> set[int]:
        """The ranks of one set's words."""
        start = int(self.starts[item])
        return set(self.flat[start : start + int(self.sizes[item])].tolist())

    def signatures(self, items: Ints) -> NDArray[np.uint64]:
        """What `folded` is, in 256 bits: uint64[items, 4]."""
        sizes = self.sizes[items].astype(np.int64)
        bits = _bits(self.flat[spread(self.starts[items], sizes)])
        found = np.zeros((len(items), 4), dtype=np.uint64)
        at = np.repeat(np.arange(len(items)), sizes) * 4 + (bits >> 6)
        np.bitwise_xor.at(found.reshape(-1), at, _one(bits))
        return found


@dataclass(frozen=True)
class Beginnings:
    """Some sets, `items` of `whole`, with the columns it has for them; `flat` holds their first words only."""

    whole: RankedSets
    items: Ints
    flat: NDArray[np.int32]
    starts: Ints
    sizes: NDArray[np.int32]
    folded: NDArray[np.uint64]
    owners: NDArray[np.int32]


def prefix_length(sizes: Ints) -> Ints:
    """s - ceil(0.8 s) + 1: two similar sets share one of so many rarest words."""
    return sizes - (4 * sizes + 4) // 5 + 1


def spread(starts: Ints, counts: Ints) -> Ints:
    """starts[0], starts[0] + 1, ... counts[0] of them, then those of the next."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)


def ranked(
    flat: NDArray[np.int32], sizes: NDArray[np.int32], owners: Ints, smallest: int, spill: Spill
) -> Generator[float, None, RankedSets]:
    """The sets of at least `smallest` words among `owners` (ascending) by size, words renumbered by rarity.

    flat, sizes: as `join_similar` takes them. Yields 0.0 as a sign of life.
    """
    rank = yield from _ranks(flat)
    wanted = np.zeros(len(sizes), dtype=np.bool_)
    for some in blocks(len(owners)):
        wanted[owners[some]] = sizes[owners[some]] >= smallest
        yield 0.0
    counts = np.zeros(1 + int(sizes.max(initial=0)), dtype=np.int64)
    for some in blocks(len(sizes), _BLOCK):
        counts += np.bincount(sizes[some][wanted[some]], minlength=len(counts))
        yield 0.0
    found = _empty(counts, len(rank), spill)
    yield from _file(found, flat, sizes, wanted, rank, counts)
    return found


def _ranks(flat: NDArray[np.int32]) -> Generator[float, None, NDArray[np.int32]]:
    """Of each word: how many are rarer; among words as rare, lower ones are."""
    uses = np.zeros(0, dtype=np.int64)
    for some in blocks(len(flat), 1 << 20):
        here = np.bincount(flat[some], minlength=len(uses))
        here[: len(uses)] += uses
        uses = here
        yield 0.0
    words = len(uses)
    rank = np.empty(words, dtype=np.int32)
    rank[np.argsort(uses, kind="stable")] = np.arange(words)
    return rank


def _empty(counts: Ints, words: int, spill: Spill) -> RankedSets:
    """Room for `counts`[s] sets of each size s."""
    m, size = int(counts.sum()), np.arange(len(counts))
    return RankedSets(
        spill.zeros(int((counts * size).sum()), np.int32),
        spill.zeros(m, np.int64),
        spill.zeros(m, np.int32),
        spill.zeros(m, np.uint64),
        spill.zeros(m, np.int32),
        words,
    )


def _file(
    found: RankedSets, flat: NDArray[np.int32], sizes: NDArray[np.int32], wanted: NDArray[np.bool_],
    rank: NDArray[np.int32], counts: Ints,
) -> Generator[float, None, None]:  # fmt: skip
    """Lay each wanted set behind those of its size: a few places are written in, whatever the table's length."""
    size, end = np.arange(len(counts)), 0
    item = np.cumsum(counts) - counts  # the next of each size, and where its words begin
    place = np.cumsum(counts * size) - counts * size
    for some in blocks(len(sizes), _BLOCK):
        begin, end = end, end + int(sizes[some].sum())
        stay = wanted[some]
        ours = sizes[some][stay].astype(np.int64)
        words, folded = _in_order(flat[begin:end][np.repeat(stay, sizes[some])], ours, rank)
        order, (kinds, n) = np.argsort(ours, kind="stable"), np.unique(ours, return_counts=True)
        to, by_size = spread(item[kinds], n), ours[order]
        start = np.repeat(place[kinds], n) + spread(np.zeros_like(n), n) * by_size
        found.flat[spread(start, by_size)] = words[spread((np.cumsum(ours) - ours)[order], by_size)]
        found.starts[to], found.sizes[to], found.folded[to] = start, by_size, folded[order]
        found.owners[to] = (np.flatnonzero(stay) + some.start)[order]
        item[kinds] += n
        place[kinds] += n * kinds
        yield 0.0


def _in_order(
    words: NDArray[np.int32], sizes: Ints, rank: NDArray[np.int32]
) -> tuple[Ints, NDArray[np.uint64]]:
    """The words of some sets by rank within each, and what `folded` is of each."""
    row = np.repeat(np.arange(len(sizes)), sizes)
    ranks = np.sort(row * len(rank) + rank[words]) - row * len(rank)
    folded = np.zeros(len(sizes), np.uint64)
    np.bitwise_xor.at(folded, row, _one(_bits(ranks)))
    return ranks, folded


def _bits(words: NDArray[np.integer]) -> Ints:
    """The bit, 0 to 255, that stands for a word."""
    found: Ints = words.astype(np.int64) * 0x9E3779B1 >> 7 & 255
    return found


def _one(bits: Ints) -> NDArray[np.uint64]:
    return np.uint64(1) << (bits & 63).astype(np.uint64)
