"""What fast mode knows: a node is a step with its settings, a fact what is proven of a value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import torch

from studio.runtime.mil.op import OPS
from studio.runtime.mil.plan import Slot

if TYPE_CHECKING:
    from studio.runtime.mil.fast.bounds import Ball

BATCH, TOKEN, PLAIN = "batch", "token", ""
UNBOUNDED = float("inf")
Bound = Callable[[], float]


class NotProven(Exception):
    """An op, or its use, that the rules say nothing about: the value stays at its full length."""


def unbounded() -> float:
    """The bound of a value nothing is known of."""
    return UNBOUNDED


@dataclass(slots=True)
class Node:
    """One step. arguments and outputs are registers; casts convert an output afterwards.

    maps, for every argument: which of its axes an axis of the (only) output comes from. cuts, for
    every argument: axes on which it has full length beside tokens. first, for every
    argument: token axes of which only position 0 is read. part: the place of the output that a rule
    is asked about.
    """

    op_type: str
    name: str
    kernel: Callable[..., Any]
    arguments: tuple[Slot, ...]
    outputs: tuple[int, ...]
    casts: tuple[torch.dtype | None, ...]
    maps: dict[int, dict[int, int]] = field(default_factory=dict)
    cuts: dict[int, set[int]] = field(default_factory=dict)
    first: dict[int, set[int]] = field(default_factory=dict)
    memory: dict[str, float] = field(default_factory=dict)
    part: int = 0

    @property
    def given(self) -> dict[str, Any]:
        """The settings it was compiled with."""
        return self.kernel.keywords if isinstance(self.kernel, partial) else {}

    def setting(self, name: str) -> Any:
        """A setting, or its default."""
        return self.given.get(name, OPS[self.op_type].settings.get(name))

    def copy(self) -> Node:
        """A node whose proofs can be written anew."""
        return replace(self, maps={}, cuts={}, first={})


@dataclass(slots=True)
class Fact:
    """What is known of one register.

    shape: at the length it was traced with. constant: the value itself when it depends on no
    input. tags: what each axis is. points: (value where the mask is 1, where it is 0) of a value
    worked out from the mask alone, position by position. zero: token axes along which dropped
    positions are exactly 0. gap: by token axis, how far every dropped value lies below the
    largest kept one at least. bound: of the absolute value. weights: rows that sum to 1.
    ball: see bounds.
    """

    shape: tuple[int, ...]
    dtype: torch.dtype | None
    constant: Any = None
    tags: tuple[str, ...] = ()
    points: tuple[float, float] | None = None
    zero: frozenset[int] = frozenset()
    gap: dict[int, Bound] = field(default_factory=dict)
    bound: Bound = unbounded
    weights: bool = False
    ball: Ball | None = None

    @property
    def followed(self) -> bool:
        """Whether an axis of it is the batch or the tokens."""
        return any(self.tags)

    def axes(self, tag: str) -> set[int]:
        """The axes with a tag."""
        return {a for a, t in enumerate(self.tags) if t == tag}
