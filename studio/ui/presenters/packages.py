"""Models side by side: what came out of a conversion, how it compares, where the front runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.project.measurements import Known
from studio.ui.presenters import words
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.state import ProjectState

DASH = "–"
KIND_NAMES = {"exam": marked("accuracy"), "parity": marked("parity"), "speed": marked("latency")}
FLOORS = ((marked("majority class"), "majority", "majority_macro_f1"), (marked("TF-IDF + logistic regression"), "accuracy", "macro_f1"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mark:
    """One model of the size/accuracy picture. size in bytes, latency in milliseconds, 0 unknown.

    failed: its parity check did.
    """

    name: str
    size_bytes: float
    accuracy: float
    milliseconds: float
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """A parity check in words and an icon; `tone` is good, bad, warn or muted."""

    words: str
    icon: str
    tone: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: what is shown, what it is sorted by (None last), its verdict."""

    name: str
    cells: tuple[str, ...]
    keys: tuple[Any, ...]
    verdict: Verdict | None = None


# what came out of a conversion ------------------------------------------------------------------

HEADERS = (marked("Package"), marked("Size"), marked("Ratio"), marked("Logit diff."), marked("Agreement"), marked("Accuracy"), marked("Verdict"))  # fmt: skip
TIPS = ("", marked("On disk"), marked("How many times smaller than its classifier"), marked("Largest difference between a logit of the package and of its classifier"), marked("Rows on which both answer the same label"), marked("On the test rows"), marked("What the parity check said"))  # fmt: skip


def package_lines(state: ProjectState) -> list[Line]:
    """A line a package; the ratio is to the classifier it was converted from."""
    by_name = {model.name: model for model in state.known}
    return [_package(state, model, by_name.get(model.reference)) for model in state.known if model.artifact.kind != "model"]  # fmt: skip


def _package(state: ProjectState, model: Known, original: Known | None) -> Line:
    parity, exam = model.parity or {}, model.exam or {}
    size = model.artifact.size_bytes
    ratio = original.artifact.size_bytes / max(1, size) if original else None
    told = verdict(model, model.name in state.stale)
    keys = (model.name, size, ratio, parity.get("max_abs_logit"), parity.get("label_agreement"), exam.get("accuracy"), told.words)  # fmt: skip
    shown = (
        model.name,
        words.size(size),
        _say(ratio, lambda r: f"{r:.1f}×"),
        _say(keys[3], lambda v: f"{v:.2g}"),
        _say(keys[4], lambda v: words.share(v, 2)),
        _say(keys[5], words.share),
        told.words,
    )
    return Line(model.name, shown, keys, told)


def verdict(model: Known, stale: bool) -> Verdict:
    """What the latest parity check said; a classifier is what others are compared with."""
    if model.artifact.kind == "model":
        return Verdict(tr("original"), "circle", "muted", tr("Packages are compared with it."))
    if model.parity is None:
        return Verdict(tr("not checked"), "circle-dashed", "muted", tr("Measure all compares it with its classifier, row by row."))  # fmt: skip
    told = _parity_words(model.parity)
    if model.parity["verdict"] != "pass":
        return Verdict(tr("failed"), "circle-x", "bad", _failure(model.name, model.parity))
    if stale:
        return Verdict(tr("passed, out of date"), "refresh-cw", "warn", tr("Something it was made from is new: convert again."))  # fmt: skip
    return Verdict(tr("passed"), "circle-check", "good", told)


def _failure(name: str, parity: dict[str, Any]) -> str:
    """The reason verify gave, and on what."""
    return tr(
        "{name} failed its parity check: {reason} ({rows} rows, {arithmetic} arithmetic). Use a gentler scheme or float32.",
        name=name,
        reason=parity.get("reason", ""),
        rows=words.count(parity.get("examples", 0)),
        arithmetic=parity.get("arithmetic", ""),
    )


def _parity_words(parity: dict[str, Any]) -> str:
    return tr(
        "{share} of {rows} rows have the label PyTorch gives (needed: {needed}); largest difference of a probability {p}; {arithmetic} arithmetic.",
        share=words.share(parity["label_agreement"], 2),
        rows=words.count(parity.get("examples", 0)),
        needed=words.share(parity.get("required_agreement", 1.0)),
        p=f"{parity.get('max_abs_probability', 0.0):.1e}",
        arithmetic=parity.get("arithmetic", ""),
    )


# the comparison ---------------------------------------------------------------------------------


def milliseconds(value: float) -> str:
    """3.1 ms, 128 ms."""
    return f"{value:.1f} ms" if value < 99.95 else f"{value:.0f} ms"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the comparison; `good` says which end is better (1 more, -1 less, 0 neither)."""

    title: str
    width: int
    key: Callable[[Known], Any]
    show: Callable[[Any], str]
    good: int = 0
    tip: str = ""


COLUMNS = (
    Column(marked("Model"), 0, lambda m: m.name, str),
    Column(marked("Size"), 74, lambda m: m.artifact.size_bytes, words.size, -1),
    Column(marked("Accuracy"), 78, lambda m: (m.exam or {}).get("accuracy"), words.share, 1, marked("Share of the test rows answered right")),
    Column(marked("F1"), 56, lambda m: (m.exam or {}).get("macro_f1"), words.share, 1, marked("Macro F1: the mean over labels, rare ones count as much")),
    Column(marked("Agrees"), 66, lambda m: m.agreement, words.share, 1, marked("Share of the test rows answered as the teacher answers them")),
    Column(marked("Parity"), 96, lambda m: None, str),
    Column(marked("Median"), 68, lambda m: (m.speed or {}).get("p50_milliseconds"), milliseconds, -1, marked("Half of the sentences take no longer than this")),
    Column(marked("p95"), 60, lambda m: (m.speed or {}).get("p95_milliseconds"), milliseconds, -1, marked("95 of 100 sentences take no longer than this")),
    Column(marked("Runtime"), 80, lambda m: (m.speed or {}).get("runtime"), str, 0, marked("What answered while it was timed; reference is the studio's interpreter, not Apple's runtime")),
)  # fmt: skip
PARITY = 5


def compared_lines(state: ProjectState) -> list[Line]:
    """Every model with what is known of it, then the floors on the same exam."""
    lines = [_compared(state, model) for model in state.known]
    for name, accuracy, f1 in FLOORS if state.floor and lines else ():
        keys = (tr(name), None, state.floor[accuracy], state.floor[f1], *([None] * 5))
        shown = (tr(name), DASH, words.share(keys[2]), words.share(keys[3]), *([DASH] * 5))
        lines.append(Line(tr(name), shown, keys))
    return lines


def _compared(state: ProjectState, model: Known) -> Line:
    told = verdict(model, model.name in state.stale)
    keys = [column.key(model) for column in COLUMNS]
    shown = [_say(key, column.show) for key, column in zip(keys, COLUMNS, strict=True)]
    keys[PARITY] = shown[PARITY] = told.words
    return Line(model.name, tuple(shown), tuple(keys), told)


def in_order(lines: Sequence[Line], column: int, descending: bool) -> list[Line]:
    """Sorted by a column's values: numbers as numbers, unknown ones last either way."""
    known = [line for line in lines if line.keys[column] is not None]
    unknown = [line for line in lines if line.keys[column] is None]
    return sorted(known, key=lambda line: line.keys[column], reverse=descending) + unknown


def _say(value: Any, show: Callable[[Any], str]) -> str:
    return DASH if value is None else show(value)


def unmeasured(state: ProjectState) -> str:
    """One sentence on what is not known yet, "" when everything is."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for model in state.known:
        if model.lacks:
            groups.setdefault(model.lacks, []).append(model.name)
    if not groups:
        return ""
    listed = "; ".join(
        tr("{kinds} of {names}", kinds=", ".join(tr(KIND_NAMES[kind]) for kind in kinds), names=", ".join(names))
        for kinds, names in groups.items()
    )  # fmt: skip
    return tr("Not measured yet: {listed}.", listed=listed)


def told(state: ProjectState) -> list[str]:
    """What the figures say, in sentences."""
    by_name = {model.name: model for model in state.known}
    scores = {n: (by_name[n].exam or {}).get("accuracy") for n in ("teacher", "student") if n in by_name}  # fmt: skip
    teacher, student, floor = scores.get("teacher"), scores.get("student"), state.floor.get("accuracy")  # fmt: skip
    lines = []
    if teacher is not None and floor is not None:
        text = tr("The teacher is better than TF-IDF + logistic regression: {a} against {b}.", a=words.share(teacher), b=words.share(floor))  # fmt: skip
        worse = tr("The teacher is no better than TF-IDF + logistic regression: {a} against {b}.", a=words.share(teacher), b=words.share(floor))  # fmt: skip
        lines.append(text if teacher > floor else worse)
    if teacher and student is not None:
        lines.append(tr("The student keeps {share} of the teacher's accuracy.", share=words.share(student / teacher)))  # fmt: skip
    return lines + [verdict(m, False).why for m in state.known if (m.parity or {}).get("verdict") == "fail"]  # fmt: skip


# the picture ------------------------------------------------------------------------------------


def marks(state: ProjectState, latencies: Mapping[str, float] | None = None) -> list[Mark]:
    """Models with a size and an accuracy; latency as given (milliseconds by name), else this computer's, 0 unknown."""
    known = {m.name: (m.speed or {}).get("p50_milliseconds", 0.0) for m in state.known} if latencies is None else latencies  # fmt: skip
    return [
        Mark(m.name, m.artifact.size_bytes, m.exam["accuracy"], known.get(m.name, 0.0), (m.parity or {}).get("verdict") == "fail")
        for m in state.known
        if m.exam is not None
    ]  # fmt: skip


def front(found: Sequence[Mark]) -> list[Mark]:
    """The Pareto front: no other model is both smaller and at least as accurate; by size.

    What failed its parity check is no choice, however small.
    """
    kept: list[Mark] = []
    for mark in sorted(
        (m for m in found if not m.failed), key=lambda m: (m.size_bytes, -m.accuracy)
    ):
        if not kept or mark.accuracy > kept[-1].accuracy:
            kept.append(mark)
    return kept
