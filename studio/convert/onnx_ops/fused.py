"""What ONNX Runtime's optimiser fuses in BERT-like graphs: embeddings and attention in one node.

Source: https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md (Attention,
MultiHeadAttention, EmbedLayerNormalization). Its other fusions stand beside what they fuse:
SkipLayerNormalization in norm, Gelu, FastGelu and BiasGelu in activation, FusedMatMul in matrix.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both
from studio.convert.onnx_ops.norm import normalised

_KEPT = "it keeps keys and values of earlier tokens, or looks only back"


@lowers("com.microsoft::EmbedLayerNormalization")
def embed(
    node: Node, ids: Value, segments: Value, words: Value, places: Value, kinds: Value = None,
    gamma: Value = None, beta: Value = None, mask: Value = None, position_ids: Value = None,
) -> Any:  # fmt: skip
    """Words, positions and token types added and normalised; the mask's sums as second output."""
    mb = node.mb
    total = mb.gather(x=node.plain(words), indices=node.var(ids), axis=0)
    total = both(node, "add", total, _places(node, ids, places, position_ids))
    if segments is not None and kinds is not None:
        rows = mb.gather(x=node.plain(kinds), indices=node.var(segments), axis=0)
        total = both(node, "add", total, rows)
    axes, epsilon = [node.rank(total) - 1], float(node.attr("epsilon", 1e-12))
    result = normalised(node, total, axes, epsilon, gamma, beta)
    counted = None
    if mask is not None:
        counted = mb.reduce_sum(x=node.cast(mask, "int32"), axes=[1], keep_dims=False)
    return (result, counted, total)[: max(node.outputs, 1)]


@lowers("com.microsoft::Attention")
def attention(
    node: Node, x: Value, weight: Value, bias: Value = None, mask: Value = None,
    past: Value = None, added: Value = None, past_length: Value = None,
) -> Any:  # fmt: skip
    """Queries, keys and values by one weight [h, 3h'], then attention; [n, L, h']."""
    if past is not None or past_length is not None or node.outputs > 1 or node.attr("do_rotary", 0):
        raise node.refused(_KEPT)
    whole = np.asarray(node.known(weight, "weight"), np.float32)
    shifts = None if bias is None else np.asarray(node.known(bias, "bias"), np.float32)
    sizes = node.attr("qkv_hidden_sizes") or [whole.shape[1] // 3] * 3
    cuts = np.cumsum(sizes)[:-1]
    parts = np.split(whole, cuts, axis=1)
    biases = [None] * 3 if shifts is None else np.split(shifts, cuts)
    queries, keys, found = (
        node.mb.linear(x=node.var(x), weight=np.ascontiguousarray(w.T), **({} if b is None else {"bias": b}))
        for w, b in zip(parts, biases, strict=True)
    )  # fmt: skip
    return _attend(node, [queries, keys, found], mask, added)


@lowers("com.microsoft::MultiHeadAttention")
def many_heads(
    node: Node, query: Value, key: Value = None, value: Value = None, bias: Value = None,
    mask: Value = None, added: Value = None, *past: Value,
) -> Any:  # fmt: skip
    """Attention of ready queries, keys and values, each [n, L, h]; their biases are added first."""
    if key is None or value is None or node.rank(query) != 3 or node.rank(key) != 3:
        raise node.refused("its queries, keys and values are packed together")
    if any(p is not None for p in past) or node.outputs > 1:
        raise node.refused(_KEPT)
    parts = [query, key, value]
    if bias is not None:
        shifts = np.split(np.asarray(node.known(bias, "bias"), np.float32), 3)
        parts = [both(node, "add", x, b) for x, b in zip(parts, shifts, strict=True)]
    return _attend(node, parts, mask, added)


def _attend(node: Node, parts: list[Value], mask: Value, added: Value) -> Any:
    if node.attr("unidirectional", 0):
        raise node.refused(_KEPT)
    mb, heads = node.mb, int(node.attr("num_heads"))
    q, k, v = (_apart(node, x, heads) for x in parts)
    scale = float(node.attr("scale", 0.0)) or 1 / math.sqrt(int(q.shape[-1]))
    scores = mb.matmul(x=mb.mul(x=q, y=np.float32(scale)), y=k, transpose_y=True)
    if mask is not None:
        scores = both(node, "add", scores, _blocked(node, mask, k))
    if added is not None:
        scores = both(node, "add", scores, added)
    out = mb.matmul(x=mb.softmax(x=scores, axis=-1), y=v)
    together = mb.transpose(x=out, perm=[0, 2, 1, 3])
    batch, length, _, width = together.shape
    return mb.reshape(x=together, shape=[*_sides(batch, length), heads * int(width)])


def _apart(node: Node, x: Value, heads: int) -> Any:
    """[n, L, h] as [n, heads, L, h / heads]."""
    x = node.var(x)
    batch, length, width = x.shape
    wide = node.mb.reshape(x=x, shape=[*_sides(batch, length), heads, int(width) // heads])
    return node.mb.transpose(x=wide, perm=[0, 2, 1, 3])


def _sides(*sides: Any) -> list[int]:
    """Sides for a reshape: the one that isn't known yet is what remains."""
    return [int(side) if isinstance(side, int | np.integer) else -1 for side in sides]


def _blocked(node: Node, mask: Value, keys: Any) -> Any:
    """0 where a token may be looked at, the filter value where not; broadcasts to [n, heads, L, L]."""
    mb, rank = node.mb, node.rank(mask)
    mask = node.cast(mask, "int32")
    if rank == 1:  # how many tokens each text has
        if mask.shape[0] != keys.shape[0]:
            raise node.refused("its mask is made of starts and ends")
        places = mb.sub(x=_counted(node, keys), y=np.int32(1))
        kept = mb.less(x=places, y=mb.expand_dims(x=mask, axes=[1]))
        mask, rank = mb.cast(x=kept, dtype="int32"), 2
    sides = {2: [1, 2], 3: [1], 4: []}.get(rank)
    if sides is None:
        raise node.refused("its mask has a shape that text encoders don't use")
    wide = mb.expand_dims(x=mask, axes=sides) if sides else mask
    less = mb.sub(x=np.float32(1), y=mb.cast(x=wide, dtype="fp32"))
    lowest = node.plain(np.asarray(node.attr("mask_filter_value", -10000.0), np.float32))
    return mb.mul(x=less, y=np.float32(lowest))


def _counted(node: Node, keys: Any) -> Any:
    """1, 2, ... L for keys [n, heads, L, d], int32[1, L]."""
    length = keys.shape[2]
    if isinstance(length, int | np.integer):
        return node.mb.const(val=np.arange(1, int(length) + 1, dtype=np.int32)[None])
    sides = node.mb.shape(x=keys)
    side = node.mb.slice_by_index(x=sides, begin=[2], end=[3])
    ones = node.mb.fill(shape=node.mb.concat(values=[np.array([1], np.int32), side], axis=0), value=np.int32(1))  # fmt: skip
    return node.mb.cumsum(x=ones, axis=1)


def _places(node: Node, ids: Value, table: Value, position_ids: Value) -> Any:
    """The rows of the position table, by their ids or 0, 1, ... L - 1."""
    if position_ids is None:
        length = ids.shape[1]
        if isinstance(length, int | np.integer):
            return np.asarray(node.known(table, "positions"), np.float32)[None, : int(length)]
        x = node.var(ids)
        ones = node.mb.add(x=node.mb.sub(x=x, y=x), y=np.int32(1))
        position_ids = node.mb.sub(x=node.mb.cumsum(x=ones, axis=1), y=np.int32(1))
    return node.mb.gather(x=node.plain(table), indices=node.var(position_ids), axis=0)
