"""CSV, the fast way: pandas' C engine on files proved clean, or no answer at all.

Clean means: UTF-8, no NULs, no lone carriage returns, every quote opens or closes a cell, every
record has as many cells as the header. Then pandas and the careful reader agree to the letter.
"""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from studio.data.delimited import header_of
from studio.data.dialect import Dialect
from studio.data.table import Table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Bytes = NDArray[np.uint8]
    Ints = NDArray[np.int64]

_QUOTE, _NEWLINE = 34, 10
_BLOCK = 1 << 18


@dataclass(frozen=True)
class Clean:
    """A file proved clean: its column names, where the rows begin, and where its quotes stand."""

    names: list[str]
    starts: int
    above: int
    quotes: Ints
    data: bytes

    @cached_property
    def lines(self) -> tuple[Ints, Ints]:
        """(the lines records start on, the blank lines between them), int64, by ends outside quotes."""
        return _record_lines(self.data, self.starts, self.above, self.quotes)


def clean_parts(data: bytes, head: str, dialect: Dialect) -> Clean | None:
    """What is known of a clean file before its cells are cut, or None when it isn't clean.

    `data` is the file without byte-order mark; `head` its decoded beginning, which must hold
    the header.
    """
    if not dialect.delimiter.isascii() or dialect.newline != "\n" or b"\0" in data:
        return None
    if b"\r" in data and data.count(b"\r") != data.count(b"\r\n"):
        return None
    names, header_ends, lines_above = header_of(head, dialect)
    if header_ends == len(head):
        return None
    starts = len(head[:header_ends].encode())
    quotes = _quotes(data, starts, dialect.delimiter)
    return None if quotes is None else Clean(names, starts, lines_above, quotes, data)


def read_clean(data: bytes, head: str, dialect: Dialect) -> tuple[Table, list[int]] | None:
    """(the whole table, its blank lines), or None when the file isn't proved clean.

    Arguments as `clean_parts`. Where its column names stand again among the rows, the careful
    reader is asked.
    """
    clean = clean_parts(data, head, dialect)
    if clean is None:
        return None
    columns = _parse(data, clean.starts, len(clean.names), dialect.delimiter)
    if columns is None:
        return None
    n = len(columns[0])
    rows, blank = clean.lines
    if len(rows) != n or clean.names[0] in columns[0]:
        return None
    # A record that is too short has an empty last cell, so most files need no count.
    expected = n * (len(clean.names) - 1)
    if (
        "" in columns[-1]
        and _cells(data, clean.starts, dialect.delimiter, clean.quotes) != expected
    ):
        return None
    return Table(dict(zip(clean.names, columns, strict=True)), rows), blank.tolist()


def _quotes(data: bytes, starts: int, delimiter: str) -> Ints | None:
    """Offsets of all quotes, None unless each opens or closes a whole cell or is doubled."""
    import numpy as np

    if data.find(b'"', starts) < 0:
        return np.zeros(0, dtype=np.int64)
    buffer = np.frombuffer(data, dtype=np.uint8)
    at = _offsets(data, _QUOTE, starts)
    if len(at) % 2:
        return None
    edges = np.frombuffer(f'{delimiter}\r\n"'.encode(), dtype=np.uint8)
    before = buffer[at[0::2] - 1]  # the header's line end is before the first of them
    after = buffer[np.minimum(at[1::2] + 1, len(buffer) - 1)]
    closed = np.isin(after, edges) | (at[1::2] + 1 == len(buffer))
    return at if bool(np.isin(before, edges).all() and closed.all()) else None


def _parse(data: bytes, starts: int, width: int, delimiter: str) -> list[list[str]] | None:
    """The columns as lists of str, None when pandas refuses or a record is too long."""
    import pandas as pd

    source = io.BytesIO(data)
    source.seek(starts)
    with warnings.catch_warnings():  # a first record that is too long only warns
        warnings.simplefilter("error", pd.errors.ParserWarning)
        frame = _frame(source, width, delimiter)
    if frame is None or (frame[width] != "").any():
        return None
    return [frame[at].tolist() for at in range(width)]


def _frame(source: io.BytesIO, width: int, delimiter: str) -> pd.DataFrame | None:
    import pandas as pd

    try:
        return pd.read_csv(
            source,
            sep=delimiter or "\x1f",
            header=None,
            names=range(width + 1),  # one column too many catches records that are too long
            index_col=False,
            dtype=object,
            na_filter=False,
            keep_default_na=False,
            encoding="utf-8",
        )
    except (
        pd.errors.ParserError,
        pd.errors.ParserWarning,
        pd.errors.EmptyDataError,
        UnicodeDecodeError,
    ):
        return None


def _record_lines(data: bytes, starts: int, above: int, quotes: Ints) -> tuple[Ints, Ints]:
    """The lines records start on, and the blank ones; line breaks in quotes end no record."""
    import numpy as np

    buffer = np.frombuffer(data, dtype=np.uint8)
    ends = _offsets(data, _NEWLINE, starts)
    if not data.endswith(b"\n") and len(data) > starts:
        ends = np.append(ends, len(data))
    line = np.arange(above + 1, above + 1 + len(ends), dtype=np.int64)
    if len(quotes):
        outside = np.searchsorted(quotes, ends) % 2 == 0
        ends, line = ends[outside], line[outside]
    begins = np.concatenate(([starts], ends[:-1] + 1))
    first = np.concatenate(([above + 1], line[:-1] + 1))
    carriage = (ends > begins) & (buffer[np.maximum(ends - 1, 0)] == 13)
    filled = ends - carriage > begins
    return first[filled].astype(np.int64), first[~filled].astype(np.int64)


def _cells(data: bytes, starts: int, delimiter: str, quotes: Ints) -> int:
    """How many delimiters stand outside quotes."""
    import numpy as np

    if not delimiter:
        return 0
    if not len(quotes):
        return data.count(delimiter.encode(), starts)
    at = _offsets(data, ord(delimiter), starts)
    return int((np.searchsorted(quotes, at) % 2 == 0).sum())


def _offsets(data: bytes, byte: int, starts: int) -> Ints:
    """Where a byte stands, from `starts` on; block by block, which stays inside the cache."""
    import numpy as np

    buffer = np.frombuffer(data, dtype=np.uint8)
    blocks = range(starts, len(buffer), _BLOCK)
    found = [np.flatnonzero(buffer[at : at + _BLOCK] == byte) + at for at in blocks]
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)
