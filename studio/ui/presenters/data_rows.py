"""Rows to look at: a file before its import, a data set, the rows behind a reason; searched and sorted.

`found` may run in a thread: it makes index arrays with Arrow and numpy and touches no string.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core import columns, query
from studio.core.errors import InputError
from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

LONGEST = 2000  # characters of a cell that are shown
FINDINGS = "findings.arrow"


@dataclass(frozen=True)
class Column:
    """One shown column: the Arrow column, its heading, and names for its numbers (codes)."""

    name: str
    title: str
    codes: tuple[str, ...] = ()
    number: bool = False


@dataclass(frozen=True, eq=False)
class Shelf:
    """n rows in an Arrow table (memory-mapped) and how they are shown; `text` and `label` filter."""

    table: Any
    shown: tuple[Column, ...]
    text: str = ""
    label: str = ""

    def __len__(self) -> int:
        return len(self.table)

    def column(self, name: str) -> Column | None:
        """The shown column of that Arrow name."""
        return next((column for column in self.shown if column.name == name), None)


@dataclass(frozen=True)
class Query:
    """What is asked of a shelf: words in the text, one label, an order."""

    contains: str = ""
    label: str = ""
    sort: str = ""
    descending: bool = False


def found(shelf: Shelf, asked: Query) -> Any:
    """int64 indices of the rows asked for, in order."""
    contains = (shelf.text, asked.contains) if shelf.text and asked.contains else None
    equal: list[tuple[str, Any]] = []
    if shelf.label and asked.label:
        equal.append((shelf.label, _code(shelf, asked.label)))
    rows = query.matching(shelf.table, contains, equal)
    if asked.sort and shelf.column(asked.sort) is not None:
        rows = query.ordered(shelf.table, rows, asked.sort, descending=asked.descending)
    return rows


def label_counts(shelf: Shelf, most: int = 500) -> list[tuple[str, int]]:
    """The labels of a shelf with their rows, most frequent first; blank ones left out."""
    if not shelf.label:
        return []
    column = shelf.column(shelf.label)
    codes = column.codes if column else ()
    counts: dict[str, int] = {}
    for value, n in query.values(shelf.table, shelf.label, most):
        name = codes[value] if codes else str(value)
        if name.strip():
            counts[name] = counts.get(name, 0) + n
    return list(counts.items())


def _code(shelf: Shelf, label: str) -> Any:
    column = shelf.column(shelf.label)
    return column.codes.index(label) if column and column.codes else label


class View:
    """Cells of the rows that were found."""

    def __init__(self, shelf: Shelf, rows: Any) -> None:
        self.HEADERS: Sequence[str] = tuple(column.title for column in shelf.shown)
        self.shelf, self.rows = shelf, rows
        self._columns = [(column, shelf.table[column.name]) for column in shelf.shown]

    def __len__(self) -> int:
        return len(self.rows)

    def cell(self, row: int, column: int) -> str:
        """One cell as text, its line breaks as spaces."""
        about, cells = self._columns[column]
        value = cells[int(self.rows[row])].as_py()
        if about.codes:
            return about.codes[value]
        if about.number:
            return words.count(value)
        return " ".join(value[:LONGEST].split())

    def value(self, row: int, name: str) -> Any:
        """The value itself of an Arrow column."""
        return self.shelf.table[name][int(self.rows[row])].as_py()

    def find(self, number: int) -> int:
        """Where the row of that number is shown, or -1."""
        numbers = query.numbers(self.shelf.table["source_row"])[self.rows]
        found = (numbers == number).nonzero()[0]
        return int(found[0]) if len(found) else -1


# what there is to look at --------------------------------------------------------------------------


def preview_shelf(looked: dict[str, Any], roles: dict[str, str]) -> Shelf:
    """The file's own columns and row numbers. Raises InputError when the look's file is gone."""
    return _arranged(columns.open_table(Path(looked["output"])), roles)


def with_roles(shelf: Shelf, roles: dict[str, str]) -> Shelf:
    """The same rows with other columns as text and label."""
    return _arranged(shelf.table, roles)


def _arranged(table: Any, roles: dict[str, str]) -> Shelf:
    """Row number, label, label id, the others, and the text where it has room: at the end."""
    *names, numbers = table.column_names
    first = [roles["label"], roles["label_id"]]
    rest = [name for name in names if name not in (*first, roles["text"])]
    order = [name for name in (*first, *rest, roles["text"]) if name]
    spoken = {roles["text"]: tr("text"), roles["label"]: tr("label"), roles["label_id"]: tr("label id")}  # fmt: skip
    shown = [Column(name, f"{name} ({spoken[name]})" if name in spoken else name) for name in dict.fromkeys(order)]  # fmt: skip
    row = Column(numbers, tr("Row"), number=True)
    return Shelf(table, (row, *shown), roles["text"], roles["label"] or roles["label_id"])


def data_shelf(state: ProjectState) -> Shelf:
    """All rows of the data set, train, validation and test. Raises InputError."""
    folder = state.names["dataset"].path
    parts = [columns.open_table(folder / f"{part}.arrow") for part in columns.PARTS]
    table = query.concatenated(parts, columns.PARTS, "part")
    shown = (
        Column("part", tr("Part"), tuple(tr(part) for part in columns.PARTS)),
        Column("source_row", tr("Row"), number=True),
        Column("label_id", tr("Label"), tuple(state.data["labels"])),
        Column("text", tr("Text")),
    )
    return Shelf(table, shown, "text", "label_id")


def reason_shelf(state: ProjectState, reason: str) -> Shelf | None:
    """The rows behind a reason, with what became of them; None for a data set without them."""
    file = state.names["dataset"].path / FINDINGS
    if not file.exists():
        return None
    try:
        whole = columns.open_table(file)
    except InputError:
        return None
    table = whole.take(query.array_of(query.matching(whole, equal=[("reason", reason)])))
    shown = (
        Column("source_row", tr("Row"), number=True),
        Column("kept", tr("Status"), (tr("dropped"), tr("kept"))),
        Column("label", tr("Label")),
        Column("text", tr("Text")),
    )
    return Shelf(table, shown, "text", "label")
