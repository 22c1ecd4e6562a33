"""A table without labels: its sentences to classify, and the same table with answers added."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core import formulas
from studio.core.errors import InputError
from studio.core.files import atomic_path
from studio.data.read import read_columns
from studio.data.roles import text_column
from studio.data.table import Table, unique_names

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def read_texts(path: Path, column: str | None = None) -> list[str]:
    """The text column, row by row, empty cells included. Raises InputError."""
    table, _ = read_columns(path)
    return list(table.columns[text_column(table, column)])


def read_column(path: Path, column: str) -> list[str]:
    """One column, row by row. Raises InputError when the table has no such column."""
    table, _ = read_columns(path)
    if column not in table.columns:
        raise InputError(
            f"{path.name} has no column {column!r}.",
            code="no-such-column",
            remedy=f"Its columns are: {', '.join(table.names)}.",
        )
    return list(table.columns[column])


def write_with_columns(
    source: Path, out: Path, extra: Mapping[str, Sequence[str]], *, neutral: bool = True
) -> None:
    """Write `source`'s table as a UTF-8 CSV with more columns; names never collide.

    neutral: cells a spreadsheet would run as formulas get an apostrophe in front; numbers don't.
    Raises InputError when the columns don't have a cell per row.
    """
    as_text = formulas.neutral if neutral else str
    table, _ = read_columns(source)
    if any(len(cells) != len(table) for cells in extra.values()):
        raise InputError(
            f"{source.name} changed while it was being classified.",
            code="file-changed",
            remedy="Run it again.",
        )
    rows: Iterator[Iterable[str]] = iter([unique_names([*table.names, *extra])])
    with atomic_path(out) as draft, open(draft, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for part in (rows, _rows(table, extra)):
            writer.writerows([as_text(c) for c in row] for row in part)


def write_answers(out: Path, texts: Sequence[str], predicted: NDArray[np.int64], confidence: NDArray[np.float32], labels: Sequence[str], truth: Sequence[str] | None = None) -> None:  # fmt: skip
    """Write n texts, predicted ids [n], confidences [n] and the right labels, if known, as Arrow."""
    import pyarrow as pa
    import pyarrow.feather

    cells = {"text": pa.array(texts, type=pa.large_string()), "predicted": pa.array(predicted), "confidence": pa.array(confidence)}  # fmt: skip
    if truth is not None:
        cells["label"] = pa.array(truth, type=pa.large_string())
    table = pa.table(cells).replace_schema_metadata({"labels": json.dumps(list(labels))})
    with atomic_path(out) as draft:
        pyarrow.feather.write_feather(table, str(draft), compression="uncompressed")


def _rows(table: Table, extra: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    return zip(*table.columns.values(), *extra.values(), strict=True)
