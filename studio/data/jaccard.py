"""All pairs of sets with Jaccard similarity >= 0.8, exactly and in near-linear time.

Words are ranked rarest first. Two sets that similar share a word among the rarest few of each
("prefix filtering", Chaudhuri et al. 2006; Bayardo et al. 2007), so only sets that meet in one of
those words are compared. Words in which too many sets meet are refined by the next shared word
("adaptive prefixes", Wang et al. 2012). A 64-bit signature, read in the order of the comparing,
discards nearly every remaining pair; one of 256 bits most of the others, before the sets themselves
are looked at.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.spill import Spill, blocks
from studio.data.ranked_sets import Beginnings, RankedSets, prefix_length, ranked, spread
from studio.data.union import Components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_CROWD = 64  # sets that may meet in one key before it is refined
_DEPTH = 4  # shared words a key may name; sets of 4 words or more share at least 4
_SMALLEST = 4  # smaller sets are this similar only when equal (3 of 4 is 0.75)


_CHUNK = 100_000  # entries compared between two signs of life
_BLOCK = 20_000  # sets looked through at once
_BAND = 200_000  # entries sorted at once: what comparing takes besides doesn't grow with the table


@dataclass(frozen=True)
class _Entries:
    """Set `item` is filed under `key`, whose last word stands at `place` of the set's ranking."""

    key: Ints
    item: Ints
    place: Ints

    def take(self, at: Ints | NDArray[np.bool_] | slice) -> _Entries:
        return _Entries(self.key[at], self.item[at], self.place[at])


def join_similar(
    flat: NDArray[np.int32],
    sizes: NDArray[np.int32],
    owners: Ints,
    groups: Components,
    spill: Spill | None = None,
) -> Iterator[float]:
    """Join items of `groups` whose sets of words are similar; yields the share done.

    flat: the word ids of n sets, one set after the other; sizes:
    int32[n], how many each has; owners: the different sets among them, ascending.
    """
    if len(owners) < 2:
        return
    yield 0.0
    sets = yield from ranked(flat, sizes, owners, _SMALLEST, spill or Spill())
    yield from _join(sets, groups, spill or Spill())


def _join(sets: RankedSets, groups: Components, spill: Spill) -> Iterator[float]:
    """Words band by band: the sets that meet in a band's words are all compared in it."""
    meet = np.zeros(sets.words, dtype=np.int64)
    for some in blocks(len(sets), _BLOCK):
        np.add.at(meet, sets.prefixes(some)[2], 1)
        yield 0.0
    meet[meet < 2] = 0  # a word that one set alone has among its rarest
    before = np.cumsum(meet) - meet
    band = before // _BAND  # of each word; one that many sets meet in makes its band as large
    ends = np.cumsum(np.bincount(band, weights=meet).astype(np.int64)) if sets.words else meet
    filed = yield from _filed(sets, meet, band, ends, spill)
    for begin, end in zip([0, *ends[:-1].tolist()], ends.tolist(), strict=True):
        word, item, place = (np.array(column[begin:end], dtype=np.int64) for column in filed)
        new = np.diff(item, prepend=-1) != 0  # a set may meet others in several of the words
        near = sets.beginnings(item[new], _DEPTH - 1, spill)
        for _ in _join_band(_Entries(word, np.cumsum(new) - 1, place), near, groups):
            yield begin / int(ends[-1])


def _filed(
    sets: RankedSets, meet: Ints, band: Ints, ends: Ints, spill: Spill
) -> Generator[float, None, tuple[NDArray[np.int32], ...]]:
    """(word, item, place) of every entry, int32: those of a band together, in the order of the sets."""
    total = int(ends[-1]) if len(ends) else 0
    filed = tuple(spill.zeros(total, np.int32) for _ in range(3))
    free = np.append(0, ends[:-1])
    for some in blocks(len(sets), _BLOCK):
        item, place, word = sets.prefixes(some)
        kept = meet[word] > 0
        item, place, word = item[kept], place[kept], word[kept]
        order = np.argsort(band[word], kind="stable")
        bands, n = np.unique(band[word], return_counts=True)
        at = spread(free[bands], n)
        for column, values in zip(filed, (word, item, place), strict=True):
            column[at] = values[order]
        free[bands] += n
        yield 0.0
    return filed


def _join_band(entries: _Entries, sets: Beginnings, groups: Components) -> Iterator[None]:
    for depth in range(1, _DEPTH + 1):
        if not len(entries.key):
            return
        entries, crowds = _by_key(entries)
        refine = crowds > _CROWD if depth < _DEPTH else np.zeros(len(crowds), dtype=bool)
        yield
        yield from _compare(entries.take(~refine), sets, groups)
        entries = _refined(entries.take(refine), sets, depth)


def _by_key(entries: _Entries) -> tuple[_Entries, Ints]:
    """Entries by key, keys numbered, and how many meet in each entry's key.

    The sort is stable: within a key entries stay in the order of the sets, which is by size.
    """
    entries = entries.take(np.argsort(entries.key, kind="stable"))
    new = np.diff(entries.key, prepend=-1) != 0
    key = np.cumsum(new) - 1
    return _Entries(key, entries.item, entries.place), np.bincount(key)[key]


def _refined(entries: _Entries, sets: Beginnings, depth: int) -> _Entries:
    """Each entry under every key that adds one later word of its set's longer prefix."""
    sizes = sets.sizes[entries.item].astype(np.int64)
    reach = np.minimum(prefix_length(sizes) + depth, sizes)
    ahead = np.maximum(reach - entries.place - 1, 0)
    source = np.repeat(np.arange(len(ahead)), ahead)
    item, place = entries.item[source], spread(entries.place + 1, ahead)
    key = entries.key[source] * sets.whole.words + sets.flat[sets.starts[item] + place]
    return _Entries(key, item, place)


def _compare(entries: _Entries, sets: Beginnings, groups: Components) -> Iterator[None]:
    """Compare all entries that share a key, some keys at a time."""
    begin, total = 0, len(entries.key)
    while begin < total:
        last = entries.key[min(begin + _CHUNK, total) - 1]
        end = int(np.searchsorted(entries.key, last, side="right"))
        yield from _compare_some(entries.take(slice(begin, end)), sets, groups)
        begin = end


def _compare_some(entries: _Entries, sets: Beginnings, groups: Components) -> Iterator[None]:
    """Compare each entry with the next one, the next but one, and so on.

    An entry retires when its key ends or the partner is too large (sizes grow within a key).
    """
    key, item, total, lag = entries.key, entries.item, len(entries.key), 0
    sizes, folded = (
        sets.sizes[item].astype(np.int64),
        sets.folded[item],
    )  # side by side: no jumps in memory below
    active = np.arange(total)
    roots = groups.roots(sets.owners[item].astype(np.int64))
    while len(active):
        lag += 1
        active = active[active + lag < total]
        beside = active + lag
        near = (key[active] == key[beside]) & (5 * sizes[active] >= 4 * sizes[beside])
        active, beside = active[near], beside[near]
        differing = np.bitwise_count(folded[active] ^ folded[beside]).astype(np.int64)
        maybe = 9 * differing <= sizes[active] + sizes[beside]
        maybe &= roots[active] != roots[beside]
        if _join_pairs(item[active[maybe]], item[beside[maybe]], sets, groups):
            roots = groups.roots(roots)
        yield


def _join_pairs(ours: Ints, theirs: Ints, sets: Beginnings, groups: Components) -> bool:
    """Join the pairs that are similar. |A xor B| <= (|A| + |B|) / 9 is Jaccard >= 0.8."""
    whole, sums = sets.whole, sets.sizes[ours].astype(np.int64) + sets.sizes[theirs]
    differing = np.bitwise_count(whole.signatures(sets.items[ours]) ^ whole.signatures(sets.items[theirs])).sum(axis=1)  # fmt: skip
    likely = np.flatnonzero(9 * differing.astype(np.int64) <= sums)
    joined = False
    for at in likely.tolist():
        one, other = int(ours[at]), int(theirs[at])
        a, b = int(sets.owners[one]), int(sets.owners[other])
        if groups.find(a) != groups.find(b):
            shared = len(
                whole.words_of(int(sets.items[one])) & whole.words_of(int(sets.items[other]))
            )
            if 9 * shared >= 4 * int(sums[at]):  # shared / (sum - shared) >= 4 / 5
                joined = groups.join(a, b) or joined
    return joined
