"""Groups of texts so alike that they must not be parted between training and the exam.

Two texts are near-duplicates when their first 8 normalised words are the same, or when the sets
of their words have a Jaccard similarity of 0.8 or more; groups are the connected components.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.spill import Spill
from studio.data.jaccard import join_similar
from studio.data.repeated import shares
from studio.data.union import Components
from studio.data.word_sets import WordSets, normalised_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Half = NDArray[np.uint64]

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


def grouping(texts: Sequence[str], spill: Spill | None = None) -> Generator[Event, None, Ints]:
    """`near_duplicate_groups` with its progress: half for the words, half for comparing sets.

    Takes some 100 bytes a text and 12 a word, of which all but 6 a text are the spill's; the texts
    are gone through once, in order.
    """
    n, spill = len(texts), spill or Spill()
    groups, sets = Components(n), WordSets(n, spill)
    for at in range(0, n, _STRIDE):
        sets.add(at, texts[at : at + _STRIDE])
        yield Progress(STAGE, at // 2, n)
    half = Progress(STAGE, n // 2, n)
    yield from _join_equal(*sets.take_starts(), groups, half, spill)
    owners = yield from _join_equal(*sets.take_sets(), groups, half, spill)
    for share in join_similar(sets.take_flat(), sets.sizes, owners, groups, spill):
        yield Progress(STAGE, n // 2 + int(share * (n - n // 2)), n)
    yield Progress(STAGE, n, n)
    return groups.numbered(spill)


def _join_equal(
    keys: Half, rest: Half, groups: Components, done: Progress, spill: Spill
) -> Generator[Event, None, Ints]:
    """Join the items whose keys, `keys` and `rest` (uint64[n] each), agree; the first item of each key, ascending."""
    first = np.ones(len(keys), dtype=np.bool_)
    for at, ours in shares(keys, spill):
        inside = np.argsort(ours, kind="stable")
        order, ours = at[inside], ours[inside]
        same = ours[1:] == ours[:-1]
        some = (np.append(same, False) | np.append(False, same))[: len(order)]
        order, ours = order[some], ours[some]  # the others are alone
        theirs = rest[order]
        same = ours[1:] == ours[:-1]
        if bool((same & (theirs[1:] != theirs[:-1])).any()):  # 64 bits were not enough
            by = np.lexsort((theirs, ours))
            order, ours, theirs = order[by], ours[by], theirs[by]
            same = ours[1:] == ours[:-1]
        same &= theirs[1:] == theirs[:-1]
        for one, other in zip(order[:-1][same].tolist(), order[1:][same].tolist(), strict=True):
            groups.join(one, other)
        first[order[1:][same]] = False
        yield done
    return spill.where(first)
