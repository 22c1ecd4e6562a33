"""Ops that sum: linear, matmul, layer_norm, softmax, reductions. Over tokens only where dropped ones weigh 0."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from torch import Tensor

from studio.runtime.mil.fast.bounds import VANISHES, Ball, largest_score, later
from studio.runtime.mil.fast.node import PLAIN, TOKEN, UNBOUNDED, Fact, Node, NotProven
from studio.runtime.mil.fast.proofs import bound_of, given, merge, rule, zeros


def _same_axes(node: Node, x: Fact, out: Fact, but: set[int]) -> None:
    if any(x.tags[a] for a in but):
        raise NotProven(f"{node.op_type}: over a followed axis")
    out.tags = x.tags
    node.maps[0] = {a: a for a in x.axes(TOKEN)}


@rule("linear")
def linear(node: Node, ins: list[Any], out: Fact) -> None:
    """x W^T + b over the last axis."""
    x, weight = ins[0], ins[1].constant
    if not isinstance(weight, Tensor) or (given(node, 2) and ins[2].constant is None):
        raise NotProven("linear: weights that depend on an input")
    last = len(out.shape) - 1
    _same_axes(node, x, out, {last})
    bias = ins[2].constant if given(node, 2) else None
    ball = x.ball
    if ball is not None and ball.axes == (last,) and ball.scale == 1:
        out.ball = replace(ball, layers=(*ball.layers, (weight, bias)))
        return
    reach = bound_of(x)

    def bound() -> float:
        extra = 0.0 if bias is None else bias.abs().max().item()
        return float(weight.abs().sum(1).max().item() * reach() + extra)

    out.bound = later(bound)


@rule("layer_norm")
def layer_norm(node: Node, ins: list[Any], out: Fact) -> None:
    """Over axes that aren't followed. After one axis alone every row along it lies in a ball."""
    x = ins[0]
    rank = len(x.shape)
    axes = node.setting("axes")
    over = set(range(rank)) if axes is None else {a % rank for a in axes}
    _same_axes(node, x, out, over)
    gamma, beta = (ins[i].constant if given(node, i) else None for i in (1, 2))
    known = all(ins[i].constant is not None for i in (1, 2) if given(node, i))
    if len(over) == 1 and known:
        axis = over.pop()
        out.ball = Ball(gamma, beta, x.shape[axis], (axis,))


@rule("softmax")
def softmax(node: Node, ins: list[Any], out: Fact) -> None:
    """Over the tokens when the mask pushes dropped ones so far down that exp gives 0."""
    x = ins[0]
    axis = node.setting("axis") % len(x.shape)
    out.tags, out.bound = x.tags, lambda: 1.0
    out.weights = axis == len(x.shape) - 1
    node.maps[0] = {a: a for a in x.axes(TOKEN) if a != axis}
    if x.tags[axis] == TOKEN:
        if axis not in x.gap or not x.gap[axis]() >= VANISHES:
            raise NotProven("softmax: the mask doesn't surely silence dropped tokens")
        out.zero = frozenset({axis})
    elif x.tags[axis]:
        raise NotProven("softmax: over the batch")


@rule("matmul")
def matmul(node: Node, ins: list[Any], out: Fact) -> None:
    """Rows and columns followed; a sum over tokens needs zeros for the dropped ones."""
    x, y = ins
    rank = len(out.shape)
    if len(x.shape) < 2 or len(y.shape) < 2:
        raise NotProven("matmul: vectors")
    row, over_x = _two(x, node.setting("transpose_x"))
    over_y, column = _two(y, node.setting("transpose_y"))
    merge(node, [x, y], out, range(rank - 2))
    tags = list(out.tags)
    tags[rank - 2], tags[rank - 1] = x.tags[row], y.tags[column]
    out.tags = tuple(tags)
    if x.tags[row] == TOKEN:
        node.maps.setdefault(0, {})[rank - 2] = row
    if y.tags[column] == TOKEN:
        node.maps.setdefault(1, {})[rank - 1] = column
    if x.tags[over_x] or y.tags[over_y]:
        _over_tokens(x, over_x, y, over_y)
    if x.weights and over_x == len(x.shape) - 1:
        out.bound = bound_of(y)
    elif x.ball is not None and y.ball is not None:
        out.bound = _scores(node, x, over_x, y, over_y)


def _two(fact: Fact, transposed: bool) -> tuple[int, int]:
    rank = len(fact.shape)
    return (rank - 1, rank - 2) if transposed else (rank - 2, rank - 1)


def _over_tokens(x: Fact, over_x: int, y: Fact, over_y: int) -> None:
    if x.tags[over_x] != TOKEN or y.tags[over_y] != TOKEN:
        raise NotProven("matmul: tokens meet another axis")
    quiet = (over_x in zeros(x) and bound_of(y)() < UNBOUNDED) or (
        over_y in zeros(y) and bound_of(x)() < UNBOUNDED
    )
    if not quiet:
        raise NotProven("matmul: a sum over tokens that dropped ones may change")


def _scores(node: Node, x: Fact, over_x: int, y: Fact, over_y: int) -> Any:
    """The bound of query times key, when both are split into heads the same way."""
    one, other = x.ball, y.ball
    assert one is not None and other is not None
    if not one.layers or not other.layers or one.heads != other.heads:
        return lambda: UNBOUNDED
    fits = one.axes[-1] == over_x and other.axes[-1] == over_y
    if one.heads > 1:
        fits = fits and one.axes[0] - len(x.shape) == other.axes[0] - len(y.shape) < -2
    if not fits or one.width != other.width:
        return lambda: UNBOUNDED

    def bound() -> float:
        if node.name not in node.memory:
            node.memory[node.name] = largest_score(one, other)
        return node.memory[node.name]

    return bound


@rule("reduce_sum")
def reduce_sum(node: Node, ins: list[Any], out: Fact) -> None:
    """Over the tokens when dropped ones are 0."""
    x: Fact = ins[0]
    rank = len(x.shape)
    axes, keep = node.setting("axes"), node.setting("keep_dims")
    over = set(range(rank)) if axes is None else {a % rank for a in axes}
    for axis in over:
        if x.tags[axis] and (x.tags[axis] != TOKEN or axis not in zeros(x)):
            raise NotProven("reduce_sum: dropped tokens count")
    left = list(range(rank)) if keep else [a for a in range(rank) if a not in over]
    out.tags = tuple(PLAIN if a in over else x.tags[a] for a in left)
    node.maps[0] = {i: a for i, a in enumerate(left) if a not in over and x.tags[a] == TOKEN}
    reach, count = bound_of(x), 1
    for axis in over:
        count *= x.shape[axis]
    out.bound = later(lambda: reach() * count)


@rule("reduce_mean", "reduce_max", "reduce_min", "reduce_l2_norm", "reduce_sum_square")
def reduce_other(node: Node, ins: list[Any], out: Fact) -> None:
    """Over axes that aren't followed."""
    x: Fact = ins[0]
    rank = len(x.shape)
    axes, keep = node.setting("axes"), node.setting("keep_dims")
    over = set(range(rank)) if axes is None else {a % rank for a in axes}
    if any(x.tags[a] for a in over):
        raise NotProven(f"{node.op_type}: over a followed axis")
    left = list(range(rank)) if keep else [a for a in range(rank) if a not in over]
    out.tags = tuple(PLAIN if a in over else x.tags[a] for a in left)
    node.maps[0] = {i: a for i, a in enumerate(left) if a not in over and x.tags[a] == TOKEN}


@rule("cumsum")
def cumsum(node: Node, ins: list[Any], out: Fact) -> None:
    """From the first token on: what comes later doesn't matter."""
    x: Fact = ins[0]
    axis = node.setting("axis") % len(x.shape)
    if x.tags[axis] not in ((PLAIN,) if node.setting("reverse") else (PLAIN, TOKEN)):
        raise NotProven("cumsum: from the end, or over the batch")
    out.tags = x.tags
    node.maps[0] = {a: a for a in x.axes(TOKEN) if a != axis}
