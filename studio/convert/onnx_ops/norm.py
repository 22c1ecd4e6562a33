"""Normalisation: layers, batches, groups, and ONNX Runtime's fused forms of them.

Source: https://onnx.ai/onnx/operators/ (LayerNormalization ...), com.microsoft's contrib operators; MIL normalization.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both


@lowers("LayerNormalization")
def layer(node: Node, x: Value, scale: Value, bias: Value = None) -> Any:
    """(x - mean) / sqrt(variance + epsilon) * scale + bias over the axes from `axis` on."""
    axes = list(range(node.axis(x, int(node.attr("axis", -1))), node.rank(x)))
    epsilon = float(node.attr("epsilon", 1e-5))
    result = normalised(node, x, axes, epsilon, scale, bias)
    return result if node.outputs == 1 else (result, *_statistics(node, x, axes, epsilon))


@lowers("com.microsoft::SkipLayerNormalization", "SkipLayerNormalization")
def skip_layer(
    node: Node, x: Value, skip: Value, scale: Value, beta: Value = None, bias: Value = None
) -> Any:
    """Layer normalisation of x + skip + bias; the sum itself may be a fourth output."""
    total = both(node, "add", x, skip)
    if bias is not None:
        total = both(node, "add", total, bias)
    axes = [node.rank(total) - 1]
    result = normalised(node, total, axes, float(node.attr("epsilon", 1e-12)), scale, beta)
    return (result, None, None, total)[: max(node.outputs, 1)]


@lowers("com.microsoft::SkipSimplifiedLayerNormalization")
def skip_root_mean_square(
    node: Node, x: Value, skip: Value, scale: Value, bias: Value = None
) -> Any:
    """RMS normalisation of x + skip + bias; the sum itself may be a fourth output."""
    total = both(node, "add", x, skip)
    if bias is not None:
        total = both(node, "add", total, bias)
    return (root_mean_square(node, total, scale), None, None, total)[: max(node.outputs, 1)]


@lowers("RMSNormalization", "SimplifiedLayerNormalization", "com.microsoft::SimplifiedLayerNormalization")  # fmt: skip
def root_mean_square(node: Node, x: Value, scale: Value) -> Any:
    """x / sqrt(mean(x^2) + epsilon) * scale over the axes from `axis` on."""
    mb = node.mb
    axes = list(range(node.axis(x, int(node.attr("axis", -1))), node.rank(x)))
    mean = mb.reduce_mean(x=mb.mul(x=x, y=x), axes=axes, keep_dims=True)
    root = mb.sqrt(x=mb.add(x=mean, y=np.float32(node.attr("epsilon", 1e-5))))
    return both(node, "mul", mb.real_div(x=x, y=root), scale)


@lowers("BatchNormalization")
def batch(node: Node, x: Value, scale: Value, bias: Value, mean: Value, variance: Value) -> Any:
    """With the statistics of training, a channel at a time (axis 1)."""
    if node.attr("training_mode", 0):
        raise node.refused("it is in training mode")
    spread = np.sqrt(node.known(variance, "variance") + node.attr("epsilon", 1e-5))
    factor = node.known(scale, "scale") / spread
    shift = node.known(bias, "bias") - node.known(mean, "mean") * factor
    sides = (1, -1) + (1,) * (node.rank(x) - 2)
    factor, shift = (np.asarray(v, np.float32).reshape(sides) for v in (factor, shift))
    return node.mb.add(x=node.mb.mul(x=x, y=factor), y=shift)


@lowers("InstanceNormalization", "GroupNormalization")
def group(node: Node, x: Value, scale: Value, bias: Value) -> Any:
    """Channels normalised each by itself, or in groups."""
    sides = node.shape(x)
    if sides is None:
        raise node.refused("the sides of its input aren't fixed")
    groups = int(node.attr("num_groups", sides[1]))
    mb, epsilon = node.mb, float(node.attr("epsilon", 1e-5))
    apart = mb.reshape(x=x, shape=[sides[0], groups, -1])
    flat = mb.reshape(x=normalised(node, apart, [2], epsilon, None, None), shape=sides)
    wide = (1, -1) + (1,) * (len(sides) - 2)
    scale, bias = (_per_channel(node, v, sides[1], groups).reshape(wide) for v in (scale, bias))
    return mb.add(x=mb.mul(x=flat, y=scale), y=bias)


@lowers("LpNormalization", "MeanVarianceNormalization")
def by_norm(node: Node, x: Value) -> Any:
    """Divided by its norm along an axis, or brought to mean 0 and variance 1."""
    mb = node.mb
    if node.kind == "MeanVarianceNormalization":
        axes = [int(a) for a in node.attr("axes", [0, 2, 3])]
        less = mb.sub(x=x, y=mb.reduce_mean(x=x, axes=axes, keep_dims=True))
        spread = mb.reduce_mean(x=mb.mul(x=less, y=less), axes=axes, keep_dims=True)
        return mb.real_div(x=less, y=mb.add(x=mb.sqrt(x=spread), y=np.float32(1e-9)))
    axes = [int(node.attr("axis", -1))]
    norm = mb.reduce_l1_norm if node.attr("p", 2) == 1 else mb.reduce_l2_norm
    return mb.real_div(x=x, y=norm(x=x, axes=axes, keep_dims=True))


def normalised(
    node: Node, x: Value, axes: list[int], epsilon: float, scale: Value, bias: Value
) -> Any:
    """MIL's layer_norm where scale and bias are known and as wide as the axes."""
    x = node.var(x)
    wide = [x.shape[axis] for axis in axes]
    fits = all(
        v is None or (isinstance(v, np.ndarray) and list(v.shape) == wide) for v in (scale, bias)
    )
    if fits:
        known = {k: node.plain(v) for k, v in (("gamma", scale), ("beta", bias)) if v is not None}
        return node.mb.layer_norm(x=x, axes=axes, epsilon=np.float32(epsilon), **known)
    result = node.mb.layer_norm(x=x, axes=axes, epsilon=np.float32(epsilon))
    result = result if scale is None else both(node, "mul", result, scale)
    return result if bias is None else both(node, "add", result, bias)


def _statistics(node: Node, x: Value, axes: list[int], epsilon: float) -> tuple[Any, Any]:
    mb = node.mb
    mean = mb.reduce_mean(x=x, axes=axes, keep_dims=True)
    less = mb.sub(x=x, y=mean)
    variance = mb.reduce_mean(x=mb.mul(x=less, y=less), axes=axes, keep_dims=True)
    return mean, mb.rsqrt(x=variance, epsilon=np.float32(epsilon))


def _per_channel(node: Node, value: Value, channels: int, groups: int) -> Any:
    known = np.asarray(node.known(value, "scale"), np.float32)
    return known if known.size == channels else np.repeat(known, channels // groups)
