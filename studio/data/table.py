"""A file as columns of text, with the place in the file each row came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.core.values import DropReason

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Table:
    """n rows as columns of str ("" is the only missing value), in memory or `stored`.

    `rows`: int64[n], where a person finds the row. CSV and TSV: the physical line (1-based, the
    header's lines and quoted line breaks counted) on which the record starts. JSONL: the line.
    Parquet and JSON arrays: the record's number, 1-based.
    """

    columns: Mapping[str, Sequence[str]]
    rows: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, unique, in file order."""
        return tuple(self.columns)


@dataclass(frozen=True)
class TableReport:
    """How a file was read: rows_read == len(table) + dropped rows.

    `delimiter` is one character, or "" where the file has a single column or no delimiters.
    `left_out`: lines of a delimited file that are no rows, by what they are ("above the column
    names", "blank", "column names again"): every line is in it, in the header, or in a row.
    `rows`: where each row of a `read_table` stands, as in `Table.rows`.
    """

    format: str
    encoding: str
    delimiter: str
    rows_read: int
    dropped: dict[DropReason, list[int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    left_out: dict[str, list[int]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)


def unique_names(cells: list[str]) -> list[str]:
    """Column names from header cells: stripped, never empty, never twice."""
    names: dict[str, None] = {}  # a file of 50,000 columns is not looked through 50,000 times
    copies: dict[str, int] = {}
    for at, cell in enumerate(cells, start=1):
        base = name = " ".join(cell.split()) or f"column {at}"
        while name in names:
            copies[base] = copies.get(base, 1) + 1
            name = f"{base} ({copies[base]})"
        names[name] = None
    return list(names)


def some_rows(rows: Sequence[int] | NDArray[np.int64], most: int = 5) -> str:
    """`row 7` or `rows 7, 9, 12, ... (40 in all)` for a note."""
    listed = ", ".join(map(str, rows[:most]))
    more = f", ... ({len(rows)} in all)" if len(rows) > most else ""
    return f"row{'s' if len(rows) > 1 else ''} {listed}{more}"
