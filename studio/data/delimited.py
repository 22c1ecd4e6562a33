"""CSV and TSV, the careful way: any quoting, any line end, every record with its line number."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace

from studio.core.events import Event, Progress
from studio.data.dialect import Dialect, cell_pattern
from studio.data.table import unique_names

_STRIDE = 20_000


@dataclass
class Records:
    """Every record's cells and first line; `stray_quotes`: lines with a quote that closes nothing.

    `blank`: lines between the records, which are none.
    """

    cells: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    stray_quotes: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)


def read_records(text: str, dialect: Dialect) -> Generator[Event, None, tuple[Records, Dialect]]:
    """All records of a delimited text; blank lines are no records.

    Backslash escapes are tried when the plain reading meets stray quotes after backslashes, and
    kept when they leave fewer.
    """
    plain = yield from _records(text, dialect)
    if not plain.stray_quotes or '\\"' not in text:
        return plain, dialect
    escaped = replace(dialect, escape="\\")
    other = yield from _records(text, escaped, again=True)
    if len(other.stray_quotes) < len(plain.stray_quotes):
        return other, escaped
    return plain, dialect


def _records(
    text: str, dialect: Dialect, *, again: bool = False
) -> Generator[Event, None, Records]:
    """Lines without quotes are split at once; the others are read cell by cell.

    On a second reading progress stays at the end: what is done never goes back.
    """
    found, at, line, end = Records(), dialect.starts, dialect.line, len(text)
    mark, newline = dialect.delimiter, dialect.newline
    reader = _QuotedReader(text, dialect)
    while at < end:
        stop = text.find(newline, at)
        stop = end if stop < 0 else stop
        first = line
        if text.find('"', at, stop) < 0:
            record = text[at:stop].removesuffix("\r") if newline == "\n" else text[at:stop]
            at, line = stop + 1, line + 1
            if not record.strip(" \t") and (not mark or mark not in record):
                found.blank.append(first)
                continue
            cells = record.split(mark) if mark else [record]
        else:
            cells, at, stray = reader.record(at)
            line += max(1, text.count(newline, stop, at))
            if stray:
                found.stray_quotes.append(first)
        found.cells.append(cells)
        found.lines.append(first)
        if len(found.lines) % _STRIDE == 0:
            yield Progress("read", end if again else at, end)
    return found


class _QuotedReader:
    """Reads one record that has quotes in it, cell by cell."""

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text, self.dialect = text, dialect
        self.quoted = cell_pattern(dialect.delimiter, dialect.escape)

    def record(self, at: int) -> tuple[list[str], int, bool]:
        """(cells, offset after the record's line end, whether a quote closed nothing)."""
        cells: list[str] = []
        stray, text, end = False, self.text, len(self.text)
        while True:
            cell, at, odd = self._cell(at)
            cells.append(cell)
            stray |= odd
            if at >= end:
                return cells, end, stray
            if text[at] == self.dialect.delimiter:
                at += 1
                continue
            return cells, at + (2 if text.startswith("\r\n", at) else 1), stray

    def _cell(self, at: int) -> tuple[str, int, bool]:
        text = self.text
        match = self.quoted.match(text, at) if text[at : at + 1] in ('"', " ") else None
        if match and self._ends_cell(match.end()):
            return self._unescape(match.group(1)), match.end(), False
        stop = self._plain_end(at)
        cell = text[at:stop]
        return cell, stop, '"' in cell

    def _ends_cell(self, at: int) -> bool:
        """A lone carriage return after a quote ends a cell only where lines end that way."""
        lone = self.text.startswith("\r", at) and not self.text.startswith("\r\n", at)
        return not lone or self.dialect.newline == "\r"

    def _plain_end(self, at: int) -> int:
        text, end = self.text, len(self.text)
        stop = text.find(self.dialect.newline, at)
        stop = end if stop < 0 else stop
        if self.dialect.newline == "\n" and stop > at and text[stop - 1] == "\r":
            stop -= 1
        if self.dialect.delimiter:
            mark = text.find(self.dialect.delimiter, at, stop)
            stop = stop if mark < 0 else mark
        return stop

    def _unescape(self, cell: str) -> str:
        cell = cell.replace('""', '"')
        return cell.replace('\\"', '"').replace("\\\\", "\\") if self.dialect.escape else cell


def header_of(text: str, dialect: Dialect) -> tuple[list[str], int, int]:
    """(column names, offset where the rows begin, lines above them)."""
    cells, after, lines = first_record(text, dialect)
    return unique_names(cells), after, lines


def first_record(text: str, dialect: Dialect) -> tuple[list[str], int, int]:
    """(the first record's cells as they are written, the offset after it, lines up to there)."""
    reader, at, line = _QuotedReader(text, dialect), dialect.starts, dialect.line
    while True:
        cells, after, _ = reader.record(at)
        line += max(1, text.count(dialect.newline, at, after))
        at = after
        if len(cells) > 1 or cells[0].strip(" \t") or at >= len(text):
            return cells, at, line - 1
