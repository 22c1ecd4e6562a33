"""What a student learns, put together: `soft_hard+hidden:0.5+patient:1..0`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.core.errors import InputError
from studio.distil.objectives import OBJECTIVES, Batch, Objective


@dataclass(frozen=True)
class Term:
    """An objective and its weight, which goes from `first` to `last` in a straight line."""

    objective: Objective
    first: float = 1.0
    last: float = 1.0

    def weight(self, share: float) -> float:
        """The weight when `share` (0..1) of the run is done."""
        return self.first + (self.last - self.first) * share


@dataclass(frozen=True)
class Lesson:
    """Objectives added up; temperature and alpha are those of the answers' objectives."""

    terms: tuple[Term, ...]
    temperature: float = 1.0
    alpha: float = 0.5

    @property
    def needs(self) -> frozenset[str]:
        """What must be read inside both models: `hidden`, `attention`, or nothing."""
        return frozenset().union(*(term.objective.needs for term in self.terms))

    @property
    def teaches_answers(self) -> bool:
        """Whether any objective looks at the student's answers, so that its head learns."""
        return any(not term.objective.needs for term in self.terms)

    @property
    def same_heads(self) -> bool:
        """Whether both models must have as many attention heads."""
        return any(term.objective.same_heads for term in self.terms)

    @property
    def uses_teacher(self) -> bool:
        """Whether any objective looks at the teacher."""
        return any(term.objective.uses_teacher for term in self.terms)

    def losses(self, batch: Batch, share: float) -> Any:
        """Losses [n] when `share` of the run is done."""
        parts = [_times(term.weight(share), term.objective.loss(batch)) for term in self.terms]
        if not self.teaches_answers:
            parts.append(batch.student.logits.sum(-1) * 0)  # several processes await every weight
        return sum(parts[1:], parts[0])


def _times(weight: float, losses: Any) -> Any:
    return losses if weight == 1 else weight * losses


def parse_lesson(text: str, temperature: float = 1.0, alpha: float = 0.5) -> Lesson:
    """`NAME` (its usual weight), `NAME:WEIGHT` or `NAME:FROM..TO`, joined by `+`. Raises InputError."""
    terms = tuple(_term(item.strip()) for item in text.split("+"))
    names = [term.objective.name for term in terms]
    if len(set(names)) < len(names):
        raise InputError("An objective is named twice.", code="bad-objective", remedy="Give each one a single weight.", detail=text)  # fmt: skip
    terms = tuple(term for term in terms if term.first or term.last)
    if not terms:
        raise InputError("No objective has a weight above 0.", code="bad-objective", remedy="For example soft_hard+hidden:0.5", detail=text)  # fmt: skip
    return Lesson(terms, temperature, alpha)


def _term(item: str) -> Term:
    name, _, weight = item.partition(":")
    if name not in OBJECTIVES:
        raise InputError(f"There is no objective {name!r}.", code="no-such-objective", remedy=f"Objectives: {', '.join(OBJECTIVES)}.")  # fmt: skip
    first, dots, last = (weight or f"{OBJECTIVES[name].usual}").partition("..")
    try:
        found = (float(first), float(last if dots else first))
    except ValueError:
        found = (-1.0, -1.0)
    if not all(0 <= w < 1e6 for w in found):
        raise InputError(f"{weight!r} is no weight for {name}.", code="bad-objective", remedy="A number from 0 up, or two with dots between: hidden:0.5 or hidden:1..0")  # fmt: skip
    return Term(OBJECTIVES[name], *found)
