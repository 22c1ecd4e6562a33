"""Activations and softmax.

Source: https://onnx.ai/onnx/operators/ (Relu ... LogSoftmax), com.microsoft's Gelu family
(https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md); MIL activation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both

_PLAIN = {"Relu": "relu", "Sigmoid": "sigmoid", "Softplus": "softplus", "Softsign": "softsign"}
_ALPHA = {"LeakyRelu": ("leaky_relu", 0.01), "Elu": ("elu", 1.0)}


@lowers(*_PLAIN)
def plain(node: Node, x: Value) -> Any:
    """Activations that MIL has under the same meaning."""
    if node.dtype(x) == "int32":
        return both(node, "maximum", x, np.int32(0))
    return getattr(node.mb, _PLAIN[node.kind])(x=x)


@lowers(*_ALPHA)
def with_alpha(node: Node, x: Value) -> Any:
    """LeakyRelu and Elu: alpha is the slope, or the size, below zero."""
    op, default = _ALPHA[node.kind]
    return getattr(node.mb, op)(x=x, alpha=float(node.attr("alpha", default)))


@lowers("Gelu", "com.microsoft::Gelu", "com.microsoft::FastGelu", "com.microsoft::BiasGelu")
def gelu(node: Node, x: Value, bias: Value = None) -> Any:
    """x * Phi(x), exact or by tanh (Hendrycks & Gimpel 2016); ONNX Runtime's add a bias first."""
    if bias is not None:
        x = both(node, "add", x, bias)
    by_tanh = node.kind.endswith("FastGelu") or node.attr("approximate", "none") == "tanh"
    return node.mb.gelu(x=x, mode="TANH_APPROXIMATION" if by_tanh else "EXACT")


@lowers("com.microsoft::QuickGelu")
def quick_gelu(node: Node, x: Value) -> Any:
    """x * sigmoid(alpha * x)."""
    alpha = np.float32(node.attr("alpha", 1.702))
    return node.mb.mul(x=x, y=node.mb.sigmoid(x=node.mb.mul(x=x, y=alpha)))


@lowers("HardSigmoid")
def hard_sigmoid(node: Node, x: Value) -> Any:
    """max(0, min(1, alpha * x + beta))."""
    alpha, beta = node.attr("alpha", 0.2), node.attr("beta", 0.5)
    return node.mb.sigmoid_hard(x=x, alpha=float(alpha), beta=float(beta))


@lowers("HardSwish", "Mish", "Swish")
def gated(node: Node, x: Value) -> Any:
    """x times a gate: hard sigmoid, tanh of softplus, or sigmoid."""
    mb = node.mb
    if node.kind == "HardSwish":
        gate = mb.sigmoid_hard(x=x, alpha=1 / 6, beta=0.5)
    elif node.kind == "Mish":
        gate = mb.tanh(x=mb.softplus(x=x))
    else:
        gate = mb.sigmoid(x=mb.mul(x=x, y=np.float32(node.attr("alpha", 1.0))))
    return mb.mul(x=x, y=gate)


@lowers("Selu", "Celu", "ThresholdedRelu", "PRelu", "Shrink")
def piecewise(node: Node, x: Value, slope: Value = None) -> Any:
    """Activations made of two pieces."""
    mb = node.mb
    if node.kind == "Selu":
        gamma = float(node.attr("gamma", 1.0507009873554804934193349852946))
        alpha = float(node.attr("alpha", 1.67326319217681884765625))
        return mb.mul(x=mb.elu(x=x, alpha=alpha), y=np.float32(gamma))
    if node.kind == "Celu":
        alpha = float(node.attr("alpha", 1.0))
        inner = mb.elu(x=mb.real_div(x=x, y=np.float32(alpha)), alpha=1.0)
        return mb.mul(x=inner, y=np.float32(alpha))
    if node.kind == "PRelu":
        below = both(node, "mul", mb.minimum(x=x, y=np.float32(0)), slope)
        return mb.add(x=mb.relu(x=x), y=below)
    if node.kind == "ThresholdedRelu":
        above = mb.greater(x=x, y=np.float32(node.attr("alpha", 1.0)))
        return mb.mul(x=x, y=mb.cast(x=above, dtype="fp32"))
    bias, edge = float(node.attr("bias", 0.0)), float(node.attr("lambd", 0.5))
    low = mb.cast(x=mb.less(x=x, y=np.float32(-edge)), dtype="fp32")
    high = mb.cast(x=mb.greater(x=x, y=np.float32(edge)), dtype="fp32")
    down, up = mb.sub(x=x, y=np.float32(bias)), mb.add(x=x, y=np.float32(bias))
    return mb.add(x=mb.mul(x=high, y=down), y=mb.mul(x=low, y=up))


@lowers("Softmax", "LogSoftmax")
def softmax(node: Node, x: Value) -> Any:
    """exp(x) over its sum along an axis; before opset 13 over all axes from that one on."""
    mb, rank = node.mb, node.rank(x)
    axis = node.axis(x, int(node.attr("axis", -1 if node.opset >= 13 else 1)))
    axes = [axis] if node.opset >= 13 or axis == rank - 1 else list(range(axis, rank))
    if len(axes) == 1 and node.kind == "Softmax":
        return mb.softmax(x=x, axis=axes[0])
    top = mb.reduce_max(x=x, axes=axes, keep_dims=True)
    less = mb.sub(x=x, y=top)
    total = mb.reduce_sum(x=mb.exp(x=less), axes=axes, keep_dims=True)
    if node.kind == "LogSoftmax":
        return mb.sub(x=less, y=mb.log(x=total))
    return mb.real_div(x=mb.exp(x=less), y=total)
