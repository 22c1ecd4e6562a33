"""Which labels a model takes for which: counts, shares, per-label scores, and the rows behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from studio.core import columns
from studio.core.errors import InputError
from studio.project.measurements import answers_file
from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TEXT_SHOWN = 2000  # characters of a row in a table


@dataclass(frozen=True, slots=True)
class LabelScore:
    """One label's scores, 0..1; None where it has no rows, or was never answered."""

    name: str
    precision: float | None
    recall: float | None
    f1: float | None
    rows: int


@dataclass(frozen=True)
class Confusion:
    """counts[truth][answer] over k labels."""

    labels: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @cached_property
    def rows(self) -> tuple[int, ...]:
        """How many rows each label truly has."""
        return tuple(sum(line) for line in self.counts)

    def share(self, truth: int, answer: int) -> float:
        """Share of the truth's rows that got this answer, 0..1; 0 for a label without rows."""
        return self.counts[truth][answer] / self.rows[truth] if self.rows[truth] else 0.0

    def per_label(self) -> list[LabelScore]:
        """Precision, recall and F1 as scikit-learn has them, undefined ones left out."""
        made = []
        for at, name in enumerate(self.labels):
            hits, true = self.counts[at][at], self.rows[at]
            said = sum(line[at] for line in self.counts)
            both = true + said
            made.append(LabelScore(name, hits / said if said else None, hits / true if true else None, 2 * hits / both if both else None, true))  # fmt: skip
        return made

    def told(self, truth: int, answer: int) -> str:
        """One cell as a sentence."""
        return tr(
            "{truth} answered as {answer}: {n} of {all} rows, {share}",
            truth=self.labels[truth], answer=self.labels[answer], n=words.count(self.counts[truth][answer]),
            all=words.count(self.rows[truth]), share=words.share(self.share(truth, answer)),
        )  # fmt: skip

    def table(self) -> tuple[list[str], list[list[str]]]:
        """The whole matrix as text: a row a true label."""
        headers = [tr("True label"), *self.labels, tr("All")]
        return headers, [[name, *map(words.count, line), words.count(sum(line))] for name, line in zip(self.labels, self.counts, strict=True)]  # fmt: skip

    def worst(self) -> tuple[int, int] | None:
        """(truth, answer) of the commonest mistake, None when there is none."""
        k = range(len(self.labels))
        wrong = [(self.counts[t][a], t, a) for t in k for a in k if t != a]
        most = max(wrong, default=(0, 0, 0), key=lambda found: found[0])
        return (most[1], most[2]) if most[0] else None


def confusion(state: ProjectState, name: str) -> Confusion | None:
    """Of the test rows, as it was counted when the model `name` was made."""
    exam = state.about.get(name, {}).get("scores", {}).get("test", {}) if state.has(name) else {}
    if not exam.get("confusion"):
        return None
    labels = tuple(exam["per_label_f1"])
    return Confusion(labels, tuple(tuple(int(n) for n in line) for line in exam["confusion"]))


HEADERS = ("Label", "Precision", "Recall", "F1", "Rows")


def score_rows(found: Confusion) -> list[list[str]]:
    """Cells of the per-label table, in the labels' order."""

    def share(value: float | None) -> str:
        return "–" if value is None else words.share(value)

    return [[s.name, share(s.precision), share(s.recall), share(s.f1), words.count(s.rows)] for s in found.per_label()]  # fmt: skip


class Behind:
    """The test rows behind one cell, the surest first: read when they are seen."""

    HEADERS: Sequence[str] = ("Row", "Confidence", "True label", "Answer", "Text")

    def __init__(self, table: Any, rows: NDArray[np.int64], sure: NDArray[np.float32], truth: str, answer: str) -> None:  # fmt: skip
        self._table, self._rows, self._sure = table, rows, sure
        self._truth, self._answer = truth, answer

    def __len__(self) -> int:
        return len(self._rows)

    def cell(self, row: int, column: int) -> str:
        """One cell as text."""
        at = int(self._rows[row])
        if column == 0:
            return words.count(self._table["source_row"][at].as_py())
        if column == 1:
            return words.share(float(self._sure[row]))
        if column == 2:
            return self._truth
        if column == 3:
            return self._answer
        return " ".join(self._table["text"][at].as_py()[:TEXT_SHOWN].split())


def behind(state: ProjectState, name: str, truth: int, answer: int) -> Behind:
    """Rows of one cell. Raises InputError when the answers or the rows are not there any more."""
    import numpy as np

    found = confusion(state, name)
    table, logits = _answers(state, name)
    assert found is not None
    ids = columns.as_array(table["label_id"])
    said = logits.argmax(-1)
    at = np.flatnonzero((ids == truth) & (said == answer))
    z = logits[at].astype(np.float64)
    p = np.exp(z - z.max(-1, keepdims=True, initial=-np.inf))
    sure = (p / p.sum(-1, keepdims=True))[:, answer].astype(np.float32)
    order = np.argsort(-sure, kind="stable")
    return Behind(table, at[order], sure[order], found.labels[truth], found.labels[answer])


def _answers(state: ProjectState, name: str) -> tuple[Any, Any]:
    """The test rows' columns and the model's logits on them."""
    data, model = state.names.get("dataset"), state.names.get(name)
    if data is None or model is None or state.root is None or data.digest not in model.parents:
        raise InputError(
            tr("The data changed after this model was made: its rows are not these any more."),
            code="rows-changed",
            remedy=tr("Train it again to see the rows behind each cell."),
        )
    file = answers_file(state.root, model.digest, data.digest)
    if not file.exists():
        raise InputError(
            tr("The answers to the single rows were not kept."),
            code="no-answers",
            remedy=tr(
                "Press the main button again: what did not change is kept, and they are written."
            ),
        )
    kept = columns.open_table(file)
    table = columns.open_table(data.path / "test.arrow")
    flat = columns.as_array(kept["logits"].combine_chunks().flatten())
    return table, flat.reshape(len(kept), -1)
