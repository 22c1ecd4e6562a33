"""Rows of an Arrow table chosen and ordered: index arrays, made by Arrow and numpy without the GIL.

Nothing here makes a Python string of a row, so a million rows take a fraction of a second and a
window that asks in a thread goes on drawing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

_ROUNDS = 8  # of some six bytes; texts that still agree then are compared whole, by Arrow


def matching(
    table: pa.Table, contains: tuple[str, str] | None = None, equal: Sequence[tuple[str, Any]] = ()
) -> Rows:
    """int64 indices of the rows that meet every condition, ascending.

    contains: (column, words), without regard to case; equal: (column, value) pairs.
    """
    import pyarrow.compute as pc

    mask: Any = None
    for column, value in equal:
        met = pc.is_in(table[column], value_set=_single(value, table.schema.field(column).type))
        mask = met if mask is None else pc.and_(mask, met)
    if contains is not None and contains[1]:
        met = pc.match_substring(table[contains[0]], contains[1], ignore_case=True)
        mask = met if mask is None else pc.and_(mask, met)
    return everything(len(table)) if mask is None else _numbers(pc.indices_nonzero(mask), "uint64")


def everything(n: int) -> Rows:
    """int64[n]: 0, 1, 2, ..."""
    import numpy as np

    return np.arange(n, dtype=np.int64)


def ordered(table: pa.Table, rows: Rows, column: str, *, descending: bool = False) -> Rows:
    """The same rows, sorted by a column (texts by code point); ties stay in their order."""
    import numpy as np
    import pyarrow as pa

    kind = table.schema.field(column).type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        ranks = _Texts(table[column]).ranks(rows)
    else:
        ranks = numbers(table[column])[rows]
    at = np.full(len(rows), -1, np.int64)
    if len(rows) and int(ranks.min()) >= 0 and int(ranks.max()) < len(rows):
        at[ranks] = np.arange(len(rows))  # as good as sorted, when no two rows are tied
    if len(rows) and int(at.min()) < 0:
        at = np.argsort(-ranks if descending else ranks, kind="stable")
    elif descending:
        at = at[::-1]
    return rows[at]


def numbers(column: pa.ChunkedArray) -> Rows:
    """A column of whole numbers without nulls as int64[n], without loading pandas."""
    import numpy as np

    parts = [_numbers(chunk, str(chunk.type)) for chunk in column.chunks if len(chunk)]
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def values(table: pa.Table, column: str, most: int = 500) -> list[tuple[Any, int]]:
    """The `most` frequent values of a column with their counts, most frequent first."""
    import numpy as np

    found = table[column].value_counts()
    counts = _numbers(found.field("counts"), "int64")
    top = np.argsort(-counts, kind="stable")[:most]
    names = found.field("values")
    return [(names[int(at)].as_py(), int(counts[at])) for at in top]


def concatenated(tables: Iterable[pa.Table], names: Sequence[str], column: str) -> pa.Table:
    """One table of several of the same columns; `column` says, as 0, 1, ..., where a row is from."""
    import numpy as np
    import pyarrow as pa

    parts = [
        table.replace_schema_metadata().append_column(column, array_of(np.full(len(table), at, np.int64)))
        for at, (table, _) in enumerate(zip(tables, names, strict=True))
    ]  # fmt: skip
    return pa.concat_tables(parts)


def array_of(numbers: Rows) -> pa.Array:
    """An int64 array over numpy's memory; `pa.array` would load pandas."""
    import numpy as np
    import pyarrow as pa

    whole = np.ascontiguousarray(numbers, dtype=np.int64)
    return pa.Array.from_buffers(pa.int64(), len(whole), [None, pa.py_buffer(whole)])


def _single(value: Any, kind: pa.DataType) -> pa.Array:
    """An Arrow array of one text or whole number; `pa.array` and a scalar would load pandas."""
    import numpy as np
    import pyarrow as pa

    if isinstance(value, int):
        return array_of(np.array([value]))
    data = str(value).encode()
    width = np.int64 if pa.types.is_large_string(kind) else np.int32
    offsets = np.array([0, len(data)], dtype=width)
    return pa.Array.from_buffers(kind, 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def _numbers(array: pa.Array, kind: str) -> Rows:
    import numpy as np

    width = np.dtype(kind)
    data = np.frombuffer(array.buffers()[1], dtype=width)[array.offset : array.offset + len(array)]
    return data.astype(np.int64)


class _Texts:
    """Strings as bytes and offsets, chunk after chunk."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        import numpy as np
        import pyarrow as pa

        self._column = column
        begins, lengths, pieces, at = [], [], [], 0
        for chunk in column.chunks:
            if not len(chunk):
                continue
            kind = np.int64 if pa.types.is_large_string(chunk.type) else np.int32
            _, offsets, data = chunk.buffers()
            ends = np.frombuffer(offsets, dtype=kind)[chunk.offset : chunk.offset + len(chunk) + 1]
            piece = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, np.uint8)  # fmt: skip
            low, high = int(ends[0]), int(ends[-1])
            pieces.append(piece[low:high])
            begins.append(ends[:-1].astype(np.int64) - low + at)
            lengths.append(np.diff(ends).astype(np.int64))
            at += high - low
        none = np.zeros(0, np.int64)
        self._bytes = np.concatenate([*pieces, np.zeros(8, np.uint8)])  # the last eight are a pad
        self._begins = np.concatenate(begins) if begins else none
        self._lengths = np.concatenate(lengths) if lengths else none

    def ranks(self, rows: Rows) -> Rows:
        """int64 of the rows' places among each other; equal texts have equal ranks.

        A rank is the number of rows before it. Rows still tied are told apart by their next bytes
        behind the number of their group, in one sort of 64-bit numbers a round.
        """
        import numpy as np

        ranks = np.zeros(len(rows), np.int64)
        tied, group, skip = np.arange(len(rows)), np.zeros(len(rows), np.int64), 0
        for _ in range(_ROUNDS):
            if not len(tied):
                return ranks
            room = (64 - int(group[-1]).bit_length()) // 8
            keys = self._keys(rows[tied], skip, room) | (group.astype(np.uint64) << np.uint64(8 * room % 64))  # fmt: skip
            order = np.argsort(keys)
            tied, keys = tied[order], keys[order]
            new = np.ones(len(tied), bool)
            new[1:] = keys[1:] != keys[:-1]
            ranks[tied] = _refined(group[order], ranks[tied], new)
            skip += room
            ends = np.flatnonzero(new)
            alone = new & np.append(new[1:], True)
            longer = np.maximum.reduceat(self._lengths[rows[tied]] > skip, ends)
            goes_on = ~alone & np.repeat(longer, np.diff(np.append(ends, len(new))))
            tied, new = tied[goes_on], new[goes_on]
            group = np.cumsum(new) - 1
        return self._by_arrow(rows)

    def _keys(self, rows: Rows, skip: int, n_bytes: int) -> NDArray[np.uint64]:
        """The next bytes of each text as one number; a text that ends sooner sorts before others."""
        import numpy as np

        begins, left = self._begins[rows] + skip, self._lengths[rows] - skip
        # every eight bytes as a number, at any offset
        eight = np.ndarray((len(self._bytes) - 7,), ">u8", buffer=self._bytes.data, strides=(1,))
        there = np.where(left > 0, begins, len(self._bytes) - 8)
        missing = np.uint64(8) * (8 - np.clip(left, 0, n_bytes)).astype(np.uint64)
        found = eight[there].astype(np.uint64)
        kept = np.where(missing < 64, found >> np.minimum(missing, 63), 0)
        return kept << (missing - np.uint64(8 * (8 - n_bytes)))

    def _by_arrow(self, rows: Rows) -> Rows:
        """Long texts that begin alike: Arrow compares them whole."""
        import pyarrow.compute as pc

        return _numbers(pc.rank(self._column.take(array_of(rows)), tiebreaker="dense"), "uint64")


def _refined(group: Rows, ranks: Rows, new: NDArray[np.bool_]) -> Rows:
    """Ranks of rows sorted by (group, key), where each distinct pair gets its own."""
    import numpy as np

    at = np.arange(len(group), dtype=np.int64)
    first = np.ones(len(group), bool)
    first[1:] = group[1:] != group[:-1]
    start = np.maximum.accumulate(np.where(first, at, 0))
    begin = np.maximum.accumulate(np.where(new, at, 0))
    return ranks + (begin - start)
