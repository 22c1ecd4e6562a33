"""A clean UTF-8 CSV of any size, stored block by block: some megabytes of it in memory at a time.

Two passes. The first proves it clean as `fast_csv` says and counts its lines; Arrow cuts the cells
in the second, and refuses records with too many or too few, and what is no UTF-8. What isn't clean
has no answer here.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Protocol

import numpy as np

from studio.core.events import Event, Progress
from studio.core.query import array_of
from studio.core.spill import Spill
from studio.data.delimited import first_record
from studio.data.dialect import Dialect, find_dialect
from studio.data.fast_csv import Place, good_quotes, plain_bytes, record_lines
from studio.data.lines import clean_report, left_out
from studio.data.names import is_known_name
from studio.data.packed import is_packed
from studio.data.room import need_threads
from studio.data.sniff import file_format, is_nothing
from studio.data.table import TableReport, unique_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_HEAD = 1 << 18
_BLOCK = 1 << 20
_CUT = 4 << 20  # Arrow's blocks: no record may be longer
_UTF8_MARK = codecs.BOM_UTF8


class Sink(Protocol):
    """Takes a table's cells batch by batch."""

    def open(self, names: list[str]) -> None:
        """The column names, before any batch."""

    def write(self, columns: list[Any], rows: Ints) -> None:
        """An Arrow array of large strings for each column, and the lines the rows start on."""


@dataclass(frozen=True)
class _Start:
    """How a file begins: dialect, the first line's cells, and where and below which line rows start."""

    dialect: Dialect
    head: str
    cells: list[str]
    starts: int
    above: int
    size: int


def streaming(
    path: Path, sink: Sink, data: bytes | None = None, spill: Spill | None = None
) -> Generator[Event, None, tuple[Ints, TableReport] | None]:
    """Write the file's cells to `sink`; (each row's line, the report), or None when it isn't clean.

    data: the file's bytes, where they aren't on disk (it was packed). Progress in stage `read`,
    in bytes. After None the sink holds a part, or all, of what isn't to be used.
    """
    start = _start(path, data)
    if start is None:
        return None
    spill = spill or Spill()
    proved = yield from _proved(path, data, start, spill)
    if proved is None:
        return None
    rows, blank = proved
    again: list[int] = []
    sink.open(unique_names(start.cells))
    clean = yield from _cut(path, data, start, rows, sink, again)
    if not clean or len(again) == len(rows):
        return None
    if again:  # few
        stay = np.ones(len(rows), dtype=np.bool_)
        stay[np.searchsorted(rows, again)] = False
        rows = spill.taken(rows, spill.where(stay))
    lines = left_out(start.head, start.dialect, blank.tolist(), again)
    return rows, clean_report(len(rows), start.dialect, lines)


def _start(path: Path, data: bytes | None) -> _Start | None:
    """How the file begins, where that is clean and the first line has two cells or more."""
    try:
        size = path.stat().st_size if data is None else len(data)
        with _opened(path, data) as file:
            begin = file.read(2 * _HEAD)
    except OSError:
        return None  # the careful way says what is wrong
    if is_nothing(begin) or is_packed(begin) or file_format(path, begin) != "csv":
        return None
    mark = len(_UTF8_MARK) if begin.startswith(_UTF8_MARK) else 0
    try:
        head = codecs.getincrementaldecoder("utf-8")().decode(begin[mark : mark + _HEAD])
    except UnicodeDecodeError:
        return None
    if head.startswith("\ufeff"):
        return None
    dialect = find_dialect(head, tabs_first=path.suffix.casefold() in (".tsv", ".tab"))
    if not dialect.delimiter.isascii() or dialect.newline != "\n":
        return None
    cells, ends, above = first_record(head, dialect)
    starts = mark + len(head[:ends].encode())
    if ends == len(head) or len(cells) < 2 or not plain_bytes(begin[:starts]):
        return None
    return _Start(dialect, head, cells, starts, above, size)


def _opened(path: Path, data: bytes | None) -> IO[bytes]:
    return open(path, "rb") if data is None else io.BytesIO(data)


def _proved(
    path: Path, data: bytes | None, start: _Start, spill: Spill
) -> Generator[Event, None, tuple[Ints, Ints] | None]:
    """The lines records start on and the blank ones, None when the file isn't clean or has no rows."""
    rows, blank = spill.growing(np.int64), spill.growing(np.int64)
    place = Place(start.above, start.above + 1)
    with _opened(path, data) as file:
        file.seek(start.starts)
        while block := file.read(_BLOCK):
            if not block.endswith(b"\n"):
                block += file.readline(_CUT)
            quotes = good_quotes(block, start.dialect.delimiter, place.inside)
            if quotes is None or not plain_bytes(block) or len(block) >= _BLOCK + _CUT:
                return None
            for found, new in zip((rows, blank), record_lines(block, quotes, place), strict=True):
                found.add(new)
            yield Progress("read", file.tell() // 2, start.size)
    whole = rows.done()
    return None if place.inside or not len(whole) else (whole, blank.done())


def _cut(
    path: Path, data: bytes | None, start: _Start, rows: Ints, sink: Sink, again: list[int]
) -> Generator[Event, None, bool]:
    """Write every record but those that are the column names again; False when it isn't clean."""
    import pyarrow as pa

    at, total = 0, len(rows)
    names = unique_names(start.cells)
    named, seen = any(map(is_known_name, names)), np.zeros(len(names), np.int64)
    try:
        for columns in _batches(path, data, start):
            n = len(columns[0])
            if at + n > total:
                return False
            lines = rows[at : at + n]
            if named:
                columns, lines = _without(columns, lines, start.cells, again)
            else:  # a first line that may be data: only the whole table can tell
                seen += [
                    _equal(column, name).sum() for column, name in zip(columns, names, strict=True)
                ]
                if seen.max() > 1:
                    return False
            sink.write(columns, lines)
            at += n
            yield Progress("read", (start.size + start.size * at // total) // 2, start.size)
    except pa.ArrowInvalid:
        return False
    return at == total


def _batches(path: Path, data: bytes | None, start: _Start) -> Generator[list[Any]]:
    import pyarrow as pa
    from pyarrow import csv

    need_threads()
    wanted, text = [f"{at}" for at in range(len(start.cells))], pa.large_string()
    with pa.OSFile(str(path), "rb") if data is None else pa.BufferReader(data) as file:
        file.seek(start.starts)
        with csv.open_csv(
            file,
            csv.ReadOptions(column_names=wanted, block_size=_CUT),
            csv.ParseOptions(delimiter=start.dialect.delimiter, newlines_in_values=True),
            csv.ConvertOptions(
                column_types=dict.fromkeys(wanted, text),
                null_values=[],
                strings_can_be_null=False,
            ),
        ) as batches:
            for batch in batches:
                yield list(batch.columns)


def _equal(column: Any, word: str) -> NDArray[np.bool_]:
    """Where a column says a word. By numpy: Arrow's own way would be loaded for this alone."""
    _, places, cells = column.buffers()
    data = np.frombuffer(word.encode(), dtype=np.uint8)
    ends = np.frombuffer(places, np.int64)[column.offset : column.offset + len(column) + 1]
    mask = np.diff(ends) == len(data)
    if len(data):
        at = np.flatnonzero(mask)
        found = np.frombuffer(cells, np.uint8)[ends[at][:, None] + np.arange(len(data))]
        mask[at] = (found == data).all(axis=1)
    return mask


def _without(
    columns: list[Any], lines: Ints, cells: list[str], again: list[int]
) -> tuple[list[Any], Ints]:
    """Rows but those that are the column names to the letter, whose lines `again` takes."""
    hit = _equal(columns[0], cells[0])
    for column, cell in zip(columns[1:], cells[1:], strict=True):
        if not hit.any():
            return columns, lines
        hit &= _equal(column, cell)
    if not hit.any():
        return columns, lines
    again += lines[hit].tolist()
    left = array_of(np.flatnonzero(~hit))
    return [column.take(left) for column in columns], lines[~hit]
