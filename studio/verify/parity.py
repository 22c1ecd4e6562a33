"""Parity: one list of texts through two runtimes, the largest differences, and a verdict."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, QualityError
from studio.core.events import Event, Progress
from studio.core.scores import softmax
from studio.core.values import ParityReport
from studio.runtime import Runtime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Matrix = NDArray[np.float32]

BREATH = 0.25  # seconds between two signs of life, aimed at by the number of texts in a batch
LARGEST_BATCH = 64
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Limits:
    """What a candidate must reach."""

    agreement: float
    max_abs_probability: float | None


def compare(
    reference: Runtime,
    candidate: Runtime,
    texts: Sequence[str],
    *,
    required_agreement: float,
    max_abs_probability: float | None = None,
) -> Generator[Event, None, ParityReport]:
    """Says Progress("verify") and returns the report.

    Passes when the labels agree on at least `required_agreement` of the texts (0..1), every logit
    is finite on both sides, and no probability differs by more than `max_abs_probability`.
    Raises QualityError when a runtime is in fast arithmetic: it can't show what fp16 does, so no
    verdict may rest on it. Raises InputError for no texts or for labels that differ.
    """
    _comparable(reference, candidate, texts)
    ours: list[Matrix] = []
    theirs: list[Matrix] = []
    trouble = ""
    at, size = 0, 1
    yield Progress("verify", 0, len(texts))
    while at < len(texts):
        start, batch = time.perf_counter(), texts[at : at + size]
        ours.append(reference.logits(batch))
        theirs.append(candidate.logits(batch))
        trouble = trouble or candidate.trouble()
        at += len(batch)
        size = _next_size(size, time.perf_counter() - start)
        yield Progress("verify", at, len(texts))
    import numpy as np

    limits = Limits(required_agreement, max_abs_probability)
    return judge(
        reference, candidate, texts, np.concatenate(ours), np.concatenate(theirs), limits, trouble
    )


def judge(
    reference: Runtime,
    candidate: Runtime,
    texts: Sequence[str],
    ours: Matrix,
    theirs: Matrix,
    limits: Limits,
    trouble: str = "",
) -> ParityReport:
    """The report on logits[n, k] of both sides; a row that isn't finite is the worst there is."""
    import numpy as np

    finite = np.all(np.isfinite(np.hstack([ours, theirs])), axis=1)
    by_logit = np.where(finite, np.abs(_safe(ours) - _safe(theirs)).max(axis=1), np.inf)
    # What the candidate answers with: its temperature sharpens or dulls the differences, too.
    scale = candidate.card.calibration
    chances = np.abs(softmax(_safe(ours), scale) - softmax(_safe(theirs), scale)).max(axis=1)
    by_chance = np.where(finite, chances, np.inf)
    same = finite & (_safe(ours).argmax(axis=1) == _safe(theirs).argmax(axis=1))
    # Among equal differences a row whose label changed is the one to look at.
    worst = int(np.lexsort((~same, by_chance))[-1])
    reason = _reason(finite, float(same.mean()), float(by_chance.max()), limits, trouble)
    return ParityReport(
        reference=reference.name,
        candidate=candidate.name,
        examples=len(texts),
        max_abs_logit=float(by_logit.max()),
        max_abs_probability=float(by_chance.max()),
        label_agreement=float(same.mean()),
        worst_row=worst,
        # Half a surrogate pair is a fine test row, but no file or terminal takes it.
        worst_text=texts[worst].encode("utf-8", "replace").decode("utf-8"),
        verdict="fail" if reason else "pass",
        arithmetic=candidate.arithmetic,
        required_agreement=limits.agreement,
        reason=reason,
    )


def require_pass(report: ParityReport) -> None:
    """Raise QualityError naming the worst row when the report failed."""
    if report.verdict == "pass":
        return
    shown = report.worst_text[:SHOWN] + ("…" if len(report.worst_text) > SHOWN else "")
    raise QualityError(
        f"{report.candidate} doesn't match {report.reference}: {report.reason} "
        f"(worst row {report.worst_row}: {shown!r}).",
        code="parity-failed",
        remedy="Choose a scheme with more bits, or float32, or accept the difference knowingly.",
        detail=f"max |delta logit| {report.max_abs_logit:.3g}, max |delta probability| "
        f"{report.max_abs_probability:.3g}, agreement {report.label_agreement:.4f}",
    )


def _next_size(size: int, seconds: float) -> int:
    """As many texts as are likely to fit the time between two signs of life."""
    if seconds > BREATH:
        return max(1, size // 2)
    return min(LARGEST_BATCH, size * 2) if seconds < BREATH / 3 else size


def _comparable(reference: Runtime, candidate: Runtime, texts: Sequence[str]) -> None:
    for runtime in (reference, candidate):
        if runtime.arithmetic == "fast":
            raise QualityError(
                f"A verdict can't rest on the fast arithmetic of {runtime.name}.",
                code="verdict-needs-faithful",
                remedy="Open the package with arithmetic faithful.",
            )
    if not len(texts):
        raise InputError(
            "There are no texts to compare.", code="no-texts", remedy="Hand over some texts."
        )
    if reference.card.labels != candidate.card.labels:
        raise InputError(
            "The two models have different labels: "
            f"{', '.join(reference.card.labels)} and {', '.join(candidate.card.labels)}.",
            code="labels-differ",
            remedy="Compare a package with the classifier it was made from.",
        )


def _safe(logits: Matrix) -> Matrix:
    import numpy as np

    return np.nan_to_num(logits.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)


def _reason(
    finite: NDArray[Any], agreement: float, chance: float, limits: Limits, trouble: str
) -> str:
    if not finite.all():
        where = f": {trouble}" if trouble else ""
        return f"{int((~finite).sum())} of {len(finite)} rows have logits that aren't finite{where}"
    if agreement < limits.agreement:
        return f"labels agree on {agreement:.2%} of the rows, {limits.agreement:.2%} are required"
    if limits.max_abs_probability is not None and chance > limits.max_abs_probability:
        return f"a probability differs by {chance:.2g}, {limits.max_abs_probability:.2g} is allowed"
    return ""
