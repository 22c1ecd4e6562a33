"""The rows behind an import report: every dropped row, and those it was dropped for, with their texts."""

from __future__ import annotations

import io
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.query import array_of
from studio.core.stored import Texts
from studio.core.values import DropReason
from studio.data.packed import is_packed, unpacked
from studio.data.roles import Roles
from studio.data.sniff import read_whole
from studio.data.table import Table

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

STAGE = "write findings"
_BATCH = 1 << 16
LINE = 500  # characters shown of a line that could not be read as a row


@dataclass(frozen=True)
class _Found:
    """m rows of one reason: their numbers, whether they are kept, and their cells.

    at: their indices in the table, or the lines that could not be read as rows.
    """

    reason: str
    rows: Ints
    kept: NDArray[np.bool_]
    at: Ints | list[str]


@dataclass(frozen=True)
class Findings:
    """m rows by reason; a row concerned by two reasons stands there twice.

    Twins (one text several times, or under several labels) stand together, the kept ones among
    them. Texts stay in the table until they are asked for.
    """

    found: list[_Found]
    label_column: Texts
    text_column: Texts

    @property
    def reasons(self) -> list[str]:
        """Each row's reason."""
        return [part.reason for part in self.found for _ in part.rows]

    @property
    def rows(self) -> list[int]:
        """Each row's number."""
        return [row for part in self.found for row in part.rows.tolist()]

    @property
    def kept(self) -> list[bool]:
        """Whether each row is in the data set."""
        return [kept for part in self.found for kept in part.kept.tolist()]

    @property
    def labels(self) -> list[str]:
        """Each row's label cell, "" where it has none."""
        return [label for label, _ in self._cells()]

    @property
    def texts(self) -> list[str]:
        """Each row's text cell, or the line that could not be read."""
        return [text for _, text in self._cells()]

    def _cells(self) -> Iterator[tuple[str, str]]:
        for batch in self.batches():
            yield from zip(batch["label"].to_pylist(), batch["text"].to_pylist(), strict=True)

    def to_arrow(self) -> pa.Table:
        """reason, source_row, kept (0 or 1), label and text as an Arrow table."""
        import pyarrow as pa

        return pa.Table.from_batches(list(self.batches()), _schema()).combine_chunks()

    def writing(self, path: Path) -> Generator[Event, None, None]:
        """Write `to_arrow` to a file as `open_table` reads it, some rows at a time."""
        import pyarrow as pa

        done, total = 0, sum(len(part.rows) for part in self.found)
        with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, _schema()) as writer:
            for batch in self.batches():
                writer.write_batch(batch)
                done += len(batch)
                yield Progress(STAGE, done, total)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """`to_arrow`, some rows of one reason at a time."""
        import pyarrow as pa

        text = pa.large_string()
        for part in self.found:
            for begin in range(0, len(part.rows), _BATCH):
                some = slice(begin, begin + _BATCH)
                at, rows = part.at[some], part.rows[some]
                if isinstance(at, list):
                    labels, texts = pa.array([""] * len(at), text), pa.array(at, text)
                else:
                    labels, texts = self.label_column.array(at), self.text_column.array(at)
                yield pa.RecordBatch.from_arrays(
                    [pa.array([part.reason] * len(rows), text), array_of(rows), array_of(part.kept[some].astype(np.int64)), labels, texts],
                    schema=_schema(),
                )  # fmt: skip


def _schema() -> pa.Schema:
    import pyarrow as pa

    number, text = pa.int64(), pa.large_string()
    return pa.schema([("reason", text), ("source_row", number), ("kept", number), ("label", text), ("text", text)])  # fmt: skip


def found(
    path: Path,
    encoding: str,
    table: Table,
    roles: Roles,
    dropped: Mapping[DropReason, Sequence[int]],
    twins: Mapping[DropReason, Ints],
) -> Findings:
    """Every dropped row, reason by reason; `twins` are table indices in the order to be shown."""
    texts, labels = table.columns[roles.text], table.columns[roles.label or roles.label_id or ""]
    assert isinstance(texts, Texts) and isinstance(labels, Texts), "the table is stored"
    lost = np.sort(np.concatenate([np.zeros(0, np.int64), *(np.array(rows, np.int64) for rows in dropped.values())]))  # fmt: skip
    made: list[_Found] = []
    for reason in DropReason:
        at: Ints | list[str]
        if reason in twins:
            at = twins[reason]
            rows = table.rows[at]
        elif reason in (DropReason.RAGGED, DropReason.BAD_RECORD):
            lines = _lines(path, encoding, dropped.get(reason, ()))
            rows, at = np.array(list(lines), dtype=np.int64), list(lines.values())
        else:
            rows = np.array(dropped.get(reason, ()), dtype=np.int64)
            at = np.searchsorted(table.rows, rows)
        made.append(_Found(str(reason), rows, ~_among(lost, rows), at))
    return Findings(made, labels, texts)


def _among(these: Ints, rows: Ints) -> NDArray[np.bool_]:
    """Whether each row is one of these, which ascend."""
    if not len(these):
        return np.zeros(len(rows), dtype=np.bool_)
    found: NDArray[np.bool_] = these[np.minimum(np.searchsorted(these, rows), len(these) - 1)] == rows  # fmt: skip
    return found


def _lines(path: Path, encoding: str, wanted: Sequence[int]) -> dict[int, str]:
    """What stands on these lines of the file, shortened; "" where it can't be found."""
    left = dict.fromkeys(sorted(wanted), "")
    if left and encoding:
        last = max(left)
        with _opened(path, encoding) as file:
            for number, line in enumerate(file, start=1):
                if number in left:
                    left[number] = line.strip()[:LINE]
                if number >= last:
                    break
    return left


def _opened(path: Path, encoding: str) -> IO[str]:
    """The table's text; what is packed has to be unpacked in memory."""
    with open(path, "rb") as file:
        packed = is_packed(file.read(8))
    if not packed:
        return open(path, encoding=encoding, errors="replace")
    data = io.BytesIO(unpacked(path, read_whole(path)).data)
    return io.TextIOWrapper(data, encoding, errors="replace")
