"""What a student is asked for: losses, one file each, added up by `studio.distil.lesson`.

An objective is given a `Batch` and returns one loss per row, [n]. `needs` names what it looks at
inside the two models besides their answers: `hidden` states, or `attention` (queries, keys, values).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.core.registry import Registry


@dataclass(frozen=True, slots=True)
class States:
    """What a model showed of n rows padded to L tokens; () where nobody asked.

    logits: [n, k] (None: the teacher left no answer). hidden: one [n, L, d] a depth, the first
    being what goes into layer 1. queries, keys, values: one [n, L, d] a layer, heads side by side.
    """

    logits: Any
    hidden: tuple[Any, ...] = ()
    queries: tuple[Any, ...] = ()
    keys: tuple[Any, ...] = ()
    values: tuple[Any, ...] = ()
    heads: int = 0


def _as_it_is(depth: int, state: Any) -> Any:
    return state


def _alone(rows: Any) -> tuple[Any, int]:
    return rows, 0


@dataclass(frozen=True, slots=True)
class Batch:
    """What an objective is given. label_ids: [n], -1 where unlabelled; mask: bool [n, L].

    layers: matched depths (student's, teacher's) from 1 up, both models' last layers last.
    lift(depth, state) brings a student's hidden state to the teacher's width; everyone(rows) gives
    the rows of all processes and the place of our first.
    """

    student: States
    teacher: States
    label_ids: Any
    mask: Any = None
    temperature: float = 1.0
    alpha: float = 0.5
    layers: tuple[tuple[int, int], ...] = ()
    lift: Callable[[int, Any], Any] = _as_it_is
    everyone: Callable[[Any], tuple[Any, int]] = _alone


@dataclass(frozen=True, slots=True)
class Objective:
    """`loss(batch)` gives losses float32[n]; same_heads: only for models of as many heads.

    usual: the weight beside soft_hard when none is named.
    """

    name: str
    help: str
    loss: Callable[[Batch], Any]
    needs: frozenset[str] = frozenset()
    same_heads: bool = False
    uses_teacher: bool = True
    usual: float = 1.0


OBJECTIVES: Registry[Objective] = Registry("studio.distil.objectives")
