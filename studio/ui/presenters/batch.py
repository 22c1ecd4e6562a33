"""A whole file in the playground: its columns, its answers as a table, what they come to."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.columns import as_array, open_table
from studio.ui.presenters import words
from studio.ui.presenters.dropping import TABLES, Drop
from studio.ui.presenters.language import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

SORTS = ("file", "unsure", "sure")
SHOWN = 400  # letters of a text in a cell


def table_in(paths: list[Path]) -> Drop | None:
    """What dropping a table onto the playground does; None for anything else."""
    if len(paths) != 1 or paths[0].suffix.lower() not in TABLES or not paths[0].is_file():
        return None
    return Drop("data", paths[0], tr("Classify every row of “{name}”.", name=paths[0].name))


@dataclass(frozen=True)
class Columns:
    """A table's columns, the one with the sentences and the one with labels ("": none) guessed."""

    names: tuple[str, ...]
    text: str
    label: str
    rows: int

    @property
    def headline(self) -> str:
        """How much it is."""
        return tr("{rows} rows, {columns} columns", rows=words.count(self.rows), columns=len(self.names))  # fmt: skip


def columns_of(result: Any) -> Columns:
    """From what a first look at the file found."""
    roles = result.get("roles", {})
    names = tuple(map(str, result["columns"]))
    longest = names[0] if names else ""
    return Columns(names, str(roles.get("text") or longest), str(roles.get("label") or ""), int(result["rows"]))  # fmt: skip


def answers_name(file: str, model: str) -> str:
    """A name for the exported answers."""
    return f"{Path(file).stem}-{Path(model).name.removesuffix('.mlpackage')}.csv"


@dataclass
class Answers:
    """The classified rows as the table shows them: filtered by label, sorted by confidence."""

    texts: Any
    predicted: Ints
    confidence: NDArray[np.float32]
    labels: tuple[str, ...]
    truth: Any = None
    label: int = -1
    sort: str = "file"
    HEADERS: Sequence[str] = field(init=False)
    _shown: Ints = field(init=False)

    def __post_init__(self) -> None:
        known = (tr("In the file"),) if self.truth is not None else ()
        self.HEADERS = (tr("Row"), tr("Answer"), tr("Confidence"), *known, tr("Text"))
        self.arrange(self.label, self.sort)

    @classmethod
    def read(cls, file: Path) -> Answers:
        """Map the columns the step wrote. Raises InputError."""
        table = open_table(file)
        labels = tuple(json.loads((table.schema.metadata or {})[b"labels"]))
        truth = table["label"] if "label" in table.column_names else None
        return cls(table["text"], as_array(table["predicted"]), as_array(table["confidence"]), labels, truth)  # fmt: skip

    def __len__(self) -> int:
        return len(self._shown)

    def cell(self, row: int, column: int) -> str:
        """One cell's text."""
        at = int(self._shown[row])
        name = self.labels[int(self.predicted[at])]
        known = (str(self.truth[at]),) if self.truth is not None else ()
        if column == len(self.HEADERS) - 1:
            return " ".join(str(self.texts[at])[:SHOWN].split())
        return (words.count(at + 1), name, words.share(float(self.confidence[at])), *known)[column]

    def arrange(self, label: int = -1, sort: str = "file") -> None:
        """Show the rows answered with one label (-1: all), in one of SORTS' orders."""
        import numpy as np

        self.label, self.sort = label, sort
        shown = np.arange(len(self.predicted)) if label < 0 else np.flatnonzero(self.predicted == label)  # fmt: skip
        if sort != "file":
            by = self.confidence[shown] if sort == "unsure" else -self.confidence[shown]
            shown = shown[np.argsort(by, kind="stable")]
        self._shown = shown

    def counts(self) -> list[tuple[str, int]]:
        """How often each label was the answer, in label order."""
        import numpy as np

        found = np.bincount(self.predicted, minlength=len(self.labels))
        return [(name, int(n)) for name, n in zip(self.labels, found, strict=True)]


def summary(result: dict[str, Any]) -> list[str]:
    """What the answers come to, in sentences."""
    rows, seconds = int(result["rows"]), float(result["seconds"])
    pace = words.rate(rows / seconds) if seconds > 0 else ""
    lines = [tr("{rows} rows in {time} ({pace}).", rows=words.count(rows), time=words.duration(seconds), pace=pace)]  # fmt: skip
    found = result.get("scores")
    if not found:
        return lines
    if not found["rows"]:
        return [*lines, tr("No row of that column holds a label the model knows.")]
    lines.append(tr("Accuracy {accuracy}, macro F1 {f1} on {rows} labelled rows.", accuracy=words.share(found["accuracy"]), f1=words.share(found["macro_f1"]), rows=words.count(found["rows"])))  # fmt: skip
    if found["unknown"]:
        lines.append(tr("{n} rows have labels the model doesn't know; they are not counted.", n=words.count(found["unknown"])))  # fmt: skip
    if found["confused"]:
        pairs = [tr("{right} taken for {answer}: {n}", right=a, answer=b, n=words.count(n)) for a, b, n in found["confused"]]  # fmt: skip
        lines.append(tr("Most confused: {pairs}.", pairs="; ".join(pairs)))
    return lines
