"""Taking parts: gather, slice, scatter, triangles; and making constants and ranges.

Source: https://onnx.ai/onnx/operators/ (Gather ... Range); MIL scatter_gather, tensor_operation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import Value, lowers

_FURTHEST = 2**31 - 1


def _not_bool(node: Node, x: Value, work: Any) -> Any:
    """MIL gathers no truth values: they go through whole numbers."""
    if node.dtype(x) != "bool":
        return work(node.var(x))
    return node.cast(work(node.cast(x, "int32")), "bool")


def _from_the_end(node: Node, x: Value, places: Value, axis: int) -> Value:
    """Places counted from the end made plain; unknown ones are left to the program."""
    if isinstance(places, np.ndarray):
        side = x.shape[axis]
        if (places < 0).any() and isinstance(side, int | np.integer):
            places = np.where(places < 0, places + int(side), places)
    return node.plain(places)


@lowers("Gather")
def gather(node: Node, x: Value, places: Value) -> Any:
    """Rows (along an axis) by their places."""
    axis = node.axis(x, int(node.attr("axis", 0)))
    places = _from_the_end(node, x, places, axis)
    return _not_bool(node, x, lambda v: node.mb.gather(x=v, indices=places, axis=axis))


@lowers("GatherElements")
def gather_elements(node: Node, x: Value, places: Value) -> Any:
    """One number for every place, along an axis."""
    axis = node.axis(x, int(node.attr("axis", 0)))
    places = _from_the_end(node, x, places, axis)
    take = node.mb.gather_along_axis
    return _not_bool(node, x, lambda v: take(x=v, indices=node.var(places), axis=axis))


@lowers("GatherND")
def gather_nd(node: Node, x: Value, places: Value) -> Any:
    """Slices by several coordinates at once."""
    batch = int(node.attr("batch_dims", 0))
    if isinstance(places, np.ndarray) and (places < 0).any():
        sides = np.asarray(x.shape[batch : batch + places.shape[-1]])
        places = np.where(places < 0, places + sides, places)
    take, at = node.mb.gather_nd, node.var(places)
    return _not_bool(node, x, lambda v: take(x=v, indices=at, batch_dims=batch))


@lowers("Slice")
def slice_(
    node: Node, x: Value, starts: Value = None, ends: Value = None,
    axes: Value = None, steps: Value = None,
) -> Any:  # fmt: skip
    """From start to end along axes, in steps; before opset 10 all of it is attributes."""
    if node.opset < 10:
        starts, ends = np.asarray(node.attr("starts")), np.asarray(node.attr("ends"))
        axes = None if (named := node.attr("axes")) is None else np.asarray(named)
    count = starts.shape[0]
    at = node.ints(axes, "axes") if axes is not None else list(range(count))
    stride = node.ints(steps, "steps") if steps is not None else [1] * count
    if isinstance(starts, np.ndarray) and isinstance(ends, np.ndarray):
        return _known_slice(node, x, [int(s) for s in starts], [int(e) for e in ends], at, stride)
    return _late_slice(node, x, starts, ends, at, stride)


def _known_slice(
    node: Node, x: Value, starts: list[int], ends: list[int], axes: list[int], steps: list[int]
) -> Any:
    rank, sides = node.rank(x), x.shape
    begin, end, stride = [0] * rank, [0] * rank, [1] * rank
    open_begin, open_end = [True] * rank, [True] * rank
    for start, stop, axis, step in zip(starts, ends, axes, steps, strict=True):
        axis, side = axis % rank, sides[axis % rank]
        stride[axis] = step
        if isinstance(side, int | np.integer):
            first, last, _ = slice(start, stop, step).indices(int(side))
            empty = len(range(first, last, step)) == 0
            if empty:
                raise node.refused("it cuts out nothing")
            begin[axis], open_begin[axis] = first, False
            open_end[axis] = last < 0 or (step > 0 and last == side)
            end[axis] = 0 if open_end[axis] else last
        else:
            open_begin[axis] = (start == 0) if step > 0 else start >= _FURTHEST
            open_end[axis] = stop >= _FURTHEST if step > 0 else stop <= -_FURTHEST
            begin[axis] = 0 if open_begin[axis] else start
            end[axis] = 0 if open_end[axis] else stop
    return node.mb.slice_by_index(
        x=node.var(x), begin=begin, end=end, stride=stride,
        begin_mask=open_begin, end_mask=open_end,
    )  # fmt: skip


def _late_slice(
    node: Node, x: Value, starts: Value, ends: Value, axes: list[int], steps: list[int]
) -> Any:
    """Bounds that only the running model knows."""
    mb, rank = node.mb, node.rank(x)
    if any(step < 0 for step in steps):
        raise node.refused("it runs backwards between bounds computed while the model runs")
    begin: list[Any] = [np.asarray([0], np.int32)] * rank
    end: list[Any] = [np.asarray([0], np.int32)] * rank
    stride, is_open = [1] * rank, [True] * rank
    for at, axis in enumerate(axes):
        axis %= rank
        begin[axis], end[axis] = _part(node, starts, at), _part(node, ends, at)
        stride[axis], is_open[axis] = steps[at], False
    return mb.slice_by_index(
        x=node.var(x), begin=mb.concat(values=begin, axis=0), end=mb.concat(values=end, axis=0),
        stride=stride, begin_mask=is_open, end_mask=is_open,
    )  # fmt: skip


def _part(node: Node, bounds: Value, at: int) -> Any:
    if isinstance(bounds, np.ndarray):
        return node.plain(bounds[at : at + 1])
    return node.mb.slice_by_index(x=bounds, begin=[at], end=[at + 1])


@lowers("ScatterND")
def scatter_nd(node: Node, x: Value, places: Value, updates: Value) -> Any:
    """A copy with slices replaced, added to, multiplied or bounded."""
    data, new, kind = _numbers(node, x, updates)
    mode = _mode(node)
    done = node.mb.scatter_nd(data=data, indices=node.var(places), updates=new, mode=mode)
    return node.cast(done, kind)


@lowers("ScatterElements", "Scatter")
def scatter_elements(node: Node, x: Value, places: Value, updates: Value) -> Any:
    """A copy with single numbers along an axis replaced."""
    axis = node.axis(x, int(node.attr("axis", 0)))
    data, new, kind = _numbers(node, x, updates)
    places = _from_the_end(node, x, places, axis)
    if not isinstance(places, np.ndarray):  # MIL's scatter leaves places from the end undefined
        behind = node.mb.less(x=places, y=np.int32(0))
        plain = node.mb.add(x=places, y=np.int32(x.shape[axis]))
        places = node.mb.select(cond=behind, a=plain, b=places)
    at = node.var(places)
    done = node.mb.scatter_along_axis(
        data=data, indices=at, updates=new, axis=axis, mode=_mode(node)
    )
    return node.cast(done, kind)


def _mode(node: Node) -> str:
    return {"none": "update"}.get(str(node.attr("reduction", "none")), str(node.attr("reduction")))


def _numbers(node: Node, x: Value, updates: Value) -> tuple[Any, Any, str]:
    kind = node.dtype(x)
    work = "int32" if kind == "bool" else kind
    return node.cast(x, work), node.cast(updates, work), kind


@lowers("Trilu")
def triangle(node: Node, x: Value, k: Value = None) -> Any:
    """The upper (or lower) triangle of the last two axes, the rest 0."""
    rows, columns = (int(side) for side in x.shape[-2:])
    shift = 0 if k is None else node.ints(k, "k")[0]
    shape = np.triu if node.attr("upper", 1) else np.tril
    keep = shape(np.ones((rows, columns), np.float32), shift)
    kind = node.dtype(x)
    if kind == "bool":
        return node.mb.logical_and(x=x, y=keep.astype(bool))
    return node.mb.mul(x=x, y=keep.astype(np.int32 if kind == "int32" else np.float32))


@lowers("OneHot")
def one_hot(node: Node, places: Value, depth: Value, values: Value) -> Any:
    """Rows with one number `on` at a place, `off` elsewhere."""
    count = node.ints(depth, "depth")[0]
    off, on = (v.reshape(()) for v in np.split(node.known(values, "values"), 2))
    kind = node.plain(on)
    mb, places = node.mb, node.cast(places, "int32")
    behind = mb.less(x=places, y=np.int32(0))  # counted from the end
    places = mb.select(cond=behind, a=mb.add(x=places, y=np.int32(count)), b=places)
    return mb.one_hot(
        indices=places, one_hot_vector_size=count, axis=int(node.attr("axis", -1)),
        on_value=kind, off_value=node.plain(off),
    )  # fmt: skip


@lowers("Range")
def range_(node: Node, start: Value, limit: Value, delta: Value) -> Any:
    """Numbers from start to limit in steps of delta."""
    start, limit, delta = (node.var(v) for v in (start, limit, delta))
    return node.mb.range_1d(start=start, end=limit, step=delta)


@lowers("ConstantOfShape")
def constant_of_shape(node: Node, sides: Value) -> Any:
    """One number everywhere."""
    number = node.attr("value", np.zeros(1, np.float32)).reshape(-1)[0]
    return node.mb.fill(shape=node.plain(sides), value=node.plain(np.asarray(number)))


@lowers("NonZero")
def non_zero(node: Node, x: Value) -> Any:
    """The coordinates of what isn't 0, an axis a row."""
    return node.mb.transpose(x=node.mb.non_zero(x=node.cast(x, "fp32")), perm=[1, 0])


@lowers("EyeLike")
def eye(node: Node, x: Value) -> Any:
    """Ones on a diagonal."""
    import onnx

    sides = node.shape(x)
    if sides is None:
        raise node.refused("the sides of its input aren't fixed")
    kind = onnx.helper.tensor_dtype_to_np_dtype(node.attr("dtype", onnx.TensorProto.FLOAT))
    return np.eye(sides[0], sides[1], k=int(node.attr("k", 0))).astype(kind)
