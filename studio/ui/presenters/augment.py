"""Augmenting as the pane shows it: methods with p and weight, rows to come, changed words marked."""

from __future__ import annotations

import html
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from studio.pipeline.catalogue import SPECS, offered
from studio.pipeline.fields import describe
from studio.ui.presenters import words
from studio.ui.presenters.data import part_counts
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

Spans = tuple[tuple[str, bool], ...]  # pieces of a text in order; True where it changed


@dataclass(frozen=True)
class MethodView:
    """One method as a form shows it; p is a share of words between low and high.

    usual: chosen unless somebody says otherwise.
    """

    name: str
    title: str
    help: str
    p: float
    low: float
    high: float
    usual: bool = True


def methods() -> list[MethodView]:
    """Every method of the catalogue, the usual ones first."""
    told = (entry.split("=") for entry, _ in offered("augment", "bounds"))
    bounds = {name: (float(low), float(high)) for name, low, high in told}
    (asked,) = (info for info in describe(SPECS["augment"]) if info.name == "method")
    usual = {entry.partition("=")[0] for entry in asked.default}
    found = []
    for value, help in offered("augment", "method"):
        name, _, p = value.partition("=")
        low, high = bounds.get(name, (0.01, 1.0))
        found.append(MethodView(name, tr(words.plain(name)), tr(help), float(p), low, high, name in usual))  # fmt: skip
    return sorted(found, key=lambda view: not view.usual)


@dataclass(frozen=True)
class Row:
    """One row of the preview; `after` is empty when nothing could be changed."""

    label: str
    method: str
    before: Spans
    after: Spans


def row(told: dict[str, Any]) -> Row:
    """A row as its worker tells it, the changed words found."""
    before, after = str(told["before"]), told["after"]
    if after is None:
        return Row(str(told["label"]), "", ((before, False),), ())
    first, second = difference(before, str(after))
    return Row(str(told["label"]), tr(words.plain(str(told["method"]))), first, second)


def difference(before: str, after: str) -> tuple[Spans, Spans]:
    """Both texts cut into kept and changed pieces, word by word; joined they are the texts again."""
    old, new = _words(before), _words(after)
    bare_old, bare_new = [w.strip() for w in old], [w.strip() for w in new]
    first: list[tuple[str, bool]] = []
    second: list[tuple[str, bool]] = []
    for what, a, b, c, d in SequenceMatcher(None, bare_old, bare_new, autojunk=False).get_opcodes():
        for spans, text in ((first, "".join(old[a:b])), (second, "".join(new[c:d]))):
            if text:
                spans.append((text, what != "equal"))
    return tuple(first), tuple(second)


def marked(spans: Spans, colour: str, back: str, *, struck: bool = False) -> str:
    """Rich text with the changed pieces marked; a text's own markup stays text."""
    parts, line = [], "line-through" if struck else "none"
    for text, changed in spans:
        word = text.rstrip() if changed else ""
        if word:
            parts.append(f'<span style="color:{colour};background:{back};text-decoration:{line}">{html.escape(word)}</span>')  # fmt: skip
        parts.append(html.escape(text[len(word) :]))
    return "".join(parts)


def plain(spans: Spans) -> str:
    """The text itself."""
    return "".join(text for text, _ in spans)


def train_counts(state: ProjectState) -> dict[str, int]:
    """Rows of the train part by label; none without a data set."""
    return {name: int(counts[0]) for name, counts in part_counts(state)} if state.has("dataset") else {}  # fmt: skip


def rows_to_come(rows: int, copies: int, filtered: bool) -> str:
    """`420 train rows become up to 1,260`."""
    if not rows:
        return ""
    most = words.count(rows * (copies + 1))
    if filtered:
        return tr("{rows} train rows become up to {most}, less the copies the teacher refuses.", rows=words.count(rows), most=most)  # fmt: skip
    return tr("{rows} train rows become up to {most}.", rows=words.count(rows), most=most)


def balance(counts: dict[str, int]) -> str:
    """What copying does, and does not do, about labels of unlike size."""
    present = {name: n for name, n in counts.items() if n}
    if len(present) < 2:
        return ""
    most, least = max(present, key=lambda n: present[n]), min(present, key=lambda n: present[n])
    times = present[most] / present[least]
    if times < 1.5:
        return tr("The labels are of about the same size, and stay so.")
    return tr("Every label grows alike: “{most}” stays {times} times as frequent as “{least}”.", most=most, least=least, times=f"{times:.1f}")  # fmt: skip


def _words(text: str) -> list[str]:
    """Words with the white space behind them; joined they are the text."""
    found: list[str] = []
    start, inside = 0, False
    for at, letter in enumerate(text):
        if inside and not letter.isspace() and text[at - 1].isspace():
            found.append(text[start:at])
            start = at
        inside = inside or not letter.isspace()
    return [*found, text[start:]] if text else []
