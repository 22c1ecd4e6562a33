"""An Excel workbook's sheet as columns of text; formulas count as the values they were saved with."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.values import DropReason
from studio.data.records import as_text
from studio.data.table import Table, TableReport, some_rows, unique_names

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

_STRIDE = 5_000
_MOST_ROWS = (
    1 << 20
)  # of a sheet: Excel's own limit; a larger number would be counted up to for hours
# What openpyxl lets through from zip, XML and its own readers, which have no common root.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, SyntaxError, KeyError, IndexError, ValueError, TypeError, AttributeError, AssertionError)  # fmt: skip
_MANY_CELLS, _GAPS = (
    4_000_000,
    100,
)  # one cell in the last of 16,384 columns, in each row, is no table
Row = tuple[int, list[str]]


def read_workbook(path: Path, data: bytes) -> Generator[Event, None, tuple[Table, TableReport]]:
    """The first sheet with two columns or more; rows are numbered as Excel numbers them.

    Raises InputError for a damaged workbook and one without a table.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # styles and validations openpyxl leaves out
        book = _open(path, data)
        try:
            sheets = []
            for name in book.sheetnames:
                rows = yield from _rows(path, book, name)
                if rows:
                    sheets.append((name, rows))
        finally:
            book.close()
    if not sheets:
        raise InputError(f"{path.name} has no sheet with cells.", code="no-rows", remedy="It needs a line of column names, then one row per example.")  # fmt: skip
    chosen = next((at for at, (_, rows) in enumerate(sheets) if _width(rows) > 1), 0)
    name, rows = sheets[chosen]
    return _table(name, rows, [other for at, (other, _) in enumerate(sheets) if at != chosen])


def _open(path: Path, data: bytes) -> Workbook:
    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    except (*_BROKEN, InvalidFileException) as error:
        raise _damaged(path, error) from error


def _rows(path: Path, book: Workbook, name: str) -> Generator[Event, None, list[Row]]:
    """(row number, cells) of the rows that have a cell."""
    sheet, found = book[name], list[Row]()
    full = wide = 0  # cells with something in them, and with the gaps before them
    if not hasattr(sheet, "iter_rows"):  # a sheet that is one chart
        return found
    for number, values in enumerate(_values(path, sheet.iter_rows(values_only=True)), start=1):
        if number > _MOST_ROWS:
            raise _damaged(path, ValueError(f"a row beyond the last one, {_MOST_ROWS}"))
        cells = [_cell(value) for value in values]
        if any(cells):
            found.append((number, cells))
        full, wide = full + sum(map(bool, cells)), wide + len(cells)
        if wide > _MANY_CELLS and wide > _GAPS * full:
            raise _scattered(path)
        if number % _STRIDE == 0:
            yield Progress("read", number)
    return found


def _values(path: Path, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows; what breaks inside a damaged sheet breaks while it is read."""
    try:
        yield from rows
    except _BROKEN as error:
        raise _damaged(path, error) from error


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date | time):
        return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
    return as_text(value)


def _width(rows: list[Row]) -> int:
    return max(sum(bool(cell) for cell in cells) for _, cells in rows)


def _table(name: str, rows: list[Row], others: list[str]) -> tuple[Table, TableReport]:
    """Cells beyond the names of the first row drop their row, as in a CSV."""
    header, *body = rows
    width = max(at for at, cell in enumerate(header[1], start=1) if cell)
    names = unique_names(header[1][:width])
    kept = [(number, (cells + [""] * width)[:width]) for number, cells in body if not any(cells[width:])]  # fmt: skip
    long = [number for number, cells in body if any(cells[width:])]
    columns = {name: [cells[at] for _, cells in kept] for at, name in enumerate(names)}
    notes = [f"Sheet {name!r} was read; {', '.join(map(repr, others))} left out. Save the sheet you want as a CSV."] if others else []  # fmt: skip
    if long:
        notes.append(f"Cells beyond the last column name in {some_rows(long)}. Name those columns in the first row.")  # fmt: skip
    report = TableReport("xlsx", "utf-8", "", len(body), {DropReason.RAGGED: long} if long else {}, notes)  # fmt: skip
    return Table(columns, np.array([number for number, _ in kept], dtype=np.int64)), report


def _scattered(path: Path) -> InputError:
    return InputError(
        f"{path.name} has cells far apart, with almost nothing between them.",
        code="not-a-table",
        remedy="Put the columns beside each other, from A on, or save the table as CSV UTF-8.",
    )


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path.name} is a damaged Excel workbook.",
        code="workbook-damaged",
        remedy="Open it in your spreadsheet program and save it as CSV UTF-8.",
        detail=f"{type(error).__name__}: {error}",
    )
