"""Element by element: sums, products, powers, roots, rounding, bounds.

Source: https://onnx.ai/onnx/operators/ (Add ... Clip); MIL elementwise_binary, elementwise_unary.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers

_TWO = {"Add": "add", "Sub": "sub", "Mul": "mul"}
_ONE = {
    "Abs": "abs", "Acos": "acos", "Asin": "asin", "Atan": "atan", "Atanh": "atanh",
    "Ceil": "ceil", "Cos": "cos", "Cosh": "cosh", "Erf": "erf", "Exp": "exp", "Floor": "floor",
    "Round": "round", "Sign": "sign", "Sin": "sin", "Sinh": "sinh", "Sqrt": "sqrt", "Tan": "tan",
    "Tanh": "tanh",
}  # fmt: skip
_MANY = {"Max": "maximum", "Min": "minimum", "Sum": "add", "Mean": "add"}
_LARGEST = 2**31 - 1


def both(node: Node, op: str, x: Value, y: Value) -> Any:
    """A MIL operation of two inputs; a known one becomes a constant of the other's type."""
    return getattr(node.mb, op)(x=node.plain(x), y=node.plain(y))


@lowers(*_TWO)
def binary(node: Node, x: Value, y: Value) -> Any:
    """x op y, broadcast."""
    return both(node, _TWO[node.kind], x, y)


@lowers(*_ONE)
def unary(node: Node, x: Value) -> Any:
    """One number at a time; whole numbers pass through what leaves them as they are."""
    if node.dtype(x) == "int32" and node.kind in ("Ceil", "Floor", "Round"):
        return node.mb.identity(x=x)
    return getattr(node.mb, _ONE[node.kind])(x=x)


@lowers("Acosh", "Asinh")
def inverse_hyperbolic(node: Node, x: Value) -> Any:
    """log(x + sqrt(x^2 -+ 1)); for asinh of the absolute value, with the sign put back."""
    mb = node.mb
    if node.kind == "Acosh":
        return mb.log(x=mb.add(x=x, y=mb.sqrt(x=mb.sub(x=mb.mul(x=x, y=x), y=1.0))))
    size = mb.abs(x=x)
    root = mb.sqrt(x=mb.add(x=mb.mul(x=x, y=x), y=1.0))
    return mb.mul(x=mb.sign(x=x), y=mb.log(x=mb.add(x=size, y=root)))


@lowers("Div")
def divide(node: Node, x: Value, y: Value) -> Any:
    """x / y; of whole numbers the quotient is cut towards zero, as in C."""
    if node.dtype(x) != "int32":
        return both(node, "real_div", x, y)
    mb, x, y = node.mb, node.var(x), node.var(y)
    size = mb.floor_div(x=mb.abs(x=x), y=mb.abs(x=y))
    return mb.mul(x=size, y=mb.mul(x=mb.sign(x=x), y=mb.sign(x=y)))


@lowers("Mod")
def modulo(node: Node, x: Value, y: Value) -> Any:
    """The rest: with the divisor's sign, or (fmod=1) with the dividend's."""
    mb = node.mb
    if not node.attr("fmod", 0):
        return both(node, "mod", x, y)
    x, y = node.var(x), node.var(y)
    return mb.mul(x=mb.sign(x=x), y=mb.mod(x=mb.abs(x=x), y=mb.abs(x=y)))


@lowers("Pow")
def power(node: Node, x: Value, y: Value) -> Any:
    """x ** y, in x's type."""
    whole = node.dtype(x) == "int32"
    raised = node.mb.pow(x=node.cast(x, "fp32"), y=node.cast(y, "fp32"))
    return node.mb.cast(x=node.mb.round(x=raised), dtype="int32") if whole else raised


@lowers("Neg")
def negate(node: Node, x: Value) -> Any:
    """-x."""
    return node.mb.mul(x=x, y=np.int32(-1) if node.dtype(x) == "int32" else np.float32(-1))


@lowers("Reciprocal")
def reciprocal(node: Node, x: Value) -> Any:
    """1 / x."""
    return node.mb.real_div(x=np.float32(1), y=x)


@lowers("Log")
def logarithm(node: Node, x: Value) -> Any:
    """The natural logarithm; MIL adds 1e-45 for its own sake, which changes nothing."""
    return node.mb.log(x=x)


@lowers(*_MANY)
def many(node: Node, *values: Value) -> Any:
    """The largest, smallest, sum or mean over the inputs, broadcast."""
    result = reduce(lambda x, y: both(node, _MANY[node.kind], x, y), values)
    if node.kind == "Mean":
        return node.mb.real_div(x=node.var(result), y=np.float32(len(values)))
    return node.mb.identity(x=result) if len(values) == 1 else result


@lowers("Clip")
def clip(node: Node, x: Value, low: Value = None, high: Value = None) -> Any:
    """Between two bounds; before opset 11 they are attributes."""
    if node.opset < 11:
        low, high = (
            None if (bound := node.attr(name)) is None else np.asarray(bound, np.float32)
            for name in ("min", "max")
        )
    if low is not None:
        x = both(node, "maximum", x, low)
    if high is not None:
        x = both(node, "minimum", x, high)
    return node.mb.identity(x=x) if low is None and high is None else x


@lowers("Identity", "Dropout")
def identity(node: Node, x: Value, share: Value = None, training: Value = None) -> Any:
    """The input; nothing is dropped outside training."""
    if training is not None and not (isinstance(training, np.ndarray) and not training.any()):
        raise node.refused("it is in training mode")
    if node.kind == "Dropout" and node.outputs > 1:
        return x, np.ones(node.shape(x) or (), bool)
    return x


@lowers("BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot")
def bitwise(node: Node, *values: Value) -> Any:
    """Bits of truth values only: MIL has no operation on bits of numbers."""
    if any(node.dtype(value) != "bool" for value in values):
        raise node.refused("Core ML has no operations on the bits of numbers")
    op = {"BitwiseNot": "logical_not"}.get(node.kind, "logical_" + node.kind[7:].lower())
    if node.kind == "BitwiseNot":
        return node.mb.logical_not(x=values[0])
    return both(node, op, *values)
