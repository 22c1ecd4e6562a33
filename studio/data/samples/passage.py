"""One labelled passage of a sample, and the choice of a balanced number of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from studio.core.seeds import derive


@dataclass(frozen=True)
class Passage:
    """A text, its label, and the name of the file it is from."""

    text: str
    label: str
    source: str


def distinct(passages: Iterable[Passage]) -> list[Passage]:
    """The first of each text; texts that occur with two labels are left out."""
    first: dict[str, Passage] = {}
    torn: set[str] = set()
    for passage in passages:
        if first.setdefault(passage.text, passage).label != passage.label:
            torn.add(passage.text)
    return [passage for text, passage in first.items() if text not in torn]


def balanced(passages: Sequence[Passage], rows: int, seed: int) -> list[Passage]:
    """At most `rows` passages: rare labels whole, the rest equally, in one seeded order."""
    by_label: dict[str, list[Passage]] = defaultdict(list)
    for passage in sorted(passages, key=lambda p: derive(seed, p.text, p.label)):
        by_label[passage.label].append(passage)
    chosen: list[Passage] = []
    left, labels = rows, sorted(by_label, key=lambda name: (len(by_label[name]), name))
    for at, label in enumerate(labels):
        share = left // (len(labels) - at)
        chosen += by_label[label][:share]
        left -= min(share, len(by_label[label]))
    return sorted(chosen, key=lambda p: derive(seed, "order", p.text))
