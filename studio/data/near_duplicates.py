"""Groups of texts so alike that they must not be parted between training and the exam.

Two texts are near-duplicates when their first 8 normalised words are the same, or when the sets
of their words have a Jaccard similarity of 0.8 or more; groups are the connected components.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.data.jaccard import join_similar
from studio.data.repeated import shares
from studio.data.union import Components
from studio.data.word_sets import WordSets, normalised_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Keys = NDArray[np.uint64]

__all__ = ["grouping", "near_duplicate_groups", "normalised_words"]
STAGE = "near-duplicates"
_STRIDE = 4096


def near_duplicate_groups(texts: Sequence[str]) -> Ints:
    """Group ids int64[n], numbered by first appearance."""
    steps = grouping(texts)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: Ints = stop.value
            return result


def grouping(texts: Sequence[str]) -> Generator[Event, None, Ints]:
    """`near_duplicate_groups` with its progress: half for the words, half for comparing sets.

    Takes some 50 bytes a text and 4 a word; the texts are gone through once, in order.
    """
    n = len(texts)
    groups, sets = Components(n), WordSets(n)
    for at in range(0, n, _STRIDE):
        sets.add(at, texts[at : at + _STRIDE])
        yield Progress(STAGE, at // 2, n)
    yield from _join_equal(sets.take_starts(), groups, Progress(STAGE, n // 2, n))
    owners = yield from _join_equal(sets.take_sets(), groups, Progress(STAGE, n // 2, n))
    for share in join_similar(sets.flat, sets.sizes, owners, groups):
        yield Progress(STAGE, n // 2 + int(share * (n - n // 2)), n)
    yield Progress(STAGE, n, n)
    return groups.numbered()


def _join_equal(keys: Keys, groups: Components, done: Progress) -> Generator[Event, None, Ints]:
    """Join the items whose keys (uint64[2, n]) agree; the first item of each key, ascending."""
    first = np.ones(keys.shape[1], dtype=np.bool_)
    for at in shares(keys[0]):
        order = at[np.argsort(keys[0][at], kind="stable")]
        same, equal = _beside(keys, order)
        if bool((same & ~equal).any()):  # 64 bits were not enough
            order = at[np.lexsort((keys[1][at], keys[0][at]))]
            same, equal = _beside(keys, order)
        same &= equal
        for one, other in zip(order[:-1][same].tolist(), order[1:][same].tolist(), strict=True):
            groups.join(one, other)
        first[order[1:][same]] = False
        yield done
    return np.flatnonzero(first)


def _beside(keys: Keys, order: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether each and the one before it agree in the first half, and in the second."""
    ours, before = order[1:], order[:-1]
    return keys[0][ours] == keys[0][before], keys[1][ours] == keys[1][before]
