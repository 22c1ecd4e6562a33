"""Rows with the same text, found by sorted hashes: 8 bytes a row, whatever the texts are."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.spill import Spill, blocks

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_PIECE = 4096
_AT_ONCE = 500_000  # hashes sorted between two signs of life


@dataclass(frozen=True)
class Repeated:
    """r rows whose text stands more than once, those of one text together, rows ascending in each.

    `begins` int64[g]: where each text's rows begin in `rows`.
    """

    rows: Ints
    begins: Ints

    @property
    def group(self) -> Ints:
        """Each row's text, int64[r]: 0 to g - 1."""
        sizes = np.diff(np.append(self.begins, len(self.rows)))
        return np.repeat(np.arange(len(self.begins)), sizes)


def hashes(texts: Sequence[str]) -> Ints:
    """64 bits a text. Python salts them anew in every process: no file can be made to collide."""
    return np.fromiter(map(hash, texts), dtype=np.int64, count=len(texts))


def shares(keys: NDArray[np.uint64], spill: Spill) -> Generator[tuple[Ints, NDArray[np.uint64]]]:
    """Some of the keys (uint64[n], spread evenly) at a time: (their indices, ascending; the keys). Equal keys come together.

    They are dealt by their first bits into as many stretches of one column, so that each is read in one place.
    """
    bits = max(0, (len(keys) - 1) // _AT_ONCE).bit_length()
    if not bits:
        yield np.arange(len(keys)), keys
        return
    counts = np.zeros((1 << bits) + 1, dtype=np.int64)
    for some in blocks(len(keys)):
        counts[1:] += np.bincount(_top(keys[some], bits), minlength=1 << bits)
        spill.let_go()
    ends = np.cumsum(counts)
    index, dealt, free = spill.zeros(len(keys), np.int64), spill.zeros(len(keys), np.uint64), ends[:-1].copy()  # fmt: skip
    for some in blocks(len(keys)):
        top = _top(keys[some], bits)
        order = np.argsort(top, kind="stable")
        n = np.bincount(top, minlength=1 << bits)
        place = np.arange(len(top)) + np.repeat(free - np.cumsum(n) + n, n)
        index[place], dealt[place] = order + some.start, keys[some][order]
        free += n
        spill.let_go()
    for begin, end in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True):
        yield np.array(index[begin:end]), np.array(dealt[begin:end])


def _top(keys: NDArray[np.uint64], bits: int) -> NDArray[np.uint16]:
    return (keys >> np.uint64(64 - bits)).astype(np.uint16)


def repeats(
    hashed: Ints, rows: Ints, text_at: Callable[[Ints], list[str]], stage: str, total: int, spill: Spill
) -> Generator[Event, None, Repeated]:  # fmt: skip
    """The rows whose text is another's too.

    hashed: int64[n], of the texts of `rows`, which ascend. Rows whose hashes agree are compared by
    128 bits of their texts (`text_at`), so nothing hangs on 64 bits being enough.
    """
    members, run, runs = [rows[:0]], [rows[:0]], 0
    for at, keys in shares(hashed.view(np.uint64), spill):
        inside = np.argsort(keys.view(np.int64), kind="stable")
        order, keys = at[inside], keys[inside]
        again = np.zeros(len(order), dtype=np.bool_)  # whether the one before has the same hash
        again[1:] = keys[1:] == keys[:-1]
        some = again | np.append(again[1:], False)[: len(order)]
        members.append(rows[order[some]])
        run.append(runs + np.cumsum(~again[some]))
        runs += int((~again[some]).sum())
        yield Progress(stage, total, total)
    return (yield from _same_texts(np.concatenate(members), np.concatenate(run), text_at, stage, total))  # fmt: skip


def _same_texts(
    members: Ints, run: Ints, text_at: Callable[[Ints], list[str]], stage: str, total: int
) -> Generator[Event, None, Repeated]:
    """Those of `members` whose texts agree, not only their hashes, which `run` numbers."""
    marks = yield from _digests(members, text_at, stage, total)
    by_text = np.lexsort((members, marks["high"], marks["low"], run))
    members, marks, run = members[by_text], marks[by_text], run[by_text]
    new = np.ones(len(members), dtype=np.bool_)
    new[1:] = (marks[1:] != marks[:-1]) | (run[1:] != run[:-1])
    begins = np.flatnonzero(new)
    sizes = np.diff(np.append(begins, len(members)))
    alone = np.repeat(sizes == 1, sizes)  # its hash was another's, its text is not
    return Repeated(members[~alone], np.flatnonzero(new[~alone]))


def _digests(
    rows: Ints, text_at: Callable[[Ints], list[str]], stage: str, total: int
) -> Generator[Event, None, NDArray[np.void]]:
    """128 bits of each row's text; the file is read in its order."""
    found = np.empty(len(rows), dtype=[("low", "<u8"), ("high", "<u8")])
    order = np.argsort(rows, kind="stable")
    for start in range(0, len(rows), _PIECE):
        at = order[start : start + _PIECE]
        texts = text_at(rows[at])
        packed = b"".join(
            hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
            for text in texts
        )
        found[at] = np.frombuffer(packed, dtype=found.dtype)
        yield Progress(stage, total, total)
    return found
