"""Before a conversion: which classifiers there are, what each scheme would weigh and need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from studio.pipeline.catalogue import schemes
from studio.pipeline.specs import TARGETS
from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import OURS, ProjectState

WIDTH = {"float16": 16, "float32": 32}  # bits a weight
HELD_BITS = (
    0.2  # positions, head and vectors stay wide: 0.20 and 0.22 bits a number on a 3-layer student
)
BESIDES = 300_000  # bytes of a package that are no weights: program, tokenizer, card
SEVERAL = "iOS18"  # the oldest target that takes several lengths


@dataclass(frozen=True, slots=True)
class Source:
    """A classifier that can be converted, or why not."""

    name: str
    there: bool
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A compression scheme: what it needs, and about how large the package will be."""

    name: str
    help: str
    target: str
    size: str
    fits: bool  # whether the chosen target is new enough


def sources(state: ProjectState) -> list[Source]:
    """Teacher and student, with parameters, or the reason why one is not there."""
    reasons = {
        "teacher": tr("not chosen yet"),
        "student": tr("not distilled yet"),
    }
    found = []
    for name in reversed(OURS):
        there = state.has(name)
        count = state.about.get(name, {}).get("parameters")
        about = tr("{n} M weights", n=f"{count / 1e6:.1f}") if there and count else reasons[name]
        old = there and name in state.stale
        words_ = f"{name}: {about}" + (tr(", out of date") if old else "")
        found.append(Source(name, there, words_ if not there or count else name))
    return found


def parameters(state: ProjectState, source: str) -> int:
    """Weights of a classifier; 0 when nobody knows."""
    return int(state.about.get(source, {}).get("parameters") or 0)


def predicted(weights: int, bits: float) -> int:
    """Bytes of a package of so many weights."""
    return round(weights * bits / 8) + BESIDES if weights else 0


def plain_size(state: ProjectState, source: str, precision: str) -> str:
    """About how large the uncompressed package will be, "" when nobody knows."""
    found = predicted(parameters(state, source), WIDTH[precision])
    return tr("about {size}", size=words.size(found)) if found else ""


def offers(state: ProjectState, source: str, target: str) -> list[Offer]:
    """Every scheme for this source and deployment target."""
    weights = parameters(state, source)
    made = []
    for name, help, bits, needed in schemes():
        size = predicted(weights, bits + HELD_BITS) if bits else 0
        said = tr("about {size}", size=words.size(size)) if size else ""
        said = tr("your texts decide") if weights and not bits else said
        made.append(Offer(name, tr(help), needed, said, TARGETS.index(needed) <= TARGETS.index(target)))  # fmt: skip
    return made


def problem(values: dict[str, Any], chosen: Sequence[str], offered: Sequence[Offer]) -> str:
    """Why these settings don't go together, or ""."""
    target = str(values.get("target", TARGETS[0]))
    for offer in offered:
        if offer.name in chosen and not offer.fits:
            return tr("{scheme} needs {needed}: choose that target, or leave it out.", scheme=offer.name, needed=offer.target)  # fmt: skip
    lengths = [part for part in str(values.get("lengths", "")).split(",") if part.strip()]
    if len(lengths) > 1 and TARGETS.index(target) < TARGETS.index(SEVERAL):
        return tr("Several lengths need {needed}: choose that target, or one length.", needed=SEVERAL)  # fmt: skip
    if any(part.strip() != "auto" and not part.strip().isdigit() for part in lengths):
        return tr("Lengths are whole numbers of tokens, such as 128 or 32,64,128.")
    return ""
