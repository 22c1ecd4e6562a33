"""What the rules of single ops are made of: their register, tags that meet, bounds that carry over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from studio.runtime.mil.fast.bounds import later
from studio.runtime.mil.fast.node import BATCH, PLAIN, TOKEN, Fact, Node, NotProven
from studio.runtime.mil.plan import NONE

SMALL = 1 << 20  # larger constants are tables
Rule = Callable[[Node, list[Any], Fact], None]  # fills in the fact of an output
RULES: dict[str, Rule] = {}


def rule(*op_types: str) -> Callable[[Rule], Rule]:
    """Register what is provable of some ops."""

    def add(function: Rule) -> Rule:
        RULES.update(dict.fromkeys(op_types, function))
        return function

    return add


def given(node: Node, place: int) -> bool:
    """Whether the optional tensor at a place is there."""
    return place < len(node.arguments) and node.arguments[place] != NONE


def merge(node: Node, args: Sequence[Fact], out: Fact, axes: Sequence[int] | None = None) -> None:
    """Tags of a broadcast over the output's axes (or some): aligned from the last axis.

    What is as long as the tokens but untagged (a constant, mostly) is cut with them. A batch
    beside something longer than 1 is not proven.
    """
    tags = list(out.tags)
    for axis in range(len(out.shape)) if axes is None else axes:
        places = [(i, axis - len(out.shape) + len(f.shape)) for i, f in enumerate(args)]
        inside = [(i, a) for i, a in places if a >= 0]
        tag = {args[i].tags[a] for i, a in inside} - {PLAIN}
        if not tag:
            continue
        if len(tag) > 1:
            raise NotProven(f"{node.op_type}: the batch meets tokens")
        tags[axis] = tag.pop()
        if tags[axis] == BATCH and out.shape[axis] != 1:
            raise NotProven(f"{node.op_type}: the batch is broadcast")
        for i, a in inside:
            if tags[axis] == TOKEN and args[i].shape[a] != 1:
                if args[i].tags[a] != TOKEN:  # whatever it is, its first k entries are enough
                    node.cuts.setdefault(i, set()).add(a)
                node.maps.setdefault(i, {})[axis] = a
    out.tags = tuple(tags)


def carry(out: Fact, source: Fact, places: Mapping[int, int]) -> None:
    """Proofs of a value whose numbers are only moved: places maps its axes to the output's."""
    last = len(source.shape) - 1
    out.points, out.bound = source.points, bound_of(source)
    out.weights = source.weights and places.get(last) == len(out.shape) - 1
    out.zero = frozenset(places[a] for a in source.zero if a in places)
    out.gap = {places[a]: g for a, g in source.gap.items() if a in places}
    if source.ball is not None and all(a in places for a in source.ball.axes):
        out.ball = replace(source.ball, axes=tuple(places[a] for a in source.ball.axes))


def zeros(fact: Fact) -> frozenset[int]:
    """Axes along which dropped positions are exactly zero."""
    if fact.points is not None and fact.points[1] == 0:
        return fact.zero | frozenset(fact.axes(TOKEN))
    return fact.zero


def bound_of(fact: Fact) -> Callable[[], float]:
    """The bound of a value, a constant's own included."""
    if isinstance(fact.constant, Tensor):
        constant = fact.constant
        return later(lambda: float(constant.abs().max().item()) if constant.numel() else 0.0)
    if fact.points is not None:
        points = fact.points
        return lambda: max(map(abs, points))
    if fact.dtype is torch.bool:
        return lambda: 1.0
    if fact.ball is not None:
        return later(fact.ball.bound)
    return fact.bound


def uniform(fact: Fact) -> float | None:
    """The value of a constant that has the same one everywhere."""
    value = fact.constant
    if not isinstance(value, Tensor) or not 0 < value.numel() <= SMALL or value.is_complex():
        return None
    low, high = value.float().aminmax()
    return float(low) if low == high else None
