"""What a conversion learns from the project's data: lengths, sentences, and a temperature."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core import columns
from studio.core.calibration import (
    COLDEST,
    HOTTEST,
    calibration_error,
    fit_temperature,
    negative_log_likelihood,
)
from studio.core.errors import InputError
from studio.core.events import Event, Note
from studio.core.values import Dataset
from studio.pipeline import scoring
from studio.project import Project

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Logits = NDArray[np.float32]

AUTO = "auto"
FEWEST = 20  # rows to fit one number on
MOST = 2000
_IMPORT = "Convert inside a project with data (--project DIR), or give the temperature as a number."


@dataclass(frozen=True)
class OwnData:
    """counts: (tokens, how many texts), by the teacher's tokenizer once it counted; validation rows; a digest."""

    counts: Sequence[tuple[int, int]] = ()
    validation: Dataset | None = None
    digest: str = ""

    @property
    def texts(self) -> Sequence[str]:
        """Sentences of the kind that the model will read."""
        return self.validation.texts if self.validation is not None else ()


def own_data(project: Project | None) -> OwnData:
    """The project's; nothing without one, or before an import."""
    data = project.named("dataset") if project is not None else None
    if project is None or data is None or not data.path.exists():
        return OwnData()
    teacher = project.named("teacher")
    counted = project.measured(teacher.digest, "lengths", data.digest) if teacher else None
    told = counted or project.about(data).get("lengths") or {}
    counts = [(int(tokens), int(rows)) for tokens, rows in told.get("counts", [])]
    return OwnData(counts, columns.read_dataset(data.path / "validation.arrow"), data.digest)


def temperature_of(
    asked: str, answer: Callable[[Sequence[str]], Logits], labels: Sequence[str], data: OwnData
) -> Generator[Event, None, float]:
    """'1', a number, or 'auto': fitted on the validation rows, with a Note that says what it did.

    Raises InputError for anything else, or where there is nothing to fit it on.
    """
    if asked != AUTO:
        return _number(asked)
    rows = data.validation
    if rows is None or len(rows) < FEWEST:
        few = "no labelled rows" if rows is None else f"only {len(rows)} validation rows"
        raise InputError(f"A temperature can't be fitted on {few}.", code="no-calibration", remedy=_IMPORT)  # fmt: skip
    if tuple(labels) != rows.labels.names:
        raise InputError("The model has other labels than the project's data: its temperature can't be fitted on them.", code="labels-differ", remedy=_IMPORT)  # fmt: skip
    rows = rows.select(range(min(len(rows), MOST)))
    logits = yield from scoring.logits_of(answer, rows.texts, "calibrate")
    found = fit_temperature(logits, rows.label_ids)
    before, after = (negative_log_likelihood(logits, rows.label_ids, t) for t in (1.0, found))
    honest = [calibration_error(logits, rows.label_ids, t) for t in (1.0, found)]
    yield Note(
        f"temperature {found:.3f}, fitted on {len(rows)} validation rows: negative log likelihood "
        f"{before:.4f} -> {after:.4f}, expected calibration error {honest[0]:.1%} -> {honest[1]:.1%}"
    )
    if found in (COLDEST, HOTTEST):
        yield Note("the temperature met its bound: these rows say little about how sure the model may be", "warning")  # fmt: skip
    return found


def _number(asked: Any) -> float:
    try:
        found = float(asked or 1)
    except ValueError:
        found = float("nan")
    if not COLDEST / 10 <= found <= HOTTEST * 10:
        raise InputError(f"A temperature can't be {asked!r}.", code="bad-setting", remedy="A number from 0.01 to 100 (1 changes nothing), or auto")  # fmt: skip
    return found
