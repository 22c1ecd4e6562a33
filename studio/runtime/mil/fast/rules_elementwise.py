"""Ops that work number by number: axes stay where they are, and masks are worked out exactly."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from studio.runtime.mil.fast.bounds import later
from studio.runtime.mil.fast.node import TOKEN, Fact, Node
from studio.runtime.mil.fast.proofs import bound_of, carry, merge, rule, uniform, zeros

BINARY = ("add", "sub", "mul", "real_div", "maximum", "minimum", "pow", "floor_div", "mod",
          "equal", "not_equal", "greater", "greater_equal", "less", "less_equal",
          "logical_and", "logical_or", "logical_xor")  # fmt: skip
UNARY = ("abs", "acos", "asin", "atan", "atanh", "ceil", "cos", "cosh", "erf", "exp", "exp2",
         "floor", "round", "sign", "sin", "sinh", "sqrt", "square", "tan", "tanh", "log", "rsqrt",
         "inverse", "clip", "threshold", "logical_not", "relu", "relu6", "sigmoid", "silu",
         "softplus", "softsign", "leaky_relu", "elu", "linear_activation", "clamped_relu",
         "scaled_tanh", "sigmoid_hard", "thresholded_relu", "gelu", "cast", "identity", "select")  # fmt: skip
SHRINKING = frozenset({"relu", "gelu", "silu", "identity", "cast", "abs"})  # never beyond |x|


@rule(*BINARY, *UNARY)
def elementwise(node: Node, ins: list[Any], out: Fact) -> None:
    """Tags of a broadcast; points by the kernel itself; bounds where arithmetic gives them."""
    args: list[Fact] = ins
    merge(node, args, out)
    out.points = _points(node, args) if len(out.axes(TOKEN)) == 1 else None
    if out.points is not None:
        return
    if node.op_type in ("cast", "identity"):
        carry(out, args[0], {a: a for a in range(len(out.shape))})
    elif node.op_type in SHRINKING:
        out.bound = bound_of(args[0])
    elif node.op_type in ("tanh", "sigmoid", "erf", "sin", "cos"):
        out.bound = lambda: 1.0
    elif node.op_type in ("add", "sub"):
        _sum(node, args, out)
    elif node.op_type in ("mul", "real_div"):
        _product(node, args, out)
    elif node.op_type == "select":
        _choice(args, out)


def _points(node: Node, args: list[Fact]) -> tuple[float, float] | None:
    """A function of the mask alone: its kernel, asked for a kept and a dropped position."""
    if not any(f.points is not None for f in args):
        return None
    values = []
    for fact in args:
        if fact.points is not None:
            assert fact.dtype is not None
            values.append(torch.tensor(fact.points).to(fact.dtype))
        elif uniform(fact) is not None:
            values.append(fact.constant.reshape(-1)[:1])
        else:
            return None
    with torch.inference_mode():
        kept, dropped = node.kernel(*values).to(node.casts[0] or torch.float32).float().tolist()
    return (kept, dropped)


def _sum(node: Node, args: list[Fact], out: Fact) -> None:
    one, other = (bound_of(f) for f in args)
    out.bound = later(lambda: one() + other())
    for fact, rest in ((args[0], other), (args[1], one)):
        if fact.points is None or (node.op_type == "sub" and fact is args[1]):
            continue
        kept, dropped = fact.points
        shift = len(out.shape) - len(fact.shape)
        for axis in fact.axes(TOKEN):
            out.gap[axis + shift] = later(_falls(kept - dropped, rest))


def _falls(step: float, rest: Any) -> Any:
    return lambda: step - 2 * rest()


def _product(node: Node, args: list[Fact], out: Fact) -> None:
    x, y = args
    factor = uniform(y)
    if node.op_type == "real_div":
        if not factor:
            return
        factor = 1 / factor
    elif factor is None and (factor := uniform(x)) is not None:
        x, y = y, x
    one, other = bound_of(x), bound_of(y)
    if factor is not None:
        by = abs(factor)
        out.bound = later(lambda: one() * by)
        if x.ball is not None:
            out.ball = replace(x.ball, scale=x.ball.scale * factor)
        out.zero = zeros(x)
        return
    out.bound = later(lambda: one() * other())
    for fact, rest in ((x, other), (y, one)):
        shift = len(out.shape) - len(fact.shape)
        if zeros(fact) and rest() < float("inf"):  # 0 times infinity is no zero
            out.zero |= frozenset(a + shift for a in zeros(fact))


def _choice(args: list[Fact], out: Fact) -> None:
    """select(mask, scores, very little): a dropped position has that constant."""
    condition, when, otherwise = args
    one, other = bound_of(when), bound_of(otherwise)
    out.bound = later(lambda: max(one(), other()))
    if condition.points is None:
        return
    kept, dropped = (when, otherwise) if condition.points[0] else (otherwise, when)
    level = uniform(dropped)
    if bool(condition.points[0]) == bool(condition.points[1]) or level is None:
        return
    rest = bound_of(kept)
    shift = len(out.shape) - len(condition.shape)
    for axis in condition.axes(TOKEN):
        out.gap[axis + shift] = later(lambda: -level - rest())
