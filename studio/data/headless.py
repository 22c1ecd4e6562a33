"""Files that begin with data: the first line is an example, not column names."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from studio.data.names import is_known_name
from studio.data.table import Table, TableReport


def without_header(table: Table, report: TableReport, line: int, first: list[str]) -> tuple[Table, TableReport]:  # fmt: skip
    """The table with its first line put back among the rows, when that line is plainly data.

    Plainly: no column has a name we know, and a "name" appears again among its own column's few
    values, as a label does. `line` is where the first line stands, `first` its cells as written (a
    name that stands twice has got a number).
    """
    names = table.names
    if len(names) < 2 or any(map(is_known_name, names)) or not _repeats(table):
        return table, report
    columns = {
        f"column {at}": [cell, *cells]
        for at, (cell, cells) in enumerate(zip(first, table.columns.values(), strict=True), start=1)
    }
    note = "The first line looks like data, not column names; it was read as a row. Add a line of names (text,label) above it."
    return (
        Table(columns, np.concatenate(([line], table.rows)).astype(np.int64)),
        replace(report, rows_read=report.rows_read + 1, notes=[*report.notes, note]),
    )


def _repeats(table: Table) -> bool:
    n = len(table)
    return any(
        cells.count(name) >= 2 and len(set(cells)) <= max(2, n // 4)
        for name, cells in table.columns.items()
    )
