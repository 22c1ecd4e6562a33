"""Convolutions and pooling, which SqueezeBERT and the Neural Engine layout use.

Source: https://onnx.ai/onnx/operators/ (Conv, GlobalAveragePool ...); MIL conv, pool.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both


@lowers("Conv")
def convolution(node: Node, x: Value, weight: Value, bias: Value = None) -> Any:
    """Of one to three axes, in groups, with strides and dilations."""
    spatial = node.rank(x) - 2
    dilations = [int(d) for d in node.attr("dilations", [1] * spatial)]
    options: dict[str, Any] = {
        "strides": [int(s) for s in node.attr("strides", [1] * spatial)],
        "dilations": dilations,
        "groups": int(node.attr("group", 1)),
        **margins(node, spatial),
    }
    if isinstance(bias, np.ndarray):
        options["bias"] = node.plain(bias)
    result = node.mb.conv(x=node.var(x), weight=node.plain(weight), **options)
    if bias is None or "bias" in options:
        return result
    wide = node.mb.reshape(x=bias, shape=[1, -1] + [1] * spatial)
    return both(node, "add", result, wide)


def margins(node: Node, spatial: int) -> dict[str, Any]:
    """MIL's padding of a node: by name, or by widths (ONNX lists all starts, then all ends)."""
    named = {"SAME_UPPER": "same", "SAME_LOWER": "same_lower", "VALID": "valid"}
    kind = str(node.attr("auto_pad", "NOTSET"))
    if kind in named:
        return {"pad_type": named[kind]}
    widths = [int(p) for p in node.attr("pads", [0] * 2 * spatial)]
    pairs = [side for at in range(spatial) for side in (widths[at], widths[at + spatial])]
    return {"pad_type": "custom", "pad": pairs}


@lowers("MaxPool", "AveragePool")
def pool(node: Node, x: Value) -> Any:
    """The largest or the mean number of each window."""
    spatial = node.rank(x) - 2
    if any(int(d) != 1 for d in node.attr("dilations", [])) or node.outputs > 1:
        raise node.refused("Core ML's pooling has neither dilations nor places")
    options: dict[str, Any] = {
        "kernel_sizes": [int(k) for k in node.attr("kernel_shape")],
        "strides": [int(s) for s in node.attr("strides", [1] * spatial)],
        "ceil_mode": bool(node.attr("ceil_mode", 0)),
        **margins(node, spatial),
    }
    if node.kind == "MaxPool":
        return node.mb.max_pool(x=node.var(x), **options)
    outside = not node.attr("count_include_pad", 0)
    return node.mb.avg_pool(x=node.var(x), exclude_padding_from_average=outside, **options)


@lowers("GlobalAveragePool", "GlobalMaxPool")
def pool_all(node: Node, x: Value) -> Any:
    """Over all axes after the channels."""
    axes = list(range(2, node.rank(x)))
    op = node.mb.reduce_mean if node.kind == "GlobalAveragePool" else node.mb.reduce_max
    return op(x=node.var(x), axes=axes, keep_dims=True)
