"""The data room for scripts and notebooks: a file as a pandas DataFrame, and what became of every line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from studio.data.overrides import FOUND, Overrides
from studio.data.read import read_columns
from studio.data.table import TableReport

if TYPE_CHECKING:
    import pandas as pd


def read_table(
    path: Path | str, *, encoding: str = "", delimiter: str = "", header_rows: int = FOUND
) -> tuple[pd.DataFrame, TableReport]:
    """(n rows of text, "" where nothing stands, and how they were read). Raises InputError.

    Reads what people call a CSV, whatever its encoding, delimiter and quotes; TSV, JSONL, Excel
    and Parquet; packed or not. `report.rows[i]` is the line row i starts on; `report.dropped` and
    `report.left_out` have the number of every line that is no row. encoding, delimiter and
    header_rows (lines of column names, 0: none) are found unless they are named.
    """
    import pandas as pd

    table, report = read_columns(Path(path), Overrides.of(encoding, delimiter, header_rows))
    return pd.DataFrame(table.columns, dtype=str), replace(report, rows=table.rows.tolist())
