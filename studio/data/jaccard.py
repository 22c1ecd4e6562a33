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
_BLOCK = 20_000  # sets ranked or looked through at once
_BAND = (
    1_000_000  # entries sorted at once: what comparing takes besides doesn't grow with the table
)


@dataclass(frozen=True)
class _Sets:
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

    def prefixes(self, begin: int) -> tuple[Ints, Ints, Ints]:
        """(item, place, word) of the rarest words, in which similar sets meet, of a block of sets."""
        sizes = self.sizes[begin : begin + _BLOCK].astype(np.int64)
        reach = prefix_length(sizes)
        item = np.repeat(np.arange(begin, begin + len(sizes)), reach)
        place = _spread(np.zeros_like(reach), reach)
        return item, place, self.flat[self.starts[item] + place].astype(np.int64)

    def words_of(self, item: int) -> set[int]:
        start = int(self.starts[item])
        return set(self.flat[start : start + int(self.sizes[item])].tolist())

    def signatures(self, items: Ints) -> NDArray[np.uint64]:
        """What `folded` is, in 256 bits: uint64[items, 4]."""
        sizes = self.sizes[items].astype(np.int64)
        bits = _bits(self.flat[_spread(self.starts[items], sizes)])
        found = np.zeros((len(items), 4), dtype=np.uint64)
        at = np.repeat(np.arange(len(items)), sizes) * 4 + (bits >> 6)
        np.bitwise_xor.at(found.reshape(-1), at, _one(bits))
        return found


def prefix_length(sizes: Ints) -> Ints:
    """s - ceil(0.8 s) + 1: two similar sets share one of so many rarest words."""
    return sizes - (4 * sizes + 4) // 5 + 1


def _bits(words: NDArray[np.integer]) -> Ints:
    """The bit, 0 to 255, that stands for a word."""
    found: Ints = words.astype(np.int64) * 0x9E3779B1 >> 7 & 255
    return found


def _one(bits: Ints) -> NDArray[np.uint64]:
    return np.uint64(1) << (bits & 63).astype(np.uint64)


@dataclass(frozen=True)
class _Entries:
    """Set `item` is filed under `key`, whose last word stands at `place` of the set's ranking."""

    key: Ints
    item: Ints
    place: Ints

    def take(self, at: Ints | NDArray[np.bool_] | slice) -> _Entries:
        return _Entries(self.key[at], self.item[at], self.place[at])


def join_similar(
    flat: NDArray[np.int32], sizes: NDArray[np.int32], owners: Ints, groups: Components
) -> Iterator[float]:
    """Join items of `groups` whose sets of words are similar; yields the share done.

    flat: the word ids of n sets, one set after the other, which are put in order here; sizes:
    int32[n], how many each has; owners: the different sets among them, ascending.
    """
    large = owners[sizes[owners] >= _SMALLEST].astype(np.int32)
    if len(large) < 2:
        return
    large = large[np.argsort(sizes[large], kind="stable")]  # partners by size stand together
    yield 0.0
    sets = yield from _ranked(flat, sizes, large)
    yield from _join(sets, groups)


def _spread(starts: Ints, counts: Ints) -> Ints:
    """starts[0], starts[0] + 1, ... counts[0] of them, then those of the next."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0) + np.repeat(starts - ends + counts, counts)


def _ranked(
    flat: NDArray[np.int32], sizes: NDArray[np.int32], large: NDArray[np.int32]
) -> Generator[float, None, _Sets]:
    """Words renumbered by rarity and sorted within each set, in their place, some sets at a time."""
    places = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    blocks = range(0, len(sizes), _BLOCK)
    ends = [int(places[min(begin + _BLOCK, len(sizes))]) for begin in blocks]
    words = 1 + max(int(flat[places[begin] : end].max(initial=0)) for begin, end in zip(blocks, ends, strict=True))  # fmt: skip
    uses = np.zeros(words, dtype=np.int64)
    for begin, end in zip(blocks, ends, strict=True):
        np.add.at(uses, flat[places[begin] : end], 1)
        yield 0.0
    rank = np.empty(words, dtype=np.int32)
    rank[np.argsort(uses, kind="stable")] = np.arange(words)
    folded = np.zeros(len(sizes), dtype=np.uint64)
    for begin, end in zip(blocks, ends, strict=True):
        part = slice(int(places[begin]), end)
        item = np.repeat(np.arange(len(sizes[begin : begin + _BLOCK])), sizes[begin : begin + _BLOCK])  # fmt: skip
        ranked = np.sort(item * words + rank[flat[part]]) - item * words
        flat[part] = ranked
        np.bitwise_xor.at(folded[begin : begin + _BLOCK], item, _one(_bits(ranked)))
        yield 0.0
    return _Sets(flat, places[large], sizes[large], folded[large], large, words)


def _join(sets: _Sets, groups: Components) -> Iterator[float]:
    """Words band by band: the sets that meet in a band's words are all compared in it."""
    blocks = range(0, len(sets), _BLOCK)
    meet = np.zeros(sets.words, dtype=np.int64)
    for begin in blocks:
        np.add.at(meet, sets.prefixes(begin)[2], 1)
        yield 0.0
    total, low = np.cumsum(meet), 0
    while low < sets.words:
        before = int(total[low - 1]) if low else 0
        high = max(low + 1, int(np.searchsorted(total, before + _BAND, side="right")))
        parts = []
        for begin in blocks:
            item, place, word = sets.prefixes(begin)
            some = (word >= low) & (word < high) & (meet[word] > 1)
            parts.append((word[some], item[some], place[some]))
            yield before / int(total[-1])
        entries = _Entries(*(np.concatenate(column) for column in zip(*parts, strict=True)))
        for _ in _join_band(entries, sets, groups):
            yield before / int(total[-1])
        low = high


def _join_band(entries: _Entries, sets: _Sets, groups: Components) -> Iterator[None]:
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


def _refined(entries: _Entries, sets: _Sets, depth: int) -> _Entries:
    """Each entry under every key that adds one later word of its set's longer prefix."""
    sizes = sets.sizes[entries.item].astype(np.int64)
    reach = np.minimum(prefix_length(sizes) + depth, sizes)
    ahead = np.maximum(reach - entries.place - 1, 0)
    source = np.repeat(np.arange(len(ahead)), ahead)
    item, place = entries.item[source], _spread(entries.place + 1, ahead)
    key = entries.key[source] * sets.words + sets.flat[sets.starts[item] + place]
    return _Entries(key, item, place)


def _compare(entries: _Entries, sets: _Sets, groups: Components) -> Iterator[None]:
    """Compare all entries that share a key, some keys at a time."""
    begin, total = 0, len(entries.key)
    while begin < total:
        last = entries.key[min(begin + _CHUNK, total) - 1]
        end = int(np.searchsorted(entries.key, last, side="right"))
        yield from _compare_some(entries.take(slice(begin, end)), sets, groups)
        begin = end


def _compare_some(entries: _Entries, sets: _Sets, groups: Components) -> Iterator[None]:
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


def _join_pairs(ours: Ints, theirs: Ints, sets: _Sets, groups: Components) -> bool:
    """Join the pairs that are similar. |A xor B| <= (|A| + |B|) / 9 is Jaccard >= 0.8."""
    sums = sets.sizes[ours].astype(np.int64) + sets.sizes[theirs]
    differing = np.bitwise_count(sets.signatures(ours) ^ sets.signatures(theirs)).sum(axis=1)
    likely = np.flatnonzero(9 * differing.astype(np.int64) <= sums)
    joined = False
    for at in likely.tolist():
        one, other = int(ours[at]), int(theirs[at])
        a, b = int(sets.owners[one]), int(sets.owners[other])
        if groups.find(a) != groups.find(b):
            shared = len(sets.words_of(one) & sets.words_of(other))
            if 9 * shared >= 4 * int(sums[at]):  # shared / (sum - shared) >= 4 / 5
                joined = groups.join(a, b) or joined
    return joined
