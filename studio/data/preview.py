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
from studio.core.ordinary import refuse_special
from studio.core.query import array_of
from studio.data.read import reading
from studio.data.roles import find_roles
from studio.data.streamed import streaming
from studio.data.table import Table, TableReport

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

STAGE = "preview"
_HEAD = 5_000  # rows the columns' roles are guessed from


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
    refuse_special(path)
    yield Progress(STAGE, 0, 2)
    table, report = None, (yield from _quickly(path, out))
    if report is None:
        table, report = yield from reading(path)
        write_table(out, _from_table(table))
    yield Progress(STAGE, 1, 2)
    preview = _told(open_table(out), table, report)
    yield Progress(STAGE, 2, 2)
    return preview


def _quickly(path: Path, out: Path) -> Generator[Event, None, TableReport | None]:
    """Write the columns as they are read where the file is proved a clean UTF-8 CSV."""
    sink = _Cells(out)
    try:
        steps = streaming(path, sink)
        while True:
            try:
                next(steps)
            except StopIteration as stop:
                return stop.value[1] if stop.value else None
            yield Progress(STAGE, 0, 2)
    finally:
        sink.close()


class _Cells:
    """Writes every cell, and each row's line in a last column, to an Arrow file."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._file: Any = None

    def open(self, names: list[str]) -> None:
        import pyarrow as pa

        self.close()
        cells = [(name, pa.large_string()) for name in names]
        self._schema = pa.schema([*cells, (_row_name(names), pa.int64())])
        self._file = pa.ipc.new_file(str(self._out), self._schema)

    def write(self, columns: list[Any], rows: NDArray[np.int64]) -> None:
        import pyarrow as pa

        batch = pa.RecordBatch.from_arrays([*columns, array_of(rows)], schema=self._schema)
        self._file.write_batch(batch)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _from_table(table: Table) -> pa.Table:
    import pyarrow as pa

    text = pa.large_string()
    cells = [pa.array(list(column), type=text) for column in table.columns.values()]
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
