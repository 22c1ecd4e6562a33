"""The Data pane's words: what was read, kept and dropped, and how the labels are spread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core import columns
from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

ROWS_NAMED = 200  # row numbers listed for one reason


@dataclass(frozen=True)
class DataReport:
    """What the pane shows of an import. `dropped` is (reason, count, row numbers)."""

    file: str
    headline: str
    facts: tuple[tuple[str, str, str], ...]  # (title, figure, under it)
    dropped: tuple[tuple[str, int, tuple[int, ...]], ...]
    notes: tuple[str, ...]
    labels: tuple[tuple[str, tuple[int, ...]], ...]  # name -> rows in train, validation, test
    columns: dict[str, str]


def report(state: ProjectState) -> DataReport | None:
    """The report of the project's data set, None before an import."""
    if not state.data:
        return None
    about, told = state.data, state.data["import"]
    dropped = tuple(
        (reason, len(rows), tuple(rows)) for reason, rows in told["dropped"].items() if rows
    )
    parts = part_counts(state)
    sizes = [sum(counts[at] for _, counts in parts) for at in range(3)]
    used = ", ".join(f"{role}: “{column}”" for role, column in told["columns"].items() if column)
    facts = (
        (tr("Rows kept"), words.count(told["kept"]), tr("of {n} read", n=words.count(told["rows_read"]))),
        (tr("Labels"), str(len(told["label_counts"])), tr("by: {who}", who=about["label_source"])),
        (tr("Train"), words.count(sizes[0]), tr("rows to learn from")),
        (tr("Validation and test"), f"{words.count(sizes[1])} + {words.count(sizes[2])}", tr("never seen in training")),
    )  # fmt: skip
    headline = tr(
        "{columns} · {encoding}, delimiter {delimiter}",
        columns=used,
        encoding=told["encoding"],
        delimiter=spoken_delimiter(told["delimiter"]),
    )
    return DataReport(about["file"], headline, facts, dropped, tuple(told["notes"]), parts, told["columns"])  # fmt: skip


def spoken_delimiter(sign: str) -> str:
    """A delimiter as a word; none for formats that have none."""
    names = {
        ",": tr("comma"),
        ";": tr("semicolon"),
        "\t": tr("tab"),
        "|": tr("bar"),
        "": tr("none"),
    }
    return names.get(sign, f"“{sign}”")


def rows_of(dropped: tuple[str, int, tuple[int, ...]]) -> str:
    """The row numbers of one reason, as a sentence."""
    reason, count, rows = dropped
    listed = ", ".join(words.count(row) for row in rows[:ROWS_NAMED])
    more = tr(" and {n} more", n=words.count(count - ROWS_NAMED)) if count > ROWS_NAMED else ""
    return tr("{reason}: rows {rows}{more}", reason=reason, rows=listed, more=more)


def part_counts(state: ProjectState) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Rows of each label in train, validation and test, most frequent label first."""
    counts = []
    for part in columns.PARTS:  # counted by Arrow itself: its to_numpy would load pandas
        found = open_part(state, part)["label_id"].value_counts().to_pylist()
        counts.append({row["values"]: int(row["counts"]) for row in found})
    names = state.data["labels"]
    table = [(name, tuple(c.get(at, 0) for c in counts)) for at, name in enumerate(names)]
    return tuple(sorted(table, key=lambda row: -sum(row[1])))


def open_part(state: ProjectState, part: str) -> Any:
    """The memory-mapped columns of one part: an Arrow table. Raises InputError."""
    return columns.open_table(state.names["dataset"].path / f"{part}.arrow")


class Rows:
    """All rows of a data set behind one index: (part, source row, label, text), read lazily."""

    HEADERS: Sequence[str] = ("Part", "Row", "Label", "Text")

    def __init__(self, state: ProjectState) -> None:
        self._labels: Sequence[str] = state.data["labels"]
        self._parts = [(part, open_part(state, part)) for part in columns.PARTS]
        self._starts = [0]
        for _, table in self._parts:
            self._starts.append(self._starts[-1] + len(table))

    def __len__(self) -> int:
        return self._starts[-1]

    def cell(self, row: int, column: int) -> str:
        """One cell as text."""
        at = next(i for i in range(len(self._parts)) if row < self._starts[i + 1])
        part, table = self._parts[at]
        inside = row - self._starts[at]
        if column == 0:
            return tr(part)
        if column == 1:
            return words.count(table["source_row"][inside].as_py())
        if column == 2:
            return self._labels[table["label_id"][inside].as_py()]
        return " ".join(table["text"][inside].as_py()[:2000].split())


def home_for(file: Path, projects: Path) -> Path:
    """A new project folder named after a file, beside the others; never one that exists."""
    stem = file.stem.strip(". ") or "project"
    folder, number = projects / stem, 2
    while folder.exists():
        folder, number = projects / f"{stem}-{number}", number + 1
    return folder
