"""The Data pane's words: what was read, kept and dropped, how the labels are spread, what can be edited."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core import columns, query
from studio.ui.presenters import words
from studio.ui.presenters.data_rows import FINDINGS
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

BARS = 24  # labels drawn by name; the rest is one bar
TWINS = ("exact duplicate of an earlier row", "same text, another label")  # rows one may keep


@dataclass(frozen=True)
class Reason:
    """Rows concerned by one reason, and how many of them were dropped for it."""

    name: str
    rows: int
    dropped: int

    @property
    def keepable(self) -> bool:
        """Whether a person may keep such a row."""
        return self.name in TWINS

    @property
    def words(self) -> str:
        """A line of the list."""
        if not self.dropped:
            return tr("{n} kept: {reason}", n=words.count(self.rows), reason=tr(self.name))
        return f"{words.count(self.dropped)}  {tr(self.name)}"


@dataclass(frozen=True)
class DataReport:
    """What the pane shows of an import."""

    file: str
    headline: str
    facts: tuple[tuple[str, str, str], ...]  # (title, figure, under it)
    reasons: tuple[Reason, ...]
    notes: tuple[str, ...]
    labels: tuple[tuple[str, tuple[int, ...]], ...]  # name -> rows in train, validation, test
    columns: dict[str, str]


def report(state: ProjectState) -> DataReport | None:
    """The report of the project's data set, None before an import. Raises InputError."""
    if not state.data:
        return None
    about, told = state.data, state.data["import"]
    parts = part_counts(state)
    sizes = [sum(counts[at] for _, counts in parts) for at in range(3)]
    facts = (
        (tr("Rows kept"), words.count(told["kept"]), tr("of {n} read", n=words.count(told["rows_read"]))),
        (tr("Labels"), str(len(told["label_counts"])), tr("given by: {who}", who=about["label_source"])),
        (tr("Train"), words.count(sizes[0]), tr("rows to learn from")),
        (tr("Validation and test"), f"{words.count(sizes[1])} + {words.count(sizes[2])}", tr("never seen in training")),
    )  # fmt: skip
    used = ", ".join(
        f"{tr(words.plain(role)).lower()}: “{column}”"
        for role, column in told["columns"].items()
        if column
    )
    headline = " · ".join([used, how_read(told["encoding"], told["delimiter"]), *_edited(about)])
    return DataReport(about["file"], headline, facts, _reasons(state), tuple(told["notes"]), parts, told["columns"])  # fmt: skip


def _edited(about: dict[str, Any]) -> list[str]:
    """What the person decided, in a few words."""
    asked = Asked.of(about.get("settings", {}))
    said = []
    if asked.merge:
        said.append(tr("labels edited: {n}", n=len(asked.merge)))
    if asked.keep_row:
        said.append(tr("rows put back: {n}", n=len(asked.keep_row)))
    return said


def _reasons(state: ProjectState) -> tuple[Reason, ...]:
    dropped = {name: len(rows) for name, rows in state.data["import"]["dropped"].items() if rows}
    file = state.names["dataset"].path / FINDINGS
    behind = dict(query.values(columns.open_table(file), "reason")) if file.exists() else {}
    return tuple(
        Reason(name, behind.get(name, dropped.get(name, 0)), dropped.get(name, 0))
        for name in dict.fromkeys([*dropped, *behind])
    )


def how_read(encoding: str, delimiter: str) -> str:
    """utf-8, delimiter comma."""
    return tr("{encoding}, delimiter {delimiter}", encoding=encoding, delimiter=spoken_delimiter(delimiter))  # fmt: skip


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


def part_counts(state: ProjectState) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Rows of each label in train, validation and test, most frequent label first."""
    folder = state.names["dataset"].path
    counts = [dict(query.values(columns.open_table(folder / f"{part}.arrow"), "label_id", 10**6)) for part in columns.PARTS]  # fmt: skip
    names = state.data["labels"]
    table = [(name, tuple(c.get(at, 0) for c in counts)) for at, name in enumerate(names)]
    return tuple(sorted(table, key=lambda row: -sum(row[1])))


def bars(labels: tuple[tuple[str, tuple[int, ...]], ...]) -> tuple[tuple[str, tuple[int, ...]], ...]:  # fmt: skip
    """What the chart draws: the most frequent labels, the others together."""
    if len(labels) <= BARS:
        return labels
    rest = [sum(column) for column in zip(*(counts for _, counts in labels[BARS:]), strict=True)]
    return (*labels[:BARS], (tr("{n} more labels", n=len(labels) - BARS), tuple(rest)))


def split_table(labels: tuple[tuple[str, tuple[int, ...]], ...]) -> tuple[list[str], list[list[str]]]:  # fmt: skip
    """Label x part, with a row of sums."""
    sums = tuple(map(sum, zip(*(counts for _, counts in labels), strict=True)))
    lines = [*labels, (tr("All labels"), sums)]
    rows = [[name, *map(words.count, counts)] for name, counts in lines]
    return [tr("Label"), tr("Train"), tr("Validation"), tr("Test")], rows


def home_for(file: Path, projects: Path) -> Path:
    """A new project folder named after a file, beside the others; never one that exists."""
    stem = file.stem.strip(". ") or "project"
    folder, number = projects / stem, 2
    while folder.exists():
        folder, number = projects / f"{stem}-{number}", number + 1
    return folder


# before the import ---------------------------------------------------------------------------------


def roles() -> dict[str, str]:
    """What a column can be, with its title."""
    return {"text": tr("Text"), "label": tr("Label"), "label_id": tr("Label id")}


def looked_headline(looked: dict[str, Any]) -> str:
    """1,000,000 rows, 3 columns · utf-8, delimiter comma."""
    size = tr("{rows} rows, {columns} columns", rows=words.count(looked["rows"]), columns=len(looked["columns"]))  # fmt: skip
    lost = sum(looked["dropped"].values())
    more = tr(" · {n} rows can't be read", n=words.count(lost)) if lost else ""
    return f"{size} · {how_read(looked['encoding'], looked['delimiter'])}{more}"


def hints(looked: dict[str, Any], chosen: dict[str, str]) -> dict[str, str]:
    """Why each column was taken."""
    said = {}
    for role, column in chosen.items():
        if not column:
            said[role] = tr("optional") if role == "label_id" else ""
        elif column != looked["roles"].get(role):
            said[role] = tr("your choice")
        elif role in looked["guessed"]:
            said[role] = tr("guessed from its content: please check")
        else:
            said[role] = tr("found by its name")
    return said


def columns_problem(chosen: dict[str, str], labels: list[tuple[str, int]] | None = None) -> str:
    """Why these columns can't be imported, with what to do; "" when they can."""
    if not chosen["text"]:
        return tr("Choose the column with the sentences.")
    if not chosen["label"] and not chosen["label_id"]:
        return tr("Choose the column with the labels.")
    used = [column for column in chosen.values() if column]
    if len(set(used)) < len(used):
        return tr("Choose a different column for each.")
    if labels is not None and len(labels) == 1:
        return tr("Every row has the label “{name}”: choose another column, or add rows with a second label.", name=labels[0][0])  # fmt: skip
    if labels is not None and not labels:
        return tr("The label column is empty: choose another one.")
    return ""


# edits ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Asked:
    """What the person decided about the file: fields of ImportSpec. Every edit makes a new one."""

    text: str = ""
    label: str = ""
    label_id: str = ""
    merge: tuple[str, ...] = ()
    keep_row: tuple[int, ...] = ()

    @classmethod
    def of(cls, settings: dict[str, Any]) -> Asked:
        """From a data set's settings."""
        text, label, label_id = (str(settings.get(role) or "") for role in roles())
        return cls(text, label, label_id, tuple(settings.get("merge", ())), tuple(settings.get("keep_row", ())))  # fmt: skip

    def values(self) -> dict[str, Any]:
        """Plain JSON for the spec."""
        return {"text": self.text, "label": self.label, "label_id": self.label_id, "merge": list(self.merge), "keep_row": list(self.keep_row)}  # fmt: skip

    @property
    def roles(self) -> dict[str, str]:
        """Role -> column."""
        return {"text": self.text, "label": self.label, "label_id": self.label_id}

    def with_columns(self, chosen: dict[str, str]) -> Asked:
        """Other columns; decisions about labels and rows go with the old ones."""
        if chosen == self.roles:
            return self
        return Asked(chosen["text"], chosen["label"], chosen["label_id"])

    def merging(self, names: list[str], into: str) -> Asked:
        """These labels read as one."""
        order = f"{','.join(map(_quoted, names))}={into}"
        return Asked(self.text, self.label, self.label_id, (*self.merge, order), self.keep_row)

    def keeping(self, rows: list[int], keep: bool) -> Asked:
        """These rows kept, or left to the rules again."""
        kept = set(self.keep_row) | set(rows) if keep else set(self.keep_row) - set(rows)
        return Asked(self.text, self.label, self.label_id, self.merge, tuple(sorted(kept)))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"' if {",", '"'} & set(name) else name


def merge_words(names: list[str], chosen: list[str], into: str) -> tuple[str, str]:
    """(why it can't be done, what will happen); one of them is empty."""
    if not chosen:
        return tr("Tick at least one label."), ""
    if not into:
        return tr("Give it a name."), ""
    if "=" in into or '"' in into:
        return tr("A name can't contain an equals sign or a double quote."), ""
    if chosen == [into]:
        return tr("Tick another label, or type another name."), ""
    left = len(set(names) - set(chosen) | {into})
    if left < 2:
        return tr("At least two labels must remain."), ""
    if len(chosen) == 1 and into not in names:
        return "", tr("“{name}” will be called “{into}”.", name=chosen[0], into=into)
    return "", tr("{n} labels will remain. You can undo it.", n=left)
