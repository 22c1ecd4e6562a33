"""JSONL, JSON arrays and Parquet as columns of text."""

from __future__ import annotations

import json
from array import array
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.spill import Growing, Spill
from studio.core.stored import Writer, text_array
from studio.core.values import DropReason
from studio.data.encoding import Decoded
from studio.data.room import need_threads
from studio.data.table import Table, TableReport

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_STRIDE = 20_000
_RECORDS = 8192  # written at once
_MOST_NAMES = 1000  # of all records: every one makes a column as long as the file


def read_json(decoded: Decoded) -> Generator[Event, None, tuple[Table, TableReport]]:
    """One object a line, or one array of objects; what is no object is dropped and counted."""
    text = decoded.text
    array = _array(text)
    records = enumerate(array, start=1) if array is not None else _lines(text)
    kept: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    rows: list[int] = []
    bad: list[int] = []
    total = len(array) if array is not None else text.count("\n") + 1
    for at, record in records:
        if isinstance(record, dict):
            names.update(dict.fromkeys(record))
            _refuse_many(names)
            kept.append(record)
            rows.append(at)
        else:
            bad.append(at)
        if at % _STRIDE == 0:
            yield Progress("read", at, total)
    columns = {name: [as_text(record.get(name)) for record in kept] for name in names}
    dropped = {DropReason.BAD_RECORD: bad} if bad else {}
    report = TableReport(
        "json" if array is not None else "jsonl",
        decoded.encoding,
        "",
        len(rows) + len(bad),
        dropped,
    )
    return Table(columns, np.array(rows, dtype=np.int64)), report


def reading_json_lines(
    path: Path, out: Writer, spill: Spill
) -> Generator[Event, None, tuple[Ints, TableReport] | None]:
    """Write one object a line to `out`, in two passes: names, then cells. None where all is to be read.

    That is where the file is one array, or isn't plain UTF-8. (Each record's line, the report.)
    """
    with open(path, "rb") as file:
        begin = file.read(1 << 16)
    if begin.lstrip()[:1] in (b"[", b"") or begin.startswith(b"\xef\xbb\xbf"):
        return None
    size, names, rows, bad = path.stat().st_size, dict[str, None](), array("q"), list[int]()
    found = spill.growing(np.int64)
    try:
        for at, record, done in _plain_lines(path):
            if isinstance(record, dict):
                names.update(dict.fromkeys(record))
                _refuse_many(names)
                rows.append(at)
            else:
                bad.append(at)
            if at % _STRIDE == 0:
                _move(rows, found)
                yield Progress("read", done // 2, size)
    except UnicodeError:
        return None
    _move(rows, found)
    if not len(lines := found.done()) or not names:
        return None
    out.open(list(names))
    kept: list[dict[str, Any]] = []
    for _, record, done in _plain_lines(path):
        if isinstance(record, dict):
            kept.append(record)
        if len(kept) == _RECORDS:
            _write(out, names, kept)
            yield Progress("read", (size + done) // 2, size)
    _write(out, names, kept)
    dropped = {DropReason.BAD_RECORD: bad} if bad else {}
    report = TableReport("jsonl", "utf-8", "", len(lines) + len(bad), dropped)
    return lines, report


def _move(rows: array[int], found: Growing) -> None:
    found.add(np.array(rows, dtype=np.int64))
    del rows[:]


def _write(out: Writer, names: Iterable[str], records: list[dict[str, Any]]) -> None:
    out.write([text_array([as_text(record.get(name)) for record in records]) for name in names])
    records.clear()


def _plain_lines(path: Path) -> Iterator[tuple[int, Any, int]]:
    """(line, its value or None where it is no JSON, bytes read). Raises UnicodeError: not plain UTF-8."""
    done = 0
    with open(path, "rb") as file:
        for at, line in enumerate(file, start=1):
            done += len(line)
            if b"\0" in line:
                raise UnicodeError("a NUL")
            text = line.decode("utf-8")
            if text.strip():
                yield at, _value(text), done


def reading_parquet(
    path: Path, data: bytes | None, out: Writer, spill: Spill
) -> Generator[Event, None, tuple[Ints, TableReport]]:
    """Write every column as text to `out`, a missing value as "": (the records' numbers, the report).

    data: the file's bytes, where they aren't on disk. Raises InputError for a damaged file.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = 0
    try:
        with pq.ParquetFile(str(path) if data is None else pa.BufferReader(data)) as file:
            out.open(file.schema_arrow.names)
            need_threads()
            for batch in file.iter_batches(_RECORDS):
                batch.validate(full=True)
                out.write([_as_texts(column) for column in batch.columns])
                rows += len(batch)
                yield Progress("read", rows, file.metadata.num_rows)
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"{path.name} is a damaged Parquet file.",
            code="parquet-damaged",
            remedy="Write or copy it again.",
            detail=str(error),
        ) from error
    numbers = spill.made(rows, np.int64, lambda some: np.arange(some.start + 1, some.stop + 1))
    return numbers, TableReport("parquet", "utf-8", "", rows)


def _as_texts(column: pa.Array) -> pa.Array:
    import pyarrow as pa

    if not column.null_count and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):  # fmt: skip
        return column.cast(pa.large_string())
    return text_array([as_text(value) for value in column.to_pylist()])


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
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _lines(text: str) -> Iterator[tuple[int, Any]]:
    """(line number, value or None when it is not JSON); blank lines are no records."""
    for at, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield at, _value(line)


def _value(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _refuse_many(names: dict[str, None]) -> None:
    """Raises InputError for records that have a name of their own each."""
    if len(names) > _MOST_NAMES:
        raise InputError(
            f"The file's records have more than {_MOST_NAMES} different names.",
            code="too-many-columns",
            remedy="Give every record the same names, such as text and label.",
        )
