"""The test rows on which two models give different labels: text, truth, both answers, what got worse."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from studio.core import columns, scores
from studio.core.errors import InputError
from studio.project.measurements import Known
from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState


@dataclass(frozen=True, slots=True)
class Differing:
    """One row: its number in the test part, label ids, and each side's confidence in its answer."""

    row: int
    truth: int
    first: int
    second: int
    first_p: float
    second_p: float

    @property
    def worse(self) -> bool:
        """Whether the first model was right and the second is not."""
        return self.first == self.truth != self.second

    @property
    def better(self) -> bool:
        """Whether the second model is right and the first was not."""
        return self.second == self.truth != self.first


@dataclass
class Disagreements:
    """Cells for a table: `rows` in the order of the test part; texts are read when they are seen."""

    first: str
    second: str
    total: int
    rows: Sequence[Differing]
    labels: Sequence[str]
    _texts: Any = field(default=None, repr=False)
    HEADERS: Sequence[str] = ()

    def __post_init__(self) -> None:
        self.HEADERS = (tr("Text"), tr("Label"), self.first, self.second)

    def __len__(self) -> int:
        return len(self.rows)

    def cell(self, row: int, column: int) -> str:
        """One cell's text."""
        at = self.rows[row]
        if column == 0:
            return str(self._texts[at.row].as_py())
        if column == 1:
            return self.labels[at.truth] if at.truth >= 0 else "–"
        label, p = ((at.first, at.first_p), (at.second, at.second_p))[column - 2]
        mark = "✓ " if label == at.truth else "✗ "
        return f"{mark}{self.labels[label]}  {words.share(p, 0)}"

    def only_worse(self) -> Disagreements:
        """The rows on which the first model was right and the second is not."""
        kept = [row for row in self.rows if row.worse]
        return Disagreements(self.first, self.second, self.total, kept, self.labels, self._texts)

    def headline(self) -> str:
        """How many rows differ, and in which direction."""
        worse, better = (sum(getattr(r, way) for r in self.rows) for way in ("worse", "better"))
        if not self.rows:
            return tr("Both give the same label on all {n} test rows.", n=words.count(self.total))
        return tr(
            "{n} of {total} test rows differ: {worse} got worse, {better} got better, {both} wrong both times.",
            n=words.count(len(self.rows)),
            total=words.count(self.total),
            worse=words.count(worse),
            better=words.count(better),
            both=words.count(len(self.rows) - worse - better),
        )


def answered(state: ProjectState) -> list[str]:
    """Models whose answers to the test rows are kept."""
    return [model.name for model in state.known if model.answers is not None]


def first_choice(state: ProjectState) -> tuple[str, str]:
    """The pair to begin with: the student in float16 and its smallest package, else what there is."""
    names = answered(state)
    by_size = sorted(names, key=lambda n: state.names[n].size_bytes)
    original = next((n for n in ("student", "teacher") if n in names), names[0] if names else "")
    smallest = next((n for n in by_size if n.startswith(original) and n != original), "")
    other = smallest or next((n for n in names if n != original), "")
    return original, other


def disagreements(state: ProjectState, first: str, second: str) -> Disagreements:
    """Compare the kept answers of two models. Raises InputError when one has none for this data."""
    import numpy as np

    known = {model.name: model for model in state.known}
    table = columns.open_table(state.names["dataset"].path / "test.arrow")
    truth = columns.as_array(table["label_id"])
    (a, labels), (b, _) = (_answers(known[name], len(truth)) for name in (first, second))
    where = np.flatnonzero(a.argmax(-1) != b.argmax(-1))
    p, q = scores.softmax(a[where]), scores.softmax(b[where])
    rows = [
        Differing(int(row), int(truth[row]), int(x.argmax()), int(y.argmax()), float(x.max()), float(y.max()))
        for row, x, y in zip(where, p, q, strict=True)
    ]  # fmt: skip
    return Disagreements(first, second, len(truth), rows, labels, table["text"])


def _answers(model: Known, rows: int) -> tuple[columns.Matrix, tuple[str, ...]]:
    if model.answers is not None:
        logits, labels = columns.read_answers(model.answers)
        if len(logits) == rows:
            return logits, labels
    raise InputError(f"The answers of {model.name} to the test rows are not kept.", code="no-answers", remedy="Press “Measure all”.")  # fmt: skip
