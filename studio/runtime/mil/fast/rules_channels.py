"""Ops of programs laid out channels first: 1x1 convolutions, and products [n, c, 1, w] by [n, w, 1, u].

Both become plain matrix products.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from studio.runtime.mil.fast.bounds import largest_score, later
from studio.runtime.mil.fast.node import TOKEN, UNBOUNDED, Fact, Node, NotProven
from studio.runtime.mil.fast.proofs import bound_of, given, merge, rule, zeros

_PRODUCT = "nchw,nwhu->nchu"


@rule("conv")
def conv(node: Node, ins: list[Any], out: Fact) -> None:
    """Of width 1, from channel to channel: token by token, like a linear layer."""
    x, weight = ins[0], ins[1].constant
    bias = ins[2].constant if given(node, 2) else None
    if not isinstance(weight, Tensor) or (given(node, 2) and bias is None):
        raise NotProven("conv: weights that depend on an input")
    flat = weight.ndim == 4 and weight.shape[2:] == (1, 1) and x.shape[2] == 1
    moves = any(n != 1 for n in node.setting("strides") or ()) or any(node.setting("pad") or ())
    if not flat or moves or x.tags[1] or x.tags[2]:
        raise NotProven("conv: of neighbours")
    out.tags = x.tags
    node.maps[0] = {a: a for a in x.axes(TOKEN)}
    if node.setting("groups") == 1:
        node.kernel = _pointwise
        if x.ball is not None and x.ball.axes == (1,) and x.ball.scale == 1:
            layer = (weight.reshape(weight.shape[:2]), bias)
            out.ball = replace(x.ball, layers=(*x.ball.layers, layer))
            return
    reach = bound_of(x)

    def bound() -> float:
        extra = 0.0 if bias is None else bias.abs().max().item()
        return float(weight.abs().sum((1, 2, 3)).max().item() * reach() + extra)

    out.bound = later(bound)


def _pointwise(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    matrix, rows = weight.reshape(weight.shape[:2]), x.squeeze(2)
    if bias is None:
        return torch.matmul(matrix, rows).unsqueeze(2)
    if len(rows) == 1:
        return torch.addmm(bias[:, None], matrix, rows[0])[None, :, None]
    return (torch.matmul(matrix, rows) + bias[:, None]).unsqueeze(2)


@rule("einsum")
def einsum(node: Node, ins: list[Any], out: Fact) -> None:
    """Rows and columns followed; a sum over tokens needs zeros for the dropped ones."""
    x, y = ins[0]
    known = _renamed(node.setting("equation")) == _renamed(_PRODUCT)
    if not known or (x.shape[2], y.shape[2]) != (1, 1):
        raise NotProven("einsum: another product")
    node.arguments, node.kernel = tuple(node.arguments[0]), _product  # type: ignore[arg-type]
    merge(node, [x, y], out, [0])
    out.tags = (out.tags[0], x.tags[1], "", y.tags[3])
    for place, fact, axis in ((0, x, 1), (1, y, 3)):
        if fact.tags[axis] == TOKEN:
            node.maps.setdefault(place, {})[axis] = axis
    if x.tags[3] or y.tags[1]:
        _over_tokens(x, y)
    out.bound = _bound(node, x, y)


def _renamed(equation: str) -> list[int]:
    """An equation with its letters numbered as they come: equal for equivalent ones."""
    letters = [c for c in equation if not c.isspace()]
    return [letters.index(c) for c in letters]


def _over_tokens(x: Fact, y: Fact) -> None:
    if x.tags[3] != TOKEN or y.tags[1] != TOKEN:
        raise NotProven("einsum: tokens meet another axis")
    quiet = (3 in zeros(x) and bound_of(y)() < UNBOUNDED) or (
        1 in zeros(y) and bound_of(x)() < UNBOUNDED
    )
    if not quiet:
        raise NotProven("einsum: a sum over tokens that dropped ones may change")


def _bound(node: Node, x: Fact, y: Fact) -> Any:
    """Query times key of one head as exactly as `bounds` knows it; else size by size."""
    one, other, size = x.ball, y.ball, x.shape[3]
    if one is None or other is None or not (one.layers and other.layers):
        reach, others = bound_of(x), bound_of(y)
        return later(lambda: size * reach() * others())
    fits = one.axes == (3,) and other.axes == (1,) and one.heads == other.heads == 1

    def bound() -> float:
        if not fits or one.width != other.width:
            return UNBOUNDED
        if node.name not in node.memory:
            node.memory[node.name] = largest_score(one, other)
        return node.memory[node.name]

    return bound


def _product(x: Tensor, y: Tensor) -> Tensor:
    return torch.matmul(x.squeeze(2), y.squeeze(2)).unsqueeze(2)
