"""All pairs of sets with Jaccard similarity >= 0.8, exactly and in near-linear time.

Words are ranked rarest first. Two sets that similar share a word among the rarest few of each
("prefix filtering", Chaudhuri et al. 2006; Bayardo et al. 2007), so only sets that meet in one of
those words are compared. Words in which too many sets meet are refined by the next shared word
("adaptive prefixes", Wang et al. 2012). A 256-bit signature discards nearly every remaining pair
before the sets themselves are looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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


@dataclass(frozen=True)
class _Sets:
    """m sets as ranked word ids. `flat`[starts[i] : starts[i] + sizes[i]], rarest word first."""

    flat: Ints
    starts: Ints
    sizes: Ints
    signatures: NDArray[np.uint64]
    members: Sequence[frozenset[int]]


@dataclass(frozen=True)
class _Entries:
    """Set `item` is filed under `key`, whose last word stands at `place` of the set's ranking."""

    key: Ints
    item: Ints
    place: Ints

    def take(self, at: Ints | NDArray[np.bool_]) -> _Entries:
        return _Entries(self.key[at], self.item[at], self.place[at])


def join_similar(
    members: Sequence[frozenset[int]], owners: Ints, words: int, groups: Components
) -> Iterator[float]:
    """Join owners[i] and owners[j] in `groups` for similar sets i, j; yields the share done.

    members: m distinct sets of ids < words; owners: int64[m], indices into `groups`.
    """
    sizes = np.fromiter(map(len, members), dtype=np.int64, count=len(members))
    large = np.flatnonzero(sizes >= _SMALLEST)
    large = large[np.argsort(sizes[large], kind="stable")]  # partners by size stand together
    if len(large) < 2:
        return
    sets = _ranked([members[i] for i in large.tolist()], sizes[large], words)
    yield 0.0
    yield from _join(sets, owners[large], words, groups)


def _ranked(members: Sequence[frozenset[int]], sizes: Ints, words: int) -> _Sets:
    """Words renumbered by rarity and sorted within each set; one 256-bit signature a set."""
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    ids = np.fromiter((w for s in members for w in s), dtype=np.int64, count=int(sizes.sum()))
    uses = np.bincount(ids, minlength=words)
    rank = np.empty(words, dtype=np.int64)
    rank[np.lexsort((np.arange(words), uses))] = np.arange(words)
    item = np.repeat(np.arange(len(sizes)), sizes)
    flat = np.sort(item * words + rank[ids]) - item * words
    signatures = np.zeros((len(sizes), 4), dtype=np.uint64)
    bits = flat * 0x9E3779B1 >> 7 & 255
    np.bitwise_xor.at(signatures, (item, bits >> 6), np.uint64(1) << (bits & 63).astype(np.uint64))
    return _Sets(flat, starts, sizes, signatures, members)


def _join(sets: _Sets, owners: Ints, words: int, groups: Components) -> Iterator[float]:
    prefix = sets.sizes - (4 * sets.sizes + 4) // 5 + 1  # s - ceil(0.8 s) + 1
    item = np.repeat(np.arange(len(sets.sizes)), prefix)
    place = np.arange(len(item)) - np.repeat(np.cumsum(prefix) - prefix, prefix)
    entries = _Entries(sets.flat[sets.starts[item] + place], item, place)
    for depth in range(1, _DEPTH + 1):
        entries, crowds = _sorted_by_key(entries)
        yield (depth - 1) / _DEPTH
        refine = crowds > _CROWD if depth < _DEPTH else np.zeros(len(crowds), dtype=bool)
        for share in _compare(entries.take(~refine), sets, owners, groups):
            yield (depth - 1 + share) / _DEPTH
        entries = _refined(entries.take(refine), sets, prefix + depth, words)
        if not len(entries.key):
            return


def _sorted_by_key(entries: _Entries) -> tuple[_Entries, Ints]:
    """Entries by key, then by set (sets are in size order), and how many meet in each one's key."""
    entries = entries.take(np.lexsort((entries.item, entries.key)))
    _, inverse, counts = np.unique(entries.key, return_inverse=True, return_counts=True)
    return _Entries(inverse, entries.item, entries.place), counts[inverse]


def _refined(entries: _Entries, sets: _Sets, reach: Ints, words: int) -> _Entries:
    """Each entry under every key that adds one later word of its set's longer prefix."""
    ahead = np.maximum(np.minimum(reach, sets.sizes)[entries.item] - entries.place - 1, 0)
    source = np.repeat(np.arange(len(ahead)), ahead)
    step = np.arange(len(source)) - np.repeat(np.cumsum(ahead) - ahead, ahead) + 1
    item, place = entries.item[source], entries.place[source] + step
    key = entries.key[source] * words + sets.flat[sets.starts[item] + place]
    return _Entries(key, item, place)


def _compare(entries: _Entries, sets: _Sets, owners: Ints, groups: Components) -> Iterator[float]:
    """Compare all entries that share a key: with the next one, the next but one, and so on.

    An entry retires when its key ends or the partner is too large (sizes grow within a key).
    """
    total = len(entries.key)
    roots = groups.roots()[owners]
    active, lag = np.arange(total), 0
    while len(active):
        lag += 1
        active = active[active + lag < total]
        ours, theirs = entries.item[active], entries.item[active + lag]
        near = (entries.key[active] == entries.key[active + lag]) & (
            5 * sets.sizes[ours] >= 4 * sets.sizes[theirs]
        )
        active, ours, theirs = active[near], ours[near], theirs[near]
        apart = roots[ours] != roots[theirs]
        if _join_pairs(ours[apart], theirs[apart], sets, owners, groups):
            roots = groups.roots()[owners]
        yield 1 - len(active) / max(total, 1)


def _join_pairs(ours: Ints, theirs: Ints, sets: _Sets, owners: Ints, groups: Components) -> bool:
    """Join the pairs that are similar. |A xor B| <= (|A| + |B|) / 9 is Jaccard >= 0.8."""
    sums = sets.sizes[ours] + sets.sizes[theirs]
    differing = np.bitwise_count(sets.signatures[ours] ^ sets.signatures[theirs]).sum(axis=1)
    likely = np.flatnonzero(9 * differing.astype(np.int64) <= sums)
    joined = False
    for at in likely.tolist():
        one, other = int(ours[at]), int(theirs[at])
        a, b = int(owners[one]), int(owners[other])
        if groups.find(a) != groups.find(b):
            shared = len(sets.members[one] & sets.members[other])
            if 9 * shared >= 4 * int(sums[at]):  # shared / (sum - shared) >= 4 / 5
                joined = groups.join(a, b) or joined
    return joined
