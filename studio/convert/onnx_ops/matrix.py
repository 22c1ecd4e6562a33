"""Products of matrices.

Source: https://onnx.ai/onnx/operators/ (MatMul, Gemm), com.microsoft's FusedMatMul; MIL linear.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both


@lowers("MatMul")
def product(node: Node, x: Value, y: Value) -> Any:
    """x @ y. A weight becomes a `linear`, the layer that Core ML compresses and fuses."""
    if not _weight(y) or node.rank(x) < 2 or node.dtype(x) == "int32":
        return _matmul(node, x, y)
    return node.mb.linear(x=node.var(x), weight=node.plain(np.ascontiguousarray(y.T)))


@lowers("Gemm")
def gemm(node: Node, x: Value, y: Value, bias: Value = None) -> Any:
    """alpha * x' @ y' + beta * bias, either matrix transposed on demand."""
    alpha, beta = float(node.attr("alpha", 1.0)), float(node.attr("beta", 1.0))
    turn_x, turn_y = bool(node.attr("transA", 0)), bool(node.attr("transB", 0))
    if _weight(y) and not turn_x and alpha == 1.0:
        weight = node.plain(np.ascontiguousarray(y if turn_y else y.T))
        return _linear(node, node.var(x), weight, bias, beta)
    result = _matmul(node, x, y, turn_x, turn_y)
    if alpha != 1.0:
        result = node.mb.mul(x=result, y=np.float32(alpha))
    return result if bias is None else both(node, "add", result, _scaled(node, bias, beta))


@lowers("com.microsoft::FusedGemm")
def gemm_activated(node: Node, x: Value, y: Value, bias: Value = None) -> Any:
    """Gemm, and an activation without settings of its own behind it."""
    name = str(node.attr("activation", ""))
    if name.lower() not in ("relu", "tanh", "sigmoid", "softplus", "softsign"):
        raise node.refused(f"its activation is {name or 'not named'}")
    return getattr(node.mb, name.lower())(x=gemm(node, x, y, bias))


@lowers("com.microsoft::FusedMatMul")
def fused(node: Node, x: Value, y: Value) -> Any:
    """alpha * x' @ y', the last two axes of either transposed on demand."""
    if node.attr("transBatchA", 0) or node.attr("transBatchB", 0):
        raise node.refused("it transposes batches")
    turn_x, turn_y = bool(node.attr("transA", 0)), bool(node.attr("transB", 0))
    result = _matmul(node, x, y, turn_x, turn_y)
    return node.mb.mul(x=result, y=np.float32(node.attr("alpha", 1.0)))


def _weight(y: Value) -> bool:
    return isinstance(y, np.ndarray) and y.ndim == 2 and y.dtype.kind == "f"


def _linear(node: Node, x: Any, weight: Any, bias: Value, beta: float) -> Any:
    flat = bias is None or (isinstance(bias, np.ndarray) and bias.size in (1, len(weight)))
    if bias is None or not flat or (isinstance(bias, np.ndarray) and bias.ndim > 1):
        result = node.mb.linear(x=x, weight=weight)
        return result if bias is None else both(node, "add", result, _scaled(node, bias, beta))
    whole = np.broadcast_to(np.asarray(bias, np.float32) * beta, (len(weight),))
    return node.mb.linear(x=x, weight=weight, bias=np.ascontiguousarray(whole, np.float32))


def _scaled(node: Node, bias: Value, beta: float) -> Value:
    if isinstance(bias, np.ndarray):
        return np.asarray(bias, np.float32) * np.float32(beta)
    return bias if beta == 1.0 else node.mb.mul(x=bias, y=np.float32(beta))


def _matmul(node: Node, x: Value, y: Value, turn_x: bool = False, turn_y: bool = False) -> Any:
    """numpy's rules: a vector counts as a row on the left, as a column on the right."""
    mb, x, y = node.mb, node.var(x), node.var(y)
    row, column = x.rank == 1, y.rank == 1
    if row:
        x = mb.expand_dims(x=x, axes=[0])
    if column:
        y = mb.expand_dims(x=y, axes=[1])
    if (x.rank, y.rank) != (max(x.rank, y.rank),) * 2:
        x, y = _same_rank(mb, x, y)
    result = mb.matmul(x=x, y=y, transpose_x=turn_x, transpose_y=turn_y)
    gone = [axis for axis, is_gone in ((-2, row), (-1, column)) if is_gone]
    return mb.squeeze(x=result, axes=gone) if gone else result


def _same_rank(mb: Any, x: Any, y: Any) -> tuple[Any, Any]:
    more = x.rank - y.rank
    if more > 0:
        return x, mb.expand_dims(x=y, axes=list(range(more)))
    return mb.expand_dims(x=x, axes=list(range(-more))), y
