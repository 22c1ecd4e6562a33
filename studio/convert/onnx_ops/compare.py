"""Comparisons, logic and choice.

Source: https://onnx.ai/onnx/operators/ (Equal ... Where); MIL elementwise_binary, control_flow.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both

_COMPARE = {
    "Equal": "equal", "Greater": "greater", "GreaterOrEqual": "greater_equal",
    "Less": "less", "LessOrEqual": "less_equal",
}  # fmt: skip
_KINDS = {"fp32": np.float32, "int32": np.int32}
_LOGIC = {"And": "logical_and", "Or": "logical_or", "Xor": "logical_xor"}


@lowers(*_COMPARE)
def compare(node: Node, x: Value, y: Value) -> Any:
    """Truth values of a comparison; MIL compares truth values as numbers."""
    if node.dtype(x) == "bool":
        x, y = node.cast(x, "int32"), node.cast(y, "int32")
    return both(node, _COMPARE[node.kind], x, y)


@lowers(*_LOGIC)
def logic(node: Node, x: Value, y: Value) -> Any:
    """And, or, either."""
    return both(node, _LOGIC[node.kind], x, y)


@lowers("Not")
def negation(node: Node, x: Value) -> Any:
    """The other truth value."""
    return node.mb.logical_not(x=x)


@lowers("Where")
def where(node: Node, condition: Value, x: Value, y: Value) -> Any:
    """x where the condition holds, else y, all three broadcast."""
    mb = node.mb
    if node.dtype(x) == "bool":
        chosen = where(node, condition, node.cast(x, "int32"), node.cast(y, "int32"))
        return mb.cast(x=chosen, dtype="bool")
    condition, x, y = node.var(condition), node.var(x), node.var(y)
    if _widens(node, condition, x, y):
        # MIL's select declares the shape of its two values alone: one of them must be as wide.
        zero = mb.mul(
            x=node.cast(condition, node.dtype(x)), y=node.plain(np.zeros((), _KINDS[node.dtype(x)]))
        )
        x = mb.add(x=x, y=zero)
    return mb.select(cond=condition, a=x, b=y)


def _widens(node: Node, condition: Any, x: Any, y: Any) -> bool:
    """Whether the condition has sides that neither value has, as far as can be known."""
    sides = [node.shape(value) for value in (condition, x, y)]
    if None in sides:
        return bool(condition.rank > max(x.rank, y.rank))
    whole = np.broadcast_shapes(*(tuple(s) for s in sides if s is not None))
    return whole != np.broadcast_shapes(*(tuple(s) for s in sides[1:] if s is not None))


@lowers("IsNaN")
def is_nan(node: Node, x: Value) -> Any:
    """NaN is the only number that differs from itself."""
    return node.mb.not_equal(x=x, y=x)


@lowers("IsInf")
def is_infinite(node: Node, x: Value) -> Any:
    """Beyond the largest float32, on the sides that are asked for."""
    largest = np.float32(np.finfo(np.float32).max)
    above = node.mb.greater(x=x, y=largest)
    below = node.mb.less(x=x, y=-largest)
    if not node.attr("detect_positive", 1):
        return below
    return node.mb.logical_or(x=above, y=below) if node.attr("detect_negative", 1) else above
