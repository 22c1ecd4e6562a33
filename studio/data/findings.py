"""The rows behind an import report: every dropped row, and those it was dropped for, with their texts."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from studio.core.query import array_of
from studio.core.values import DropReason
from studio.data.packed import unpacked
from studio.data.roles import Roles
from studio.data.sniff import read_whole
from studio.data.table import Table

if TYPE_CHECKING:
    import pyarrow as pa

LINE = 500  # characters shown of a line that could not be read as a row


@dataclass(frozen=True)
class Findings:
    """m rows as columns; a row concerned by two reasons stands there twice.

    kept: whether it is in the data set. Twins (one text several times, or under several labels)
    stand together, the kept ones among them.
    """

    reasons: list[str]
    rows: list[int]
    kept: list[bool]
    labels: list[str]
    texts: list[str]

    def to_arrow(self) -> pa.Table:
        """reason, source_row, kept (0 or 1), label and text as an Arrow table."""
        import pyarrow as pa

        text = pa.large_string()
        numbers = (np.array(column, dtype=np.int64) for column in (self.rows, self.kept))
        rows, kept = (array_of(column) for column in numbers)
        return pa.table(
            {
                "reason": pa.array(self.reasons, text),
                "source_row": rows,
                "kept": kept,
                "label": pa.array(self.labels, text),
                "text": pa.array(self.texts, text),
            }
        )


def found(
    path: Path,
    encoding: str,
    table: Table,
    roles: Roles,
    dropped: Mapping[DropReason, Sequence[int]],
    twins: Mapping[DropReason, Sequence[int]],
) -> Findings:
    """Every dropped row, reason by reason; `twins` are table indices in the order to be shown."""
    texts, labels = table.columns[roles.text], table.columns[roles.label or roles.label_id or ""]
    lost = {row for rows in dropped.values() for row in rows}
    made = Findings([], [], [], [], [])

    def add(reason: DropReason, row: int, label: str, text: str) -> None:
        made.reasons.append(str(reason))
        made.rows.append(row)
        made.kept.append(row not in lost)
        made.labels.append(label)
        made.texts.append(text)

    for reason in DropReason:
        if reason in twins:
            for at in twins[reason]:
                add(reason, int(table.rows[at]), labels[at], texts[at])
        elif reason in (DropReason.RAGGED, DropReason.BAD_RECORD):
            lines = _lines(path, encoding, dropped.get(reason, ()))
            for row, line in lines.items():
                add(reason, row, "", line)
        else:
            rows = list(dropped.get(reason, ()))
            for row, at in zip(rows, np.searchsorted(table.rows, rows).tolist(), strict=True):
                add(reason, row, labels[at], texts[at])
    return made


def _lines(path: Path, encoding: str, wanted: Sequence[int]) -> dict[int, str]:
    """What stands on these lines of the file, shortened; "" where it can't be found."""
    left = dict.fromkeys(sorted(wanted), "")
    if left and encoding:
        last = max(left)
        data = io.BytesIO(unpacked(path, read_whole(path)).data)
        with io.TextIOWrapper(data, encoding, errors="replace") as file:
            for number, line in enumerate(file, start=1):
                if number in left:
                    left[number] = line.strip()[:LINE]
                if number >= last:
                    break
    return left
