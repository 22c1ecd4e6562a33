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

from studio.data.union import Components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_CROWD = 64  # sets that may meet in one key before it is refined
_DEPTH = 4  # shared words a key may name; sets of 4 words or more share at least 4
_SMALLEST = 4  # smaller sets are this similar only when equal (3 of 4 is 0.75)


_CHUNK = 100_000  # entries compared between two signs of life
_BLOCK = 20_000  # sets ranked at once


@dataclass(frozen=True)
class _Sets:
    """m sets as ranked word ids: `flat`[`starts`[i] : `starts`[i] + `sizes`[i]], rarest first.

    `signatures` uint64[m, 4]: the xor of one bit a word, so that two sets' signatures differ in
    at most as many bits as the sets differ in words; `folded` uint64[m] is the same in 64 bits.
    `owners`: indices into the components.
    """

    flat: NDArray[np.int32]
    starts: Ints
    sizes: Ints
    signatures: NDArray[np.uint64]
    folded: NDArray[np.uint64]
    owners: Ints

    def words(self, item: int) -> set[int]:
        start = int(self.starts[item])
        return set(self.flat[start : start + int(self.sizes[item])].tolist())


@dataclass(frozen=True)
class _Entries:
    """Set `item` is filed under `key`, whose last word stands at `place` of the set's ranking."""

    key: Ints
    item: Ints
    place: Ints

    def take(self, at: Ints | NDArray[np.bool_] | slice) -> _Entries:
        return _Entries(self.key[at], self.item[at], self.place[at])


def join_similar(
    flat: NDArray[np.intc], sizes: Ints, owners: Ints, groups: Components
) -> Iterator[float]:
    """Join owners[i] and owners[j] in `groups` for similar sets i, j; yields the share done.

    The m sets are distinct: `flat` holds their word ids one set after the other, `sizes` int64[m]
    how many each has; owners: int64[m], indices into `groups`.
    """
    large = np.flatnonzero(sizes >= _SMALLEST)
    if len(large) < 2:
        return
    large = large[np.argsort(sizes[large], kind="stable")]  # partners by size stand together
    starts = np.cumsum(sizes) - sizes
    yield 0.0
    sets = yield from _ranked(flat, starts[large], sizes[large], owners[large])
    yield from _join(sets, groups)


def _spread(starts: Ints, counts: Ints) -> Ints:
    """starts[0], starts[0] + 1, ... counts[0] of them, then those of the next."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)


def _ranked(ids: NDArray[np.intc], starts: Ints, sizes: Ints, owners: Ints) -> Generator[float, None, _Sets]:  # fmt: skip
    """Words renumbered by rarity and sorted within each set, with the sets' signatures.

    Some sets at a time: what that takes besides doesn't grow with the table.
    """
    uses = np.bincount(ids)
    rank = np.empty(len(uses), dtype=np.int64)
    rank[np.argsort(uses, kind="stable")] = np.arange(len(uses))
    m, places = len(sizes), np.concatenate(([0], np.cumsum(sizes)))
    flat = np.empty(places[-1], dtype=np.int32)
    signatures = np.zeros((m, 4), dtype=np.uint64)
    for begin in range(0, m, _BLOCK):
        part = slice(begin, min(begin + _BLOCK, m))
        item = np.repeat(np.arange(part.stop - begin), sizes[part])
        ranked = rank[ids[_spread(starts[part], sizes[part])]]
        ranked = np.sort(item * len(uses) + ranked) - item * len(uses)
        flat[places[begin] : places[part.stop]] = ranked
        bits = ranked * 0x9E3779B1 >> 7 & 255
        one = np.uint64(1) << (bits & 63).astype(np.uint64)
        np.bitwise_xor.at(signatures[part].reshape(-1), item * 4 + (bits >> 6), one)
        yield 0.0
    folded = np.bitwise_xor.reduce(signatures, axis=1)
    return _Sets(flat, places[:-1], sizes, signatures, folded, owners)


def _join(sets: _Sets, groups: Components) -> Iterator[float]:
    prefix = sets.sizes - (4 * sets.sizes + 4) // 5 + 1  # s - ceil(0.8 s) + 1
    item = np.repeat(np.arange(len(sets.sizes)), prefix)
    place = _spread(np.zeros_like(prefix), prefix)
    entries = _Entries(sets.flat[sets.starts[item] + place].astype(np.int64), item, place)
    for depth in range(1, _DEPTH + 1):
        yield (depth - 1) / _DEPTH
        entries, crowds = _by_key(entries)
        refine = crowds > _CROWD if depth < _DEPTH else np.zeros(len(crowds), dtype=bool)
        for share in _compare(entries.take(~refine), sets, groups):
            yield (depth - 1 + share) / _DEPTH
        entries = _refined(entries.take(refine), sets, prefix + depth)
        if not len(entries.key):
            return


def _by_key(entries: _Entries) -> tuple[_Entries, Ints]:
    """Entries by key, keys numbered, and how many meet in each entry's key.

    The sort is stable: within a key entries stay in the order of the sets, which is by size.
    """
    entries = entries.take(np.argsort(entries.key, kind="stable"))
    new = np.diff(entries.key, prepend=-1) != 0
    key = np.cumsum(new) - 1
    return _Entries(key, entries.item, entries.place), np.bincount(key)[key]


def _refined(entries: _Entries, sets: _Sets, reach: Ints) -> _Entries:
    """Each entry under every key that adds one later word of its set's longer prefix."""
    ahead = np.maximum(np.minimum(reach, sets.sizes)[entries.item] - entries.place - 1, 0)
    source = np.repeat(np.arange(len(ahead)), ahead)
    item, place = entries.item[source], _spread(entries.place + 1, ahead)
    words = int(sets.flat.max()) + 1
    return _Entries(entries.key[source] * words + sets.flat[sets.starts[item] + place], item, place)


def _compare(entries: _Entries, sets: _Sets, groups: Components) -> Iterator[float]:
    """Compare all entries that share a key, some keys at a time."""
    begin, total = 0, len(entries.key)
    while begin < total:
        last = entries.key[min(begin + _CHUNK, total) - 1]
        end = int(np.searchsorted(entries.key, last, side="right"))
        for _ in _compare_some(entries.take(slice(begin, end)), sets, groups):
            yield begin / total
        begin = end
    yield 1.0


def _compare_some(entries: _Entries, sets: _Sets, groups: Components) -> Iterator[None]:
    """Compare each entry with the next one, the next but one, and so on.

    An entry retires when its key ends or the partner is too large (sizes grow within a key).
    """
    key, item, total, lag = entries.key, entries.item, len(entries.key), 0
    sizes, folded = sets.sizes[item], sets.folded[item]  # side by side: no jumps in memory below
    active = np.arange(total)
    roots = groups.roots(sets.owners[item])
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


def _join_pairs(ours: Ints, theirs: Ints, sets: _Sets, groups: Components) -> bool:
    """Join the pairs that are similar. |A xor B| <= (|A| + |B|) / 9 is Jaccard >= 0.8."""
    sums = sets.sizes[ours] + sets.sizes[theirs]
    differing = np.bitwise_count(sets.signatures[ours] ^ sets.signatures[theirs]).sum(axis=1)
    likely = np.flatnonzero(9 * differing.astype(np.int64) <= sums)
    joined = False
    for at in likely.tolist():
        one, other = int(ours[at]), int(theirs[at])
        a, b = int(sets.owners[one]), int(sets.owners[other])
        if groups.find(a) != groups.find(b):
            shared = len(sets.words(one) & sets.words(other))
            if 9 * shared >= 4 * int(sums[at]):  # shared / (sum - shared) >= 4 / 5
                joined = groups.join(a, b) or joined
    return joined
