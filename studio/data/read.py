"""Any CSV, TSV, JSONL, Excel or Parquet file, packed or not, becomes a Table."""

from __future__ import annotations

import codecs
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.values import DropReason
from studio.data.delimited import Records, first_record, read_records
from studio.data.dialect import HINT, Dialect, find_dialect
from studio.data.encoding import Decoded, decode
from studio.data.fast_csv import read_clean
from studio.data.headless import without_header
from studio.data.names import is_known_name
from studio.data.overrides import FOUND, Overrides, joined_names
from studio.data.packed import unpacked
from studio.data.records import read_json, read_parquet
from studio.data.sniff import file_format, read_whole, refuse_empty
from studio.data.table import Table, TableReport, some_rows, unique_names
from studio.data.workbook import read_workbook

T = TypeVar("T")
NAMED, ABOVE = "delimiter's name", "above the column names"
BLANK, AGAIN = "blank", "column names again"
_HEAD = 1 << 18
_DELIMITED = (".csv", ".tsv", ".tab", ".txt", ".dat")
_UTF8_MARK = codecs.BOM_UTF8


def read_columns(path: Path, known: Overrides | None = None) -> tuple[Table, TableReport]:
    """The file's columns as text, and how they were read. Raises InputError."""
    return drain(reading(path, known))


def drain(steps: Generator[Event, None, T]) -> T:
    """A generator's result, its events unheard."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result


def reading(
    path: Path, known: Overrides | None = None
) -> Generator[Event, None, tuple[Table, TableReport]]:
    """`read_columns` with its progress (stage `read`, in characters or records).

    known: what is not to be found out; it concerns delimited files only.
    """
    path = Path(path)
    yield Progress("read", 0)
    found = unpacked(path, read_whole(path))
    data, inner = found.data, found.path
    refuse_empty(path, data)
    yield Progress("read", 0, len(data))
    delimited = known and inner.suffix.casefold() in _DELIMITED  # an odd encoding looks binary
    kind = "csv" if delimited else file_format(inner, data)
    if kind == "parquet":
        table, report = read_parquet(path, data)
    elif kind == "workbook":
        table, report = yield from read_workbook(path, data)
    elif kind == "json":
        table, report = yield from read_json(decode(data))
    else:
        table, report = yield from _read_delimited(inner, data, known or Overrides())
    if not len(table):
        raise _no_rows(path, table, report)
    return table, report


def _read_delimited(
    path: Path, data: bytes, known: Overrides
) -> Generator[Event, None, tuple[Table, TableReport]]:
    tabs = path.suffix.casefold() in (".tsv", ".tab")
    quick = None if known else _quickly(data, tabs)
    if quick:
        table, dialect, left_out = quick
        report = clean_report(len(table), dialect, left_out)
        text = clean_head(data)[1]  # type: ignore[index]  # it is clean
    else:
        decoded = decode(data, known.encoding)
        yield Progress("read", 0, len(decoded.text))
        dialect = find_dialect(decoded.text, tabs_first=tabs, delimiter=known.delimiter)
        records, dialect = yield from read_records(decoded.text, dialect)
        table, report = _tabulate(records, dialect, decoded, known.header_rows)
        text = decoded.text
    if known.header_rows != FOUND:
        return table, report
    return without_header(table, report, dialect.line, first_record(text, dialect)[0])


def _quickly(data: bytes, tabs: bool) -> tuple[Table, Dialect, dict[str, list[int]]] | None:
    """(the table, its dialect, lines that are no rows) by pandas where the file is proved clean UTF-8."""
    found = clean_head(data)
    if found is None:
        return None
    data, head = found
    dialect = find_dialect(head, tabs_first=tabs)
    clean = read_clean(data, head, dialect)
    return (clean[0], dialect, left_out(head, dialect, clean[1])) if clean else None


def clean_report(rows: int, dialect: Dialect, left_out: dict[str, list[int]]) -> TableReport:
    """The report of a file that was proved clean UTF-8."""
    return TableReport("csv", "utf-8", dialect.delimiter, rows, {}, _line_notes(left_out), left_out)


def clean_head(data: bytes) -> tuple[bytes, str] | None:
    """(the bytes without mark, their decoded beginning) when that is clean UTF-8."""
    data = data.removeprefix(_UTF8_MARK)
    try:
        head = codecs.getincrementaldecoder("utf-8")().decode(data[:_HEAD])
    except UnicodeDecodeError:
        return None
    return None if "\0" in head or head.startswith("\ufeff") else (data, head)


def _tabulate(
    records: Records, dialect: Dialect, decoded: Decoded, header_rows: int = FOUND
) -> tuple[Table, TableReport]:
    """Columns from records: short ones are filled up, long ones dropped unless the rest is empty."""
    head = 1 if header_rows == FOUND else header_rows
    first = records.cells[: max(1, head)]
    names = unique_names(joined_names(first) if head else [""] * len(first[0])) if first else []
    width, short, long = len(names), [], []
    kept: list[list[str]] = []
    rows: list[int] = []
    again: list[int] = []
    for cells, line in zip(records.cells[head:], records.lines[head:], strict=True):
        if head and cells == records.cells[0] and any(map(is_known_name, names)):
            again.append(line)
            continue
        if len(cells) < width:
            short.append(line)
            cells = cells + [""] * (width - len(cells))
        elif len(cells) > width and any(cell.strip() for cell in cells[width:]):
            long.append(line)
            continue
        kept.append(cells[:width])
        rows.append(line)
    columns = (
        dict(zip(names, map(list, zip(*kept, strict=True)), strict=False))
        if kept
        else {n: [] for n in names}
    )
    dropped = {DropReason.RAGGED: long} if long else {}
    shape = _shape_notes(short, long, records.stray_quotes)
    no_rows = left_out(decoded.text, dialect, records.blank, again)
    notes = [*_line_notes(no_rows), *_decoding_notes(decoded), *shape]
    report = TableReport(
        "csv", decoded.encoding, dialect.delimiter, len(rows) + len(long), dropped, notes, no_rows
    )
    return Table(columns, np.array(rows, dtype=np.int64)), report


def left_out(
    text: str, dialect: Dialect, blank: list[int], again: list[int] | None = None
) -> dict[str, list[int]]:
    """Lines that are no rows, by what they are; `text` needs to reach the column names only."""
    above = text[: dialect.starts].split(dialect.newline)[: dialect.line - 1]
    title = [at for at, line in enumerate(above, start=1) if line.strip()]
    empty = [at for at, line in enumerate(above, start=1) if not line.strip()]
    hint = [1] if HINT.match(text) else []
    found = {NAMED: hint, ABOVE: title[len(hint) :], BLANK: empty + blank, AGAIN: again or []}
    return {what: lines for what, lines in found.items() if lines}


def _line_notes(no_rows: dict[str, list[int]]) -> list[str]:
    """What a person should know of; blank lines are nothing to know."""
    told = {ABOVE: "Left out above the column names:", AGAIN: "The column names stand again, and were left out, in"}  # fmt: skip
    return [f"{words} {some_rows(no_rows[what]).replace('row', 'line')}." for what, words in told.items() if what in no_rows]  # fmt: skip


def _decoding_notes(decoded: Decoded) -> list[str]:
    notes = []
    if decoded.nuls:
        notes.append(
            f"{decoded.nuls} NUL characters were left out. Export the file again if words look cut."
        )
    if decoded.broken:
        notes.append(
            f"{decoded.broken} characters are not valid {decoded.encoding} and read as \ufffd. "
            "Save the file again as UTF-8."
        )
    return notes


def _shape_notes(short: list[int], long: list[int], stray: list[int]) -> list[str]:
    notes = []
    if short:
        notes.append(
            f"Too few cells in {some_rows(short)}: the missing ones count as empty. Add the missing delimiters."
        )
    if long:
        notes.append(
            f"Too many cells in {some_rows(long)}: put quotes around texts that contain the delimiter."
        )
    if stray:
        notes.append(
            f"A quote that closes nothing in {some_rows(stray)} was read as a character. Double it inside quoted text."
        )
    return notes


def _no_rows(path: Path, table: Table, report: TableReport) -> InputError:
    if report.rows_read:
        reasons = ", ".join(f"{len(rows)} {reason}" for reason, rows in report.dropped.items())
        return InputError(
            f"{path.name} has no readable rows ({reasons}).",
            code="no-rows",
            remedy="Check its delimiter and quotes.",
        )
    names = ", ".join(table.names)
    return InputError(
        f"{path.name} has column names ({names}) and no rows.",
        code="no-rows",
        remedy="Add one row per example below them.",
    )
