"""A table without labels: its sentences to classify, and the same table with answers added."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from studio.core.errors import InputError
from studio.core.files import atomic_path
from studio.data.read import read_table
from studio.data.roles import text_column
from studio.data.table import Table, unique_names


def read_texts(path: Path, column: str | None = None) -> list[str]:
    """The text column, row by row, empty cells included. Raises InputError."""
    table, _ = read_table(path)
    return list(table.columns[text_column(table, column)])


def write_with_columns(source: Path, out: Path, extra: Mapping[str, Sequence[str]]) -> None:
    """Write `source`'s table as a UTF-8 CSV with more columns; names never collide.

    Raises InputError when the columns don't have a cell per row.
    """
    table, _ = read_table(source)
    if any(len(cells) != len(table) for cells in extra.values()):
        raise InputError(
            f"{source.name} changed while it was being classified.",
            code="file-changed",
            remedy="Run it again.",
        )
    with atomic_path(out) as draft, open(draft, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(unique_names([*table.names, *extra]))
        writer.writerows(_rows(table, extra))


def _rows(table: Table, extra: Mapping[str, Sequence[str]]) -> zip[tuple[str, ...]]:
    return zip(*table.columns.values(), *extra.values(), strict=True)
