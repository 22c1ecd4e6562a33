"""Numbers for words: 16 bytes or so a word, not the word, so that a million names and ids fit."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ids = NDArray[np.int32]
    Keys = NDArray[np.uint64]
    Slots = NDArray[np.int64]

_FULL = 0.6  # of the slots; then there are twice as many


class Vocabulary:
    """Words are 0, 1, 2, ... in the order of their first call.

    A word is known by 96 bits: Python's hash, salted anew in every process, and its CRC-32.
    """

    def __init__(self, slots: int = 1 << 16) -> None:
        self._make(slots)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def ids(self, words: Sequence[str]) -> Ids:
        """int32[n]: the numbers of n different words, new ones where a word is new."""
        n = len(words)
        keys = np.fromiter(map(hash, words), dtype=np.int64, count=n).view(np.uint64)
        keys = np.where(keys == 0, np.uint64(1), keys)  # 0 marks an empty slot
        checks = np.fromiter((zlib.crc32(w.encode("utf-8", "surrogatepass")) for w in words), dtype=np.uint32, count=n)  # fmt: skip
        while self._size + n > _FULL * len(self._keys):
            self._grow()
        slots = self._slots(keys, checks)
        new = slots[self._ids[slots] < 0]
        _, first = np.unique(new, return_index=True)
        self._ids[new[np.sort(first)]] = np.arange(self._size, self._size + len(first))
        self._size += len(first)
        return self._ids[slots]

    def _make(self, slots: int) -> None:
        self._keys = np.zeros(slots, dtype=np.uint64)
        self._checks = np.zeros(slots, dtype=np.uint32)
        self._ids = np.full(slots, -1, dtype=np.int32)

    def _grow(self) -> None:
        keys, checks, ids = self._keys, self._checks, self._ids
        self._make(2 * len(keys))
        for begin in range(0, len(keys), 1 << 20):
            part = slice(begin, begin + (1 << 20))
            used = keys[part] != 0
            self._ids[self._slots(keys[part][used], checks[part][used])] = ids[part][used]

    def _slots(self, keys: Keys, checks: NDArray[np.uint32]) -> Slots:
        """Where each word lies; a new one is laid into the next empty slot."""
        last = len(self._keys) - 1
        slots = (keys & np.uint64(last)).astype(np.int64)
        left = np.arange(len(keys))
        while len(left):
            at = slots[left]
            empty = self._keys[at] == 0
            self._checks[at[empty]] = checks[left[empty]]
            self._keys[at[empty]] = keys[
                left[empty]
            ]  # of several that want one slot, the last has it
            there = (self._keys[at] == keys[left]) & (self._checks[at] == checks[left])
            left = left[~there]
            slots[left] = (slots[left] + 1) & last
        return slots
