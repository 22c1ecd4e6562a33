"""Any CSV, TSV, JSONL, Excel or Parquet file, packed or not, becomes a Table."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from studio.core.errors import HostError, InputError
from studio.core.events import Event, Progress
from studio.core.memory import available_bytes
from studio.core.ordinary import refuse_special
from studio.core.spill import Spill
from studio.core.stored import Writer
from studio.core.values import DropReason
from studio.data.delimited import Records, first_record, read_records
from studio.data.dialect import Dialect, find_dialect
from studio.data.encoding import SAMPLE, Decoded, decode
from studio.data.headless import without_header
from studio.data.lines import left_out, line_notes
from studio.data.names import is_known_name
from studio.data.overrides import FOUND, Overrides, joined_names
from studio.data.packed import is_packed, unpacked
from studio.data.records import read_json, reading_json_lines, reading_parquet
from studio.data.sniff import file_format, is_nothing, read_whole, refuse_empty
from studio.data.streamed import streaming
from studio.data.table import Table, TableReport, some_rows, unique_names
from studio.data.workbook import read_workbook

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Found = Generator[Event, None, tuple[Table, TableReport] | None]
    Steps = Generator[Event, None, tuple[NDArray[np.int64], TableReport] | None]

T = TypeVar("T")
_IN_MEMORY = 13  # bytes an import takes for each of a file that is read whole (measured)
_DELIMITED = (".csv", ".tsv", ".tab", ".txt", ".dat")


@dataclass(frozen=True)
class Into:
    """Where a table is stored: its cells in a file at `place` (None: in memory), its row numbers in `spill`."""

    place: Path | None
    spill: Spill


def read_columns(path: Path, known: Overrides | None = None) -> tuple[Table, TableReport]:
    """The file's columns as text, and how they were read. Raises InputError."""
    table, report = drain(reading(path, known))
    return Table({name: list(cells) for name, cells in table.columns.items()}, table.rows), report


def drain(steps: Generator[Event, None, T]) -> T:
    """A generator's result, its events unheard."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: T = stop.value
            return result


def reading(
    path: Path,
    known: Overrides | None = None,
    place: Path | None = None,
    spill: Spill | None = None,
) -> Generator[Event, None, tuple[Table, TableReport]]:
    """`read_columns` with its progress (stage `read`, in bytes, characters or records).

    A clean CSV, JSON lines and Parquet are stored as they are read, at `place` (None: in memory);
    other files are read whole.
    known: what is not to be found out; it concerns delimited files only.
    """
    path = Path(path)
    refuse_special(path)
    yield Progress("read", 0)
    into = Into(place, spill or Spill())
    quick = yield from _in_pieces(path, into, known)
    table, report = quick or (yield from _whole(path, into, known))
    if not len(table):
        raise _no_rows(path, table, report)
    return table, report


def _whole(
    path: Path, into: Into, known: Overrides | None
) -> Generator[Event, None, tuple[Table, TableReport]]:
    """The table of a file that has to be in memory: packed, or not proved clean."""
    refuse_too_large(path)
    found = unpacked(path, read_whole(path))
    data, inner = found.data, found.path
    refuse_empty(path, data)
    delimited = known and inner.suffix.casefold() in _DELIMITED  # an odd encoding looks binary
    kind = "csv" if delimited else file_format(inner, data)
    quick = None
    if kind == "parquet":
        quick = yield from _stored(into, lambda out: reading_parquet(path, data, out, into.spill))
    elif kind == "csv" and not known and found.inside:
        quick = yield from _quickly(inner, into, data)
    if quick:
        return quick
    if kind == "workbook":
        return (yield from read_workbook(path, data))
    if kind == "json":
        return (yield from read_json(decode(data)))
    return (yield from _read_delimited(inner, data, known or Overrides()))


def _in_pieces(path: Path, into: Into, known: Overrides | None) -> Found:
    """The table of a file that needs not be read whole: Parquet, JSON lines, a clean CSV."""
    try:
        with open(path, "rb") as file:
            begin = file.read(SAMPLE)
    except OSError:
        return None  # reading it says what is wrong
    if is_nothing(begin) or is_packed(begin):
        return None
    if begin.startswith(b"PAR1"):
        return (yield from _stored(into, lambda out: reading_parquet(path, None, out, into.spill)))
    if known:
        return None
    if file_format(path, begin) == "json":
        return (yield from _stored(into, lambda out: reading_json_lines(path, out, into.spill)))
    return (yield from _quickly(path, into))


def _quickly(path: Path, into: Into, data: bytes | None = None) -> Found:
    """The table of a file that is proved clean UTF-8, stored."""
    return (yield from _stored(into, lambda out: streaming(path, out, data, into.spill)))


def _stored(into: Into, steps: Callable[[Writer], Steps]) -> Found:
    """The table that `steps` write, None where they can't."""
    out = Writer(into.place)
    try:
        found = yield from steps(out)
    finally:
        out.close()
    return (Table(dict(out.done().columns), found[0]), found[1]) if found else None


def _read_delimited(
    path: Path, data: bytes, known: Overrides
) -> Generator[Event, None, tuple[Table, TableReport]]:
    tabs = path.suffix.casefold() in (".tsv", ".tab")
    decoded = decode(data, known.encoding)
    yield Progress("read", 0, len(decoded.text))
    dialect = find_dialect(decoded.text, tabs_first=tabs, delimiter=known.delimiter)
    records, dialect = yield from read_records(decoded.text, dialect)
    table, report = _tabulate(records, dialect, decoded, known.header_rows)
    if known.header_rows != FOUND:
        return table, report
    return without_header(table, report, dialect.line, first_record(decoded.text, dialect)[0])


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
    notes = [*line_notes(no_rows), *_decoding_notes(decoded), *shape]
    report = TableReport(
        "csv", decoded.encoding, dialect.delimiter, len(rows) + len(long), dropped, notes, no_rows
    )
    return Table(columns, np.array(rows, dtype=np.int64)), report


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


def refuse_too_large(path: Path) -> None:
    """Raises HostError when this computer has no room for a file that can't be read in pieces."""
    try:
        needed = _IN_MEMORY * path.stat().st_size
    except OSError:
        return  # reading it says what is wrong
    if needed > (room := available_bytes()):
        raise HostError(
            f"{path.name} has to be read whole, which takes about {needed / 1e9:.1f} GB of memory; {room / 1e9:.1f} GB are free.",
            code="too-large-for-memory",
            remedy="Save it as a plain CSV in UTF-8 with a line of column names and as many cells in each row, which is read in pieces; or close other programs.",
        )


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
