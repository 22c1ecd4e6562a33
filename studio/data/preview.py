"""A first look at a table: every cell in an Arrow file a window can map, the columns' roles guessed.

A clean CSV is parsed by Arrow straight into columns; what isn't proved clean goes the careful
way of `reading`. Both show the rows, and the row numbers, that an import will read.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.columns import open_table, write_table
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.query import array_of
from studio.data.dialect import find_dialect
from studio.data.fast_csv import Clean, clean_parts
from studio.data.names import is_known_name
from studio.data.packed import unpacked
from studio.data.read import clean_head, clean_report, left_out, reading
from studio.data.roles import find_roles
from studio.data.sniff import file_format, read_whole
from studio.data.table import Table, TableReport

if TYPE_CHECKING:
    import pyarrow as pa

STAGE = "preview"
_HEAD = 5_000  # rows the columns' roles are guessed from
_BLOCK = 4 << 20


@dataclass(frozen=True)
class Preview:
    """What a look found. The Arrow file's last column is the row number, the others are text.

    roles: text, label, label_id -> column, "" where there is none; `guessed`: roles found by
    content, not by name; `problem`: why no text or label column could be found, else "".
    """

    rows: int
    columns: list[str]
    roles: dict[str, str]
    guessed: list[str]
    problem: str
    format: str
    encoding: str
    delimiter: str
    dropped: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return asdict(self)


def previewing(path: Path, out: Path) -> Generator[Event, None, Preview]:
    """Write the file's cells to `out` and say what they are. Raises InputError."""
    path, out = Path(path), Path(out)
    yield Progress(STAGE, 0, 2)
    table, report = None, _quickly(path, out)
    if report is None:
        table, report = yield from reading(path)
        write_table(out, _from_table(table))
    yield Progress(STAGE, 1, 2)
    preview = _told(open_table(out), table, report)
    yield Progress(STAGE, 2, 2)
    return preview


def _quickly(path: Path, out: Path) -> TableReport | None:
    """Write the columns by Arrow where the file is proved a clean UTF-8 CSV with a header line."""
    found = unpacked(path, read_whole(path))
    path, data = found.path, found.data
    head = clean_head(data) if file_format(path, data) == "csv" else None
    if head is None:
        return None
    data, text = head
    dialect = find_dialect(text, tabs_first=path.suffix.casefold() in (".tsv", ".tab"))
    clean = clean_parts(data, text, dialect)
    if clean is None or len(clean.names) < 2:
        return None
    rows = _stream(clean, dialect.delimiter, out)
    if not rows or _names_below(open_table(out)):
        return None
    return clean_report(rows, dialect, left_out(text, dialect, clean.lines[1].tolist()))


def _stream(clean: Clean, delimiter: str, out: Path) -> int:
    """Parse and write block by block, which needs a third of the time of doing it whole.

    How many rows it were; 0 when a record has too many or too few cells, or isn't UTF-8.
    """
    import pyarrow as pa
    from pyarrow import csv

    wanted = [f"{at}" for at in range(len(clean.names))]  # any name a file has is allowed
    rows, at, text = clean.lines[0], 0, pa.large_string()
    schema = pa.schema([(name, text) for name in clean.names] + [(_row_name(clean.names), pa.int64())])  # fmt: skip
    try:
        with (
            csv.open_csv(
                pa.py_buffer(clean.data).slice(clean.starts),
                csv.ReadOptions(column_names=wanted, block_size=_BLOCK),
                csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
                csv.ConvertOptions(
                    column_types=dict.fromkeys(wanted, text),
                    null_values=[],
                    strings_can_be_null=False,
                ),
            ) as batches,
            pa.OSFile(str(out), "wb") as file,
            pa.ipc.new_file(file, schema) as writer,
        ):
            for batch in batches:
                if at + len(batch) > len(rows):
                    return 0
                numbers = array_of(rows[at : at + len(batch)])
                writer.write_batch(pa.RecordBatch.from_arrays([*batch.columns, numbers], schema=schema))  # fmt: skip
                at += len(batch)
    except pa.ArrowInvalid:
        return 0
    return at if at == len(rows) else 0


def _names_below(table: pa.Table) -> bool:
    """Whether a column's name stands among its cells: then the careful way decides what that means."""
    *names, _ = table.column_names
    asked = names[:1] if any(map(is_known_name, names)) else names
    return any(_stands_in(table[name], name.encode()) for name in asked)


def _stands_in(column: pa.ChunkedArray, cell: bytes) -> bool:
    """Whether one of a large_string column's cells is just this; Arrow's own search takes longer to load."""
    import numpy as np

    for chunk in column.chunks:
        _, offsets, data = chunk.buffers()
        ends = np.frombuffer(offsets, np.int64, len(chunk) + 1, chunk.offset * 8)
        begins = ends[:-1][np.diff(ends) == len(cell)]
        if len(begins):
            cells = np.frombuffer(data, np.uint8)[begins[:, None] + np.arange(len(cell))]
            if (cells == np.frombuffer(cell, np.uint8)).all(axis=1).any():
                return True
    return False


def _from_table(table: Table) -> pa.Table:
    import pyarrow as pa

    text = pa.large_string()
    cells = [pa.array(column, type=text) for column in table.columns.values()]
    return _numbered(pa.table(cells, names=list(table.names)), table.rows)


def _numbered(table: pa.Table, rows: Any) -> pa.Table:
    return table.append_column(_row_name(table.column_names), array_of(rows))


def _row_name(names: list[str]) -> str:
    name = "row"
    while name in names:
        name += "_"
    return name


def _told(arrow: pa.Table, table: Table | None, report: TableReport) -> Preview:
    names = arrow.column_names[:-1]
    roles, guessed, problem = _roles(arrow, table)
    return Preview(
        len(arrow), names, roles, guessed, problem, report.format, report.encoding, report.delimiter,
        {str(reason): len(rows) for reason, rows in report.dropped.items()}, report.notes,
    )  # fmt: skip


def _roles(arrow: pa.Table, table: Table | None) -> tuple[dict[str, str], list[str], str]:
    """Roles as an import would find them; a label guessed by content needs all the rows."""
    try:
        found = find_roles(table or _as_table(arrow.slice(0, _HEAD)))
        if table is None and "label" in found.guessed:
            found = find_roles(_as_table(arrow))
    except InputError as error:
        return {"text": "", "label": "", "label_id": ""}, [], error.message
    roles = {"text": found.text, "label": found.label or "", "label_id": found.label_id or ""}
    return roles, list(found.guessed), ""


def _as_table(arrow: pa.Table) -> Table:
    import numpy as np

    names = arrow.column_names[:-1]
    return Table({name: arrow[name].to_pylist() for name in names}, np.arange(len(arrow)))
