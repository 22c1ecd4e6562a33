"""Columns of numbers that lie in files of a scratch folder once they are large: memory stays flat however many rows there are.

They are NumPy arrays over memory-mapped files without a name, so that nothing is left after a kill.
The disk's room is taken before they are written: a full disk is an OSError, never a bus error.
"""

from __future__ import annotations

import mmap
import os
import tempfile
import time
import weakref
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from studio.core.events import Event

if TYPE_CHECKING:
    from numpy.typing import DTypeLike, NDArray

    Ints = NDArray[np.int64]

T = TypeVar("T")
BLOCK = 1 << 16  # rows worked on at once
_SMALL = 1 << 20  # bytes that may as well be in memory
_KEPT = 48 << 20  # bytes of the files that may be in memory before they are given back
_SECONDS = 0.02  # ... or so long, where no one says how many they are
_ZEROS = bytes(1 << 20)


def blocks(n: int, rows: int = BLOCK) -> Iterator[slice]:
    """0 : rows, rows : 2 rows, ... n."""
    for at in range(0, n, rows):
        yield slice(at, min(at + rows, n))


class Spill:
    """Makes arrays, in files of `folder` when they are large; without a folder in memory."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._maps: weakref.WeakSet[Any] = weakref.WeakSet()
        self._last = self._after = 0.0

    def zeros(self, n: int, dtype: DTypeLike) -> NDArray[Any]:
        """n zeros, to be written over. Raises OSError when the disk has no room for them."""
        size = n * np.dtype(dtype).itemsize
        if self._folder is None or size <= _SMALL:
            return np.zeros(n, dtype)
        with tempfile.TemporaryFile(dir=self._folder) as file:
            _take_room(file.fileno(), size)
            return self._mapped(file.fileno(), size, dtype)

    def growing(self, dtype: DTypeLike) -> Growing:
        """A column whose length shows as it is written."""
        return Growing(self, self._folder, np.dtype(dtype))

    def made(self, n: int, dtype: DTypeLike, part: Callable[[slice], Any]) -> NDArray[Any]:
        """n numbers, block by block from what `part` says of a slice of them."""
        found = self.zeros(n, dtype)
        for some in blocks(n):
            found[some] = part(some)
            self.let_go()
        return found

    def taken(self, column: NDArray[Any], rows: NDArray[np.integer]) -> NDArray[Any]:
        """`column[rows]`."""
        return self.made(len(rows), column.dtype, lambda some: column[rows[some]])

    def where(self, mask: NDArray[np.bool_]) -> Ints:
        """Indices where `mask` holds, ascending: int64."""
        found, at = self.zeros(int(np.count_nonzero(mask)), np.int64), 0
        for some in blocks(len(mask)):
            inside = np.flatnonzero(mask[some]) + some.start
            found[at : at + len(inside)] = inside
            at += len(inside)
            self.let_go()
        return found

    def eased(self, steps: Generator[Event, None, T]) -> Generator[Event, None, T]:
        """`steps`, with `let_go` at each of its events."""
        try:
            while True:
                try:
                    event = next(steps)
                except StopIteration as stop:
                    result: T = stop.value
                    return result
                self.let_go()
                yield event
        finally:
            steps.close()

    def let_go(self) -> None:
        """Give pages back to the system when they are many; they are read again when asked for."""
        if not self._maps or not hasattr(mmap, "MADV_DONTNEED"):
            return
        held = _mapped_bytes()
        if held - self._after > _KEPT if held else time.monotonic() - self._last > _SECONDS:
            for mapped in list(self._maps):
                mapped.madvise(mmap.MADV_DONTNEED)  # shared with the file: nothing is lost
            self._last, self._after = time.monotonic(), _mapped_bytes()

    def _mapped(self, number: int, size: int, dtype: DTypeLike) -> NDArray[Any]:
        mapped = mmap.mmap(number, size)
        self._maps.add(mapped)
        return np.frombuffer(mapped, dtype=dtype)


class Growing:
    """A column written piece by piece: in memory while it is small, then in a file."""

    def __init__(self, spill: Spill, folder: Path | None, dtype: np.dtype[Any]) -> None:
        self._spill, self._folder, self._dtype = spill, folder, dtype
        self._file: Any = None
        self._pieces: list[NDArray[Any]] = []
        self._held = self._size = 0

    def add(self, piece: NDArray[Any]) -> None:
        """These numbers behind the others. Raises OSError on a full disk."""
        piece = np.ascontiguousarray(piece, self._dtype)
        self._pieces.append(piece)
        self._held += piece.nbytes
        if self._folder is not None and self._held > _SMALL:
            self._flush()

    def done(self) -> NDArray[Any]:
        """All of them, an array that can be written; nothing can be added then."""
        if self._file is None:
            whole = np.concatenate([np.zeros(0, self._dtype), *self._pieces])
            self._pieces = [whole[:0]]
            return whole
        with self._file:
            self._flush()
            self._file.flush()
            return self._spill._mapped(self._file.fileno(), self._size, self._dtype)

    def _flush(self) -> None:
        if self._file is None:
            self._file = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115 - `done` closes it
        for piece in self._pieces:
            self._file.write(piece.data)
        self._pieces.clear()
        self._size, self._held = self._size + self._held, 0


def _take_room(number: int, size: int) -> None:
    if hasattr(os, "posix_fallocate"):
        os.posix_fallocate(number, 0, size)
        return
    for at in range(0, size, len(_ZEROS)):
        os.write(number, _ZEROS[: size - at])


def _mapped_bytes() -> int:
    """Bytes of files in this process's memory, 0 where the system doesn't say."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[2]) * mmap.PAGESIZE
    except OSError:
        return 0
