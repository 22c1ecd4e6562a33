"""How far a new model's probabilities can be trusted: fitted on validation, judged on the test rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.core import calibration
from studio.core.files import write_text
from studio.core.values import Dataset
from studio.project import Project

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Logits = NDArray[np.float32]

FEWEST = 30  # validation rows to fit one number on
HALF = 0.5  # the threshold to suggest leaves at most this share of the errors' rate


def trust_of(validation: tuple[Logits, Dataset], test: tuple[Logits, Dataset]) -> dict[str, Any]:
    """temperature (1 with fewer than 30 validation rows); ece and nll of the test rows before and
    after it; reject_below, the threshold that halves the validation errors' rate, and what it
    comes to on the test rows: coverage and risk.
    """
    from studio.core import scores

    held, rows = validation
    t = calibration.fit_temperature(held, rows.label_ids) if len(rows) >= FEWEST else 1.0
    logits, exam = test
    ids = exam.label_ids
    errors = 1 - scores.accuracy(rows.label_ids, held.argmax(-1))
    threshold, _ = calibration.reject_below(held, rows.label_ids, errors * HALF, t)
    sure = scores.softmax(logits, t).max(-1) >= threshold
    wrong = logits.argmax(-1) != ids
    return {
        "temperature": t,
        "ece": [calibration.calibration_error(logits, ids, each) for each in (1.0, t)],
        "nll": [calibration.negative_log_likelihood(logits, ids, each) for each in (1.0, t)],
        "reject_below": threshold,
        "coverage": float(sure.mean()) if len(ids) else 0.0,
        "risk": float(wrong[sure].mean()) if sure.any() else 0.0,
    }


def draw_risk(project: Project, name: str, logits: Logits, exam: Dataset, trust: dict[str, Any]) -> str:  # fmt: skip
    """Write exports/NAME-risk-coverage.svg; its path."""
    from studio.verify.risk_picture import risk_picture

    coverage, risk, _ = calibration.risk_coverage(logits, exam.label_ids, trust["temperature"])
    picture = risk_picture(name, coverage.tolist(), risk.tolist(), (trust["coverage"], trust["risk"]))  # fmt: skip
    out = project.root / "exports" / f"{name}-risk-coverage.svg"
    write_text(out, picture)
    return str(out)


def trust_line(trust: dict[str, Any]) -> str:
    """What to tell of it in a line."""
    before, after = trust["ece"]
    return (
        f"calibration error {before:.1%}, {after:.1%} at temperature {trust['temperature']:.2f}; "
        f"answers under {trust['reject_below']:.0%} left out: {trust['risk']:.1%} wrong on "
        f"{trust['coverage']:.0%} of the test rows"
    )
