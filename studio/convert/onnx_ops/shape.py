"""Sides and types: reshape, transpose, broadcast, concatenate, split, pad, cast.

Source: https://onnx.ai/onnx/operators/ (Shape ... Cast); MIL tensor_transformation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers
from studio.convert.onnx_ops.arithmetic import both


@lowers("Shape")
def shape(node: Node, x: Value) -> Any:
    """The sides, from `start` to `end`; known ones as numbers, at once."""
    rank = node.rank(x)
    start, end = int(node.attr("start", 0)), node.attr("end")
    chosen = slice(start, rank if end is None else int(end))
    sides = node.shape(x)
    if sides is not None:
        return np.asarray(sides[chosen], np.int64)
    first, last, _ = chosen.indices(rank)
    return node.mb.slice_by_index(x=node.mb.shape(x=x), begin=[first], end=[max(last, first)])


@lowers("Size")
def size(node: Node, x: Value) -> Any:
    """How many numbers."""
    sides = node.shape(x)
    if sides is not None:
        return np.asarray(int(np.prod(sides, dtype=np.int64)), np.int64)
    return node.mb.reduce_prod(x=node.mb.shape(x=x), axes=[0], keep_dims=False)


@lowers("Reshape")
def reshape(node: Node, x: Value, sides: Value) -> Any:
    """The same numbers in other sides; 0 keeps a side, -1 is what is left over."""
    if not isinstance(sides, np.ndarray):
        return node.mb.reshape(x=node.var(x), shape=sides)
    wanted = [int(side) for side in sides]
    if not node.attr("allowzero", 0) and 0 in wanted:
        return _keeping(node, x, wanted)
    if not wanted:
        return node.mb.squeeze(x=x)
    return node.mb.reshape(x=node.var(x), shape=wanted)


def _keeping(node: Node, x: Value, wanted: list[int]) -> Any:
    sides = x.shape
    kept = [sides[at] if side == 0 else side for at, side in enumerate(wanted)]
    if all(isinstance(side, int | np.integer) for side in kept):
        return node.mb.reshape(x=x, shape=[int(side) for side in kept])
    whole = node.mb.shape(x=x)
    parts = [
        node.mb.slice_by_index(x=whole, begin=[at], end=[at + 1])
        if side == 0
        else np.asarray([side], np.int32)
        for at, side in enumerate(wanted)
    ]
    return node.mb.reshape(x=x, shape=node.mb.concat(values=parts, axis=0))


@lowers("Flatten")
def flatten(node: Node, x: Value) -> Any:
    """Two sides: those before the axis, those from it on."""
    mb, sides, axis = node.mb, node.shape(x), node.axis(x, int(node.attr("axis", 1)))
    if sides is None:
        if axis == 0:
            return mb.reshape(x=x, shape=[1, -1])
        before = mb.slice_by_index(x=mb.shape(x=x), begin=[0], end=[axis])
        first = mb.reduce_prod(x=before, axes=[0], keep_dims=True)
        rest = np.asarray([-1], np.int32)
        return mb.reshape(x=x, shape=mb.concat(values=[first, rest], axis=0))
    return node.mb.reshape(x=x, shape=[int(np.prod(sides[:axis], dtype=np.int64)), -1])


@lowers("Transpose")
def transpose(node: Node, x: Value) -> Any:
    """The axes in another order, reversed when none is given."""
    order = node.attr("perm") or list(reversed(range(node.rank(x))))
    return node.mb.transpose(x=node.var(x), perm=[int(axis) for axis in order])


@lowers("Unsqueeze", "Squeeze")
def sides_of_one(node: Node, x: Value, axes: Value = None) -> Any:
    """Sides of length one put in or taken out; before opset 13 the axes are an attribute."""
    if node.opset < 13:
        axes = None if (named := node.attr("axes")) is None else np.asarray(named)
    if node.kind == "Unsqueeze":
        added = node.ints(axes, "axes")
        whole = node.rank(x) + len(added)
        return node.mb.expand_dims(x=node.var(x), axes=sorted(a % whole for a in added))
    if axes is None:
        return node.mb.squeeze(x=x)
    gone = node.ints(axes, "axes")
    return node.mb.squeeze(x=x, axes=gone) if gone else node.mb.identity(x=x)


@lowers("Expand")
def expand(node: Node, x: Value, sides: Value) -> Any:
    """Broadcast to (at least) these sides."""
    x, mb = node.var(x), node.mb
    own = node.shape(x)
    if isinstance(sides, np.ndarray) and own is not None:
        wanted = np.broadcast_shapes(tuple(own), tuple(int(s) for s in sides))
        return _tiled(node, x, own, wanted)
    if isinstance(sides, np.ndarray) and (sides == 1).all() and len(sides) <= x.rank:
        return mb.identity(x=x)
    kind = node.dtype(x)
    neutral: Any = {"bool": False, "int32": np.int32(0)}.get(kind, np.float32(0))
    field = mb.fill(shape=node.plain(sides), value=neutral)
    return both(node, "logical_or" if kind == "bool" else "add", x, field)


def _tiled(node: Node, x: Any, own: list[int], wanted: tuple[int, ...]) -> Any:
    more = len(wanted) - len(own)
    if more:
        x = node.mb.expand_dims(x=x, axes=list(range(more)))
    sides = [1] * more + own
    times = [1 if have == want else want for have, want in zip(sides, wanted, strict=True)]
    return node.mb.identity(x=x) if set(times) <= {1} else node.mb.tile(x=x, reps=times)


@lowers("Tile")
def tile(node: Node, x: Value, times: Value) -> Any:
    """Repeated along each axis."""
    return node.mb.tile(x=node.var(x), reps=node.plain(times))


@lowers("Concat")
def concat(node: Node, *values: Value) -> Any:
    """One after the other along an axis."""
    if len(values) == 1:
        return node.mb.identity(x=node.var(values[0]))
    if len({node.dtype(value) for value in values}) == 1 and node.dtype(values[0]) == "bool":
        numbers = [node.cast(value, "int32") for value in values]
        return node.cast(node.mb.concat(values=numbers, axis=int(node.attr("axis"))), "bool")
    parts = [node.var(value) for value in values if 0 not in (node.shape(value) or [1])]
    return node.mb.concat(values=parts, axis=int(node.attr("axis")))


@lowers("Split")
def split(node: Node, x: Value, parts: Value = None) -> Any:
    """Cut along an axis, into given or equal parts (the last one may be shorter)."""
    axis = node.axis(x, int(node.attr("axis", 0)))
    if node.opset < 13 and node.attr("split") is not None:
        parts = np.asarray(node.attr("split"))
    whole = x.shape[axis]
    if parts is not None:
        sizes = node.ints(parts, "parts")
    else:
        count = int(node.attr("num_outputs", node.outputs))
        each = -(-int(whole) // count)
        sizes = [each] * (count - 1) + [int(whole) - each * (count - 1)]
    if len(sizes) == 1:
        return (node.mb.identity(x=x),)
    return tuple(node.mb.split(x=node.var(x), split_sizes=sizes, axis=axis))


@lowers("SplitToSequence")
def split_to_list(node: Node, x: Value, parts: Value = None) -> Any:
    """Cut along an axis into a list: parts of one width, of given widths, or of single rows."""
    axis = node.axis(x, int(node.attr("axis", 0)))
    known = None if parts is None else np.asarray(node.known(parts, "parts"))
    side = node.var(x).shape[axis]  # another side may be free: several lengths
    whole = int(side) if isinstance(side, int | np.integer) else None
    if known is not None and known.ndim:
        sizes = [int(n) for n in known]
    elif whole is None:
        raise node.refused("the number of its parts isn't known")
    else:
        each = 1 if known is None else int(known)
        sizes = [min(each, whole - at) for at in range(0, whole, each)]
    cut = node.mb.split(x=node.var(x), split_sizes=sizes, axis=axis) if len(sizes) > 1 else [x]
    if known is not None or node.attr("keepdims", 1):
        return list(cut)
    return [node.mb.squeeze(x=node.var(part), axes=[axis]) for part in cut]


@lowers("SequenceConstruct")
def listed(node: Node, *items: Value) -> Any:
    """Its inputs as a list; the program itself knows none."""
    return list(items)


@lowers("SequenceAt")
def item(node: Node, items: Any, at: Value) -> Any:
    """One of a list."""
    return items[int(np.asarray(node.known(at, "index")).reshape(-1)[0])]


@lowers("SequenceLength")
def count(node: Node, items: Any) -> Any:
    """How many there are."""
    return np.asarray(len(items), np.int64)


@lowers("ConcatFromSequence")
def concat_list(node: Node, items: Any) -> Any:
    """A list put together along an axis, or along a new one."""
    axis = int(node.attr("axis"))
    parts = [node.var(part) for part in items]
    if node.attr("new_axis", 0):
        return node.mb.stack(values=parts, axis=axis)
    return node.mb.concat(values=parts, axis=axis)


@lowers("Pad")
def pad(node: Node, x: Value, widths: Value = None, value: Value = None, axes: Value = None) -> Any:
    """A margin of a constant, of mirrored or of repeated numbers."""
    mode = str(node.attr("mode", "constant"))
    if node.opset < 11:
        widths, value = np.asarray(node.attr("pads")), np.float32(node.attr("value", 0.0))
    rank, margins = node.rank(x), node.ints(widths, "widths")
    chosen = [a % rank for a in node.ints(axes, "axes")] if axes is not None else range(rank)
    pairs = [[0, 0] for _ in range(rank)]
    for at, axis in enumerate(chosen):
        pairs[axis] = [margins[at], margins[at + len(margins) // 2]]
    if min(min(pair) for pair in pairs) < 0 or mode == "wrap":
        raise node.refused("Core ML can't pad by a negative width or around the edge")
    filler = 0.0 if value is None else float(np.asarray(node.known(value, "value")).reshape(-1)[0])
    kind, flat = node.dtype(x), [side for pair in pairs for side in pair]
    name = {"edge": "replicate"}.get(mode, mode)
    done = node.mb.pad(x=node.cast(x, "fp32"), pad=flat, mode=name, constant_val=np.float32(filler))
    return node.cast(done, kind)


@lowers("Cast", "CastLike")
def cast(node: Node, x: Value, like: Value = None) -> Any:
    """Another type. Core ML's whole numbers have 32 bits, its others 32 or 16 by precision."""
    import onnx

    if node.kind == "CastLike":
        return node.cast(x, node.dtype(like))
    wanted = np.dtype(onnx.helper.tensor_dtype_to_np_dtype(node.attr("to")))
    if wanted.kind in "OSU":
        raise node.refused("Core ML has no text inside a program")
    kind = {"b": "bool", "i": "int32", "u": "int32"}.get(wanted.kind, "fp32")
    if kind == "bool" and node.dtype(x) == "fp32":
        return node.mb.not_equal(x=x, y=np.float32(0))
    return node.cast(x, kind)
