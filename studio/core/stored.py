"""Columns of text as Arrow record batches, in a file or in memory, read one batch at a time.

A file of texts that is larger than memory is gone through batch by batch; what a batch took is
given back to the system after it, so that memory stays flat however long the columns are.
"""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from studio.core.query import array_of

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_BATCH = 1 << 16
_PIECE = 4096  # rows of a column made into strings at once
_KEPT = 64 << 20  # bytes of a mapped file that may be in memory before they are given back


class Writer:
    """A table's cells on their way into batches, in a file at `place` or, without one, in memory."""

    def __init__(self, place: Path | None = None) -> None:
        self._place, self._ends = place, [0]
        self._sink: Any = None
        self._file: Any = None

    def open(self, names: Sequence[str]) -> None:
        """Begin; what was written before is gone."""
        import pyarrow as pa

        self.close()
        self._ends = [0]
        self._sink = pa.OSFile(str(self._place), "wb") if self._place else pa.BufferOutputStream()
        self._names = list(names)  # which may be any; those in the file are numbers
        self._schema = pa.schema([(f"{at}", pa.large_string()) for at in range(len(names))])
        self._file = pa.ipc.new_file(self._sink, self._schema)

    def write(self, columns: Sequence[pa.Array], rows: object = None) -> None:
        """Add one batch: an array of large strings for each column."""
        import pyarrow as pa

        if len(columns[0]):
            self._file.write_batch(pa.RecordBatch.from_arrays(list(columns), schema=self._schema))
            self._ends.append(self._ends[-1] + len(columns[0]))

    def close(self) -> None:
        """Let go of the file; a file at `place` is for its owner to delete."""
        if self._file is not None:
            self._file.close()
            self._file = None
            if self._place:
                self._sink.close()

    def done(self) -> Stored:
        """What was written."""
        self.close()
        data = None if self._place else self._sink.getvalue()
        return Stored(self._place, data, self._names, np.array(self._ends, dtype=np.int64))


class Stored:
    """n rows of text columns in batches; `ends` int64[batches + 1], from 0 to n."""

    def __init__(self, place: Path | None, data: Any, names: list[str], ends: Ints) -> None:
        import pyarrow as pa

        self._map: mmap.mmap | None = None
        if place:
            with open(place, "rb") as file:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            data = pa.py_buffer(self._map)
        self._reader = pa.ipc.open_file(pa.BufferReader(data))
        self.names, self.ends, self._read = names, ends, 0

    def __len__(self) -> int:
        return int(self.ends[-1])

    @property
    def columns(self) -> dict[str, Texts]:
        """Every column, by name, in order."""
        return {name: Texts(self, at) for at, name in enumerate(self.names)}

    def batch(self, at: int, column: int) -> pa.Array:
        """A column of one batch."""
        found = self._reader.get_batch(at).column(column)
        self._read += found.nbytes
        if self._map is not None and self._read > _KEPT:
            self._read = 0
            if hasattr(mmap, "MADV_DONTNEED"):  # what is still used is read again
                self._map.madvise(mmap.MADV_DONTNEED)
        return found


class Texts(Sequence[str]):
    """One column, or the rows of it that `take` named: strings are made when asked for."""

    def __init__(self, stored: Stored, column: int, rows: Ints | None = None) -> None:
        self._stored, self._column, self._rows = stored, column, rows
        self._last: tuple[int, Any] = (-1, None)

    def __len__(self) -> int:
        return len(self._stored) if self._rows is None else len(self._rows)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            found: list[str] = self.array(np.arange(*at.indices(len(self)))).to_pylist()
            return found
        row = range(len(self))[at]  # refuses what isn't there
        row = row if self._rows is None else int(self._rows[row])
        batch = int(np.searchsorted(self._stored.ends, row, side="right")) - 1
        if self._last[0] != batch:
            self._last = (batch, self._stored.batch(batch, self._column))
        return str(self._last[1][row - int(self._stored.ends[batch])].as_py())

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _PIECE):
            yield from self[start : start + _PIECE]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)

    def take(self, rows: Ints) -> Texts:
        """These rows, in this order; nothing is copied."""
        return Texts(self._stored, self._column, rows if self._rows is None else self._rows[rows])

    def array(self, at: Ints) -> pa.Array:
        """The texts at these places, in any order, as one Arrow array of large strings."""
        import pyarrow as pa

        rows = at if self._rows is None else self._rows[at]
        if not len(rows):
            return pa.array([], pa.large_string())
        jumps = bool((np.diff(rows) < 0).any())
        order = np.argsort(rows, kind="stable") if jumps else None
        rows = rows if order is None else rows[order]
        first, last = np.searchsorted(self._stored.ends, rows[[0, -1]], side="right") - 1
        cuts = np.searchsorted(rows, self._stored.ends[first : last + 2])
        pieces = [
            _taken(self._stored.batch(batch, self._column), rows[a:b] - self._stored.ends[batch])
            for batch, a, b in zip(range(first, last + 1), cuts[:-1], cuts[1:], strict=True)
            if b > a
        ]
        whole = pieces[0] if len(pieces) == 1 else pa.concat_arrays(pieces)
        if order is None:
            return whole
        back = np.empty(len(order), dtype=np.int64)
        back[order] = np.arange(len(order))
        return _taken(whole, back)

    def arrays(self) -> Iterator[tuple[int, pa.Array]]:
        """(where it begins, a batch of the column), for a column that wasn't taken from."""
        for at in range(len(self._stored.ends) - 1):
            yield int(self._stored.ends[at]), self._stored.batch(at, self._column)


class Named(Sequence[str]):
    """n of a few words, by code: int8[n]."""

    def __init__(self, words: Sequence[str], codes: NDArray[np.int8]) -> None:
        self._words, self._codes = list(words), codes

    def __len__(self) -> int:
        return len(self._codes)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            return [self._words[code] for code in self._codes[at].tolist()]
        return self._words[self._codes[at]]

    def take(self, rows: Ints) -> Named:
        """These rows' words."""
        return Named(self._words, self._codes[rows])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)


class After(Sequence[str]):
    """The texts of one column, then those of another."""

    def __init__(self, first: Sequence[str], then: Sequence[str]) -> None:
        self._first, self._then = first, then

    def __len__(self) -> int:
        return len(self._first) + len(self._then)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if not isinstance(at, slice):
            row, n = range(len(self))[at], len(self._first)
            return self._first[row] if row < n else self._then[row - n]
        start, stop, step = at.indices(len(self))
        if step != 1:
            return [self[row] for row in range(start, stop, step)]
        n = len(self._first)
        return [
            *self._first[start : min(stop, n)],
            *self._then[max(start - n, 0) : max(stop - n, 0)],
        ]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    def __hash__(self) -> int:
        return id(self)


def of_lists(columns: Mapping[str, Sequence[str]], place: Path | None = None) -> Stored:
    """Lists of strings, stored."""
    out, n = Writer(place), max(map(len, columns.values()), default=0)
    out.open(list(columns))
    for at in range(0, n, _BATCH):
        out.write([text_array(cells[at : at + _BATCH]) for cells in columns.values()])
    return out.done()


def text_array(cells: Sequence[str]) -> pa.Array:
    """As Arrow keeps texts; half a surrogate pair, which is no character, becomes U+FFFD."""
    import pyarrow as pa

    try:
        return pa.array(cells, pa.large_string())
    except UnicodeEncodeError:
        whole = [c.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for c in cells]
        return pa.array(whole, pa.large_string())


def _taken(array: pa.Array, rows: Ints) -> pa.Array:
    """`array.take`; a run of neighbours is a slice, which copies nothing."""
    if int(rows[-1]) - int(rows[0]) == len(rows) - 1 and bool((np.diff(rows) == 1).all()):
        return array.slice(int(rows[0]), len(rows))
    return array.take(array_of(np.ascontiguousarray(rows)))
