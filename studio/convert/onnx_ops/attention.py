"""Scaled dot-product attention as one ONNX operator (opset 23 and newer).

Source: https://onnx.ai/onnx/operators/onnx__Attention.html; spelt out, so that every deployment
target takes it.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both
from studio.convert.onnx_ops.compare import where


@lowers("Attention")
def attention(node: Node, q: Value, k: Value, v: Value, mask: Value = None, *past: Value) -> Any:
    """softmax(q k^T * scale + mask) v, heads apart; [n, h, L, d], or [n, L, h d] with their count."""
    if any(p is not None for p in past) or node.outputs > 1:
        raise node.refused("it keeps keys and values of earlier tokens")
    if node.attr("is_causal", 0) or float(node.attr("softcap", 0.0)):
        raise node.refused("it is causal or caps its scores, which no text encoder does")
    flat = node.rank(q) == 3
    heads = int(node.attr("q_num_heads", 0)), int(node.attr("kv_num_heads", 0))
    if flat:
        q, k, v = (_apart(node, x, h) for x, h in ((q, heads[0]), (k, heads[1]), (v, heads[1])))
    if heads[0] != heads[1] or _known_to_differ(q.shape[1], k.shape[1]):
        raise node.refused("its queries have more heads than its keys")
    scale = float(node.attr("scale", 0.0)) or 1 / math.sqrt(int(q.shape[-1]))
    scores = node.mb.matmul(x=node.mb.mul(x=q, y=np.float32(scale)), y=k, transpose_y=True)
    out = node.mb.matmul(x=node.mb.softmax(x=_masked(node, scores, mask), axis=-1), y=v)
    if not flat:
        return out
    together = node.mb.transpose(x=out, perm=[0, 2, 1, 3])
    return node.mb.reshape(x=together, shape=[0, 0, -1])


def _known_to_differ(one: Any, other: Any) -> bool:
    return all(isinstance(side, int | np.integer) for side in (one, other)) and one != other


def _apart(node: Node, x: Value, heads: int) -> Any:
    wide = node.mb.reshape(x=x, shape=[0, 0, heads, -1])
    return node.mb.transpose(x=wide, perm=[0, 2, 1, 3])


def _masked(node: Node, scores: Any, mask: Value) -> Any:
    """A mask of truth values keeps what it holds for; one of numbers is added."""
    if mask is None:
        return scores
    if node.dtype(mask) == "bool":
        return where(node, mask, scores, np.asarray(-np.inf, np.float32))
    return both(node, "add", scores, mask)
