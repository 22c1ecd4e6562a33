"""JSONL, JSON arrays and Parquet as columns of text."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.values import DropReason
from studio.data.encoding import Decoded
from studio.data.table import Table, TableReport

_STRIDE = 20_000


def read_json(decoded: Decoded) -> Generator[Event, None, tuple[Table, TableReport]]:
    """One object a line, or one array of objects; what is no object is dropped and counted."""
    text = decoded.text
    array = _array(text)
    records = enumerate(array, start=1) if array is not None else _lines(text)
    kept: list[dict[str, Any]] = []
    rows: list[int] = []
    bad: list[int] = []
    total = len(array) if array is not None else text.count("\n") + 1
    for at, record in records:
        if isinstance(record, dict):
            kept.append(record)
            rows.append(at)
        else:
            bad.append(at)
        if at % _STRIDE == 0:
            yield Progress("read", at, total)
    columns = {name: [as_text(record.get(name)) for record in kept] for name in _names(kept)}
    dropped = {DropReason.BAD_RECORD: bad} if bad else {}
    report = TableReport(
        "json" if array is not None else "jsonl",
        decoded.encoding,
        "",
        len(rows) + len(bad),
        dropped,
    )
    return Table(columns, np.array(rows, dtype=np.int64)), report


def read_parquet(path: Path, data: bytes) -> tuple[Table, TableReport]:
    """Every column as text; a missing value is "". Raises InputError for a damaged file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(data))
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{path.name} is a damaged Parquet file.",
            code="parquet-damaged",
            remedy="Write or copy it again.",
            detail=str(error),
        ) from error
    columns = {
        name: [as_text(value) for value in column.to_pylist()]
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    report = TableReport("parquet", "utf-8", "", table.num_rows)
    return Table(columns, np.arange(1, table.num_rows + 1, dtype=np.int64)), report


def as_text(value: Any) -> str:
    """A cell as the file's author would write it: 3.0 is `3` (ids become floats where some are missing)."""
    if isinstance(value, str):
        return value
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _array(text: str) -> list[Any] | None:
    if not text.lstrip().startswith("["):
        return None
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, list) else None


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    """(line number, value or None when it is not JSON); blank lines are no records."""
    for at, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield at, json.loads(line)
            except ValueError:
                yield at, None


def _names(records: list[dict[str, Any]]) -> list[str]:
    """Every key, in order of first sight."""
    return list(dict.fromkeys(key for record in records for key in record))
