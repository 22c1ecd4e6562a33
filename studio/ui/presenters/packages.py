"""Packages side by side: what came out of a conversion, how it compares, where the front runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

DASH = "–"


@dataclass(frozen=True, slots=True)
class Mark:
    """One model of the size/accuracy picture. size in bytes, latency in milliseconds."""

    name: str
    size_bytes: float
    accuracy: float
    milliseconds: float


def comparison(state: ProjectState) -> dict[str, Any]:
    """The stored comparison: rows and verdicts; empty when there is none."""
    if not state.has("comparison"):
        return {"rows": [], "verdicts": []}
    found: dict[str, Any] = json.loads(state.names["comparison"].path.read_text(encoding="utf-8"))
    return found


HEADERS = ("Package", "Size", "Ratio", "|Δ logit|", "Agreement", "Accuracy", "Verdict")


def package_rows(state: ProjectState) -> list[tuple[str, ...]]:
    """A row a package; the ratio is to the model it was converted from."""
    known = {row["model"]: row for row in comparison(state)["rows"]}
    made: list[tuple[str, ...]] = []
    for name in state.packages():
        row, parity = known.get(name, {}), known.get(name, {}).get("parity", {})
        made.append(
            (
                name,
                words.size(state.names[name].size_bytes),
                _ratio(state, name),
                f"{parity['max_abs_logit']:.1e}" if parity else DASH,
                words.share(parity["label_agreement"], 2) if parity else DASH,
                words.share(row["accuracy"]) if row.get("accuracy") is not None else DASH,
                tr(str(row.get("verdict", DASH))) + (tr(", out of date") if name in state.stale else ""),
            )
        )  # fmt: skip
    return made


def _ratio(state: ProjectState, name: str) -> str:
    source = name.split("-")[0]
    if not state.has(source):
        return DASH
    return f"{state.names[source].size_bytes / max(1, state.names[name].size_bytes):.1f}×"


COMPARED = ("Model", "Weights", "Size", "Accuracy", "F1", "Agrees", "Median", "Runtime", "Verdict")  # fmt: skip


def compared_rows(told: dict[str, Any]) -> list[tuple[str, ...]]:
    """The comparison as people read it."""

    def show(row: dict[str, Any], key: str, words_: Any) -> str:
        return DASH if row.get(key) is None else str(words_(row[key]))

    return [
        (
            str(row["model"]),
            show(row, "parameters", lambda n: f"{n / 1e6:.1f} M"),
            show(row, "size_bytes", words.size),
            show(row, "accuracy", words.share),
            show(row, "macro_f1", words.share),
            show(row, "agreement_with_teacher", words.share),
            show(row, "median_milliseconds", lambda ms: f"{ms:.1f} ms"),
            str(row.get("runtime", DASH)),
            tr(str(row.get("verdict", DASH))),
        )
        for row in told["rows"]
    ]


def marks(told: dict[str, Any]) -> list[Mark]:
    """Models with a size, an accuracy and a latency."""
    keys = ("size_bytes", "accuracy", "median_milliseconds")
    return [
        Mark(str(row["model"]), *(float(row[key]) for key in keys))
        for row in told["rows"]
        if all(row.get(key) is not None for key in keys)
    ]


def front(found: list[Mark]) -> list[Mark]:
    """The Pareto front: no other model is both smaller and at least as accurate; by size."""
    kept: list[Mark] = []
    for mark in sorted(found, key=lambda m: (m.size_bytes, -m.accuracy)):
        if not kept or mark.accuracy > kept[-1].accuracy:
            kept.append(mark)
    return kept


def table_of(result: Any) -> tuple[tuple[str, ...], list[tuple[str, ...]]] | None:
    """The table a step's result carries (verify, bench), or None."""
    rows = result.get("table") if isinstance(result, dict) else None
    if not rows:
        return None
    headers = tuple(rows[0])
    return headers, [tuple(str(row.get(h, DASH)) for h in headers) for row in rows]
