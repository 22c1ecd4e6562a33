"""Ops that move numbers: axes are followed to their new places, shapes made relative."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from math import prod
from typing import Any

import torch
from torch import Tensor

from studio.runtime.mil.fast.bounds import Ball
from studio.runtime.mil.fast.node import BATCH, PLAIN, TOKEN, Fact, Node, NotProven
from studio.runtime.mil.fast.proofs import bound_of, carry, merge, rule, uniform


def _moved(node: Node, x: Fact, out: Fact, places: dict[int, int]) -> None:
    """Tags and proofs of axes that moved: places maps the input's to the output's."""
    tags = [PLAIN] * len(out.shape)
    for source, target in places.items():
        tags[target] = x.tags[source]
    lost = [x.tags[a] for a in range(len(x.tags)) if a not in places and x.tags[a]]
    if lost:
        raise NotProven(f"{node.op_type}: {lost[0]} is gone")
    out.tags = tuple(tags)
    node.maps[0] = {t: s for s, t in places.items() if x.tags[s] == TOKEN}
    carry(out, x, places)


@rule("transpose")
def transpose(node: Node, ins: list[Any], out: Fact) -> None:
    """Axis i of the result is axis perm[i] of x."""
    rank = len(out.shape)
    places = {p % rank: i for i, p in enumerate(node.setting("perm"))}
    _moved(node, ins[0], out, places)


@rule("expand_dims", "squeeze", "reshape")
def reshape(node: Node, ins: list[Any], out: Fact) -> None:
    """A followed axis must come through whole, with as much before it as before."""
    x = ins[0]
    places = _places(node, x, out)
    if x.ball is not None:
        ball = _split_heads(x, out)
        x = replace(x, ball=ball)
    _moved(node, replace(x, ball=None), out, {s: t for s, t in places.items() if x.tags[s]})
    out.bound, out.ball = bound_of(ins[0]), x.ball
    sources = {t: s for s, t in places.items() if x.tags[s]}
    shape = [(sources.get(a, -1), n) for a, n in enumerate(out.shape)]
    node.kernel = partial(_reshaped, shape)


def _reshaped(shape: list[tuple[int, int]], x: Tensor) -> Tensor:
    """To fixed sizes, but for axes whose size is that of an axis of x."""
    return x.reshape([n if source < 0 else x.shape[source] for source, n in shape])


def _places(node: Node, x: Fact, out: Fact) -> dict[int, int]:
    places: dict[int, int] = {}
    for axis, tag in enumerate(x.tags):
        if not tag:
            continue
        before, size = prod(x.shape[:axis]), x.shape[axis]
        taken = max(places.values(), default=-1)
        fits = [
            a
            for a in range(taken + 1, len(out.shape))
            if out.shape[a] == size and prod(out.shape[:a]) == before
        ]
        if not fits:
            raise NotProven(f"{node.op_type}: an axis of {tag} is split or joined")
        places[axis] = fits[0]
    for source, target in places.items():  # the same sizes between followed axes, too
        others = [x.shape[a] for a in range(source) if not x.tags[a]]
        there = [out.shape[a] for a in range(target) if a not in places.values()]
        if prod(others) != prod(there):
            raise NotProven(f"{node.op_type}: axes change their order")
    return places


def _split_heads(x: Fact, out: Fact) -> Any:
    """The ball after [..., heads * d] became [..., heads, d] (or kept its last axis)."""
    ball, rank = x.ball, len(out.shape)
    assert ball is not None
    if ball.axes != (len(x.shape) - 1,):
        return None
    if out.shape[-1] == x.shape[-1]:
        return replace(ball, axes=(rank - 1,))
    if not ball.layers or rank < 2 or out.shape[-1] * out.shape[-2] != x.shape[-1]:
        return None
    return replace(ball, axes=(rank - 2, rank - 1), heads=out.shape[-2])


@rule("slice_by_index")
def slice_by_index(node: Node, ins: list[Any], out: Fact) -> None:
    """Followed axes stay whole, or position 0 of the tokens is taken."""
    x: Fact = ins[0]
    rank = len(x.shape)
    no = [False] * rank
    begin, end = node.setting("begin"), node.setting("end")
    stride = node.setting("stride") or [1] * rank
    opened, ended = node.setting("begin_mask") or no, node.setting("end_mask") or no
    squeezed = node.setting("squeeze_mask") or no
    parts: list[tuple[int, slice, bool]] = []
    places: dict[int, int] = {}
    for axis in range(rank):
        size = x.shape[axis]
        if squeezed[axis]:
            start = begin[axis] % size
            part = slice(start, start + 1, 1)
        else:
            part = slice(
                None if opened[axis] else begin[axis], None if ended[axis] else end[axis], stride[axis]
            )  # fmt: skip
        taken = range(*part.indices(size))
        if x.tags[axis] and taken == range(size) and not squeezed[axis]:
            places[axis] = axis - sum(squeezed[:axis])
            continue
        if x.tags[axis] == TOKEN and taken == range(1):
            node.first.setdefault(0, set()).add(axis)
        elif x.tags[axis]:
            raise NotProven("slice_by_index: a part of a followed axis")
        if stride[axis] < 0:
            raise NotProven("slice_by_index: backwards")
        parts.append((axis, part, squeezed[axis]))
    firsts = node.first.get(0, set())
    tags = tuple(PLAIN if a in firsts else t for a, t in enumerate(x.tags))
    _moved(node, replace(x, tags=tags, ball=None), out, places)
    node.kernel = partial(_sliced, parts, tuple(a for a in range(rank) if squeezed[a]))


def _sliced(parts: list[tuple[int, slice, bool]], gone: tuple[int, ...], x: Tensor) -> Tensor:
    for axis, part, _ in parts:
        x = x[(slice(None),) * axis + (part,)]
    return x.squeeze(gone) if gone else x


@rule("concat")
def concat(node: Node, ins: list[Any], out: Fact) -> None:
    """Along an axis that isn't followed, of values that agree about the others."""
    args: list[Fact] = ins[0]
    axis = node.setting("axis") % len(out.shape)
    if any(len(f.shape) != len(out.shape) or f.tags[axis] or f.tags != args[0].tags for f in args):
        raise NotProven("concat: along a followed axis, or of different ones")
    out.tags = args[0].tags
    node.maps[0] = {a: a for a in args[0].axes(TOKEN)}


@rule("split")
def split(node: Node, ins: list[Any], out: Fact) -> None:
    """Along an axis that isn't followed."""
    x: Fact = ins[0]
    axis = node.setting("axis") % len(x.shape)
    if x.tags[axis]:
        raise NotProven("split: along a followed axis")
    out.tags, out.bound = x.tags, bound_of(x)
    if x.ball is not None and x.ball.axes == (axis,) and x.ball.layers:
        out.ball = _rows_of(x.ball, out.shape[axis], node)


def _rows_of(ball: Ball, rows: int, node: Node) -> Ball | None:
    """The ball of one of equal parts: some rows of the last layer."""
    weight, bias = ball.layers[-1]
    if rows * len(node.outputs) != len(weight):
        return None
    own = slice(node.part * rows, (node.part + 1) * rows)
    last = (weight[own], None if bias is None else bias[own])
    return replace(ball, layers=(*ball.layers[:-1], last))


@rule("gather")
def gather(node: Node, ins: list[Any], out: Fact) -> None:
    """Rows of a table by followed indices, or position 0 of the tokens."""
    x, indices = ins
    axis = node.setting("axis") % len(x.shape)
    if node.setting("batch_dims"):
        raise NotProven("gather: batch_dims")
    if not x.followed and isinstance(x.constant, Tensor):
        out.tags = x.tags[:axis] + indices.tags + x.tags[axis + 1 :]
        node.maps[1] = {axis + a: a for a in indices.axes(TOKEN)}
        return
    constant = indices.constant
    if not isinstance(constant, Tensor) or x.tags[axis] == BATCH:
        raise NotProven("gather: places that depend on an input")
    if x.tags[axis] == TOKEN:
        if bool((constant != 0).any()):
            raise NotProven("gather: tokens other than the first")
        node.first[0] = {axis}
    grown = len(constant.shape) - 1
    out.tags = x.tags[:axis] + (PLAIN,) * len(constant.shape) + x.tags[axis + 1 :]
    node.maps[0] = {a + (grown if a > axis else 0): a for a in x.axes(TOKEN) if a != axis}


@rule("tile")
def tile(node: Node, ins: list[Any], out: Fact) -> None:
    """Followed axes are not repeated."""
    if out.shape != ins[0].shape:
        raise NotProven("tile: repeats")
    merge(node, ins[:1], out)
    carry(out, ins[0], {a: a for a in range(len(out.shape))})


@rule("fill_like")
def fill_like(node: Node, ins: list[Any], out: Fact) -> None:
    """One value in the shape of another."""
    merge(node, ins, out)
    value = float(node.setting("value"))
    out.bound = lambda: abs(value)


@rule("pad")
def pad(node: Node, ins: list[Any], out: Fact) -> None:
    """Axes that are padded aren't followed."""
    x: Fact = ins[0]
    if any(t and n != m for t, n, m in zip(x.tags, x.shape, out.shape, strict=True)):
        raise NotProven("pad: a followed axis")
    out.tags = x.tags
    node.maps[0] = {a: a for a in x.axes(TOKEN)}


@rule("gather_along_axis")
def gather_along_axis(node: Node, ins: list[Any], out: Fact) -> None:
    """From a table of one value (RoBERTa's token types), wherever it looks."""
    if uniform(ins[0]) is None:
        raise NotProven("gather_along_axis: of different values")
    out.tags = ins[1].tags
    node.maps[1] = {a: a for a in ins[1].axes(TOKEN)}
    node.kernel = _the_only_value


def _the_only_value(x: Tensor, indices: Tensor) -> Tensor:
    return x.reshape(-1)[:1].expand(indices.shape)


@rule("gather_nd")
def gather_nd(node: Node, ins: list[Any], out: Fact) -> None:
    """x[0, 0 to L]: a mask brought to more axes, as Hugging Face's mask functions do."""
    x, places = ins[0], ins[1].constant
    if node.setting("batch_dims") or x.tags not in ((BATCH, TOKEN), (PLAIN, TOKEN), (BATCH, PLAIN)):
        raise NotProven("gather_nd: of something else than a mask")
    long = [a for a, n in enumerate(out.shape) if n == x.shape[1]]
    if not isinstance(places, Tensor) or places.shape[-1] != 2 or len(long) != 1 or long[0] == 0:
        raise NotProven("gather_nd: other places than all, in order")
    rows, columns = places.reshape(-1, 2).long().unbind(1)
    if bool(rows.any()) or not torch.equal(columns, torch.arange(x.shape[1])):
        raise NotProven("gather_nd: other places than all, in order")
    out.tags = tuple(
        {0: x.tags[0], long[0]: x.tags[1]}.get(a, PLAIN) for a in range(len(out.shape))
    )
    carry(out, x, {0: 0, 1: long[0]})
    node.kernel = partial(_spread, len(out.shape), long[0])
    node.maps[0] = {long[0]: 1} if x.tags[1] == TOKEN else {}


def _spread(rank: int, long: int, x: Tensor, places: Tensor) -> Tensor:
    return x.reshape([{0: x.shape[0], long: x.shape[1]}.get(a, 1) for a in range(rank)])


@rule("classify")
def classify(node: Node, ins: list[Any], out: Fact) -> None:
    """Row by row: a list of labels, and one of probabilities."""
    if ins[0].tags != (BATCH, PLAIN):
        raise NotProven("classify: of something else than rows of probabilities")
    out.tags = (BATCH,)
    if not isinstance(node.kernel, _ByRow):
        node.kernel = _ByRow(node.kernel)


class _ByRow:
    """A kernel for one row, given any number: results for one row, or lists of them."""

    def __init__(self, kernel: Callable[..., tuple[Any, ...]]) -> None:
        self.kernel = kernel

    def __call__(self, rows: Tensor, *others: Any) -> tuple[Any, ...]:
        if len(rows) == 1:
            return self.kernel(rows, *others)
        each = [self.kernel(rows[i : i + 1], *others) for i in range(len(rows))]
        return tuple(list(found) for found in zip(*each, strict=True))
