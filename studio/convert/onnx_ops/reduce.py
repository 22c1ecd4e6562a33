"""Along an axis: sums, means, norms, the largest and where it is, running sums.

Source: https://onnx.ai/onnx/operators/ (ReduceSum ... TopK); MIL reduction, tensor_operation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers

_OPS = {
    "ReduceSum": "reduce_sum", "ReduceMean": "reduce_mean", "ReduceMax": "reduce_max",
    "ReduceMin": "reduce_min", "ReduceProd": "reduce_prod", "ReduceL1": "reduce_l1_norm",
    "ReduceL2": "reduce_l2_norm", "ReduceLogSum": "reduce_log_sum",
    "ReduceLogSumExp": "reduce_log_sum_exp", "ReduceSumSquare": "reduce_sum_square",
}  # fmt: skip
_AXES_AS_INPUT = {"ReduceSum": 13}  # the others since 18


@lowers(*_OPS)
def reduce(node: Node, x: Value, axes: Value = None) -> Any:
    """Over the axes named (an attribute in older opsets), over all when none is."""
    if node.opset < _AXES_AS_INPUT.get(node.kind, 18):
        axes = None if (named := node.attr("axes")) is None else np.asarray(named, np.int64)
    over = node.ints(axes, "axes") if axes is not None else []
    if not over and node.attr("noop_with_empty_axes", 0):
        return _alone(node, x)
    over = over or list(range(node.rank(x)))
    if not over:
        return _alone(node, x)
    keep = bool(node.attr("keepdims", 1))
    if node.dtype(x) == "bool":
        counted = getattr(node.mb, _OPS[node.kind])(x=node.cast(x, "int32"), axes=over, keep_dims=keep)  # fmt: skip
        return node.cast(counted, "bool")
    return getattr(node.mb, _OPS[node.kind])(x=node.var(x), axes=over, keep_dims=keep)


def _alone(node: Node, x: Value) -> Any:
    """What each kind makes of single numbers."""
    mb = node.mb
    if node.kind in ("ReduceL1", "ReduceL2"):
        return mb.abs(x=x)
    if node.kind == "ReduceSumSquare":
        return mb.mul(x=x, y=x)
    return mb.log(x=x) if node.kind == "ReduceLogSum" else mb.identity(x=x)


@lowers("ArgMax", "ArgMin")
def where_best(node: Node, x: Value) -> Any:
    """The place of the largest or smallest number, the first (or the last) one of several."""
    mb = node.mb
    op = mb.reduce_argmax if node.kind == "ArgMax" else mb.reduce_argmin
    axis, keep = node.axis(x, int(node.attr("axis", 0))), bool(node.attr("keepdims", 1))
    x = node.cast(x, "fp32")
    if not node.attr("select_last_index", 0):
        return op(x=x, axis=axis, keep_dims=keep)
    side = x.shape[axis]
    if not isinstance(side, int | np.integer):
        raise node.refused("it asks for the last of several equal numbers along a free side")
    first = op(x=mb.reverse(x=x, axes=[axis]), axis=axis, keep_dims=keep)
    return mb.sub(x=np.int32(side - 1), y=first)


@lowers("CumSum")
def running_sum(node: Node, x: Value, axis: Value) -> Any:
    """The sum up to each place, from either end, with or without the place itself."""
    at = node.axis(x, node.ints(axis, "axis")[0])
    exclusive, reverse = bool(node.attr("exclusive", 0)), bool(node.attr("reverse", 0))
    return node.mb.cumsum(x=node.var(x), axis=at, exclusive=exclusive, reverse=reverse)


@lowers("TopK")
def top(node: Node, x: Value, k: Value = None) -> Any:
    """The k largest (or smallest) along an axis, in order, and their places."""
    count = int(node.attr("k")) if k is None else node.ints(k, "k")[0]
    ascending = not node.attr("largest", 1)
    axis = node.axis(x, int(node.attr("axis", -1)))
    return tuple(node.mb.topk(x=node.var(x), k=count, axis=axis, ascending=ascending))
