"""An ONNX graph becomes a MIL program, node by node, by the table in `onnx_ops`."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np

from studio.convert.onnx_file import OnnxGraph
from studio.convert.onnx_node import Node
from studio.convert.onnx_ops import ONNX_OPS, Value
from studio.convert.upstream import library
from studio.core.errors import StudioError, UpstreamError
from studio.core.events import Event, Progress

_KNOWN_LIMIT = 1 << 24  # numbers: a larger result of known inputs is left to the program
_RANDOM = {"RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike", "Bernoulli"}
_LISTS = {"SplitToSequence", "SequenceConstruct", "SequenceAt", "SequenceLength", "ConcatFromSequence"}  # fmt: skip
_QUANTISED = ("QAttention", "QEmbed", "QGemm", "QLinear", "QOrdered", "MatMulNBits")
_FLOATS = "Take the file as it was before quantising (float32), and compress the package: pocketbert compress."
_UNFUSED = "Take the file as it was before ONNX Runtime optimised it, or export the model again."
_STANDARD = ("", "ai.onnx")


class Walk:
    """The values of a graph while its nodes are turned into operations, in their order.

    Create it inside a MIL function; `values` starts with the function's inputs.
    """

    def __init__(self, graph: OnnxGraph, values: dict[str, Value], *, half: bool) -> None:
        from coremltools.converters.mil.mil import Builder

        self._graph, self._half, self._mb = graph, half, Builder
        self._values = dict(values)
        self._held = {tensor.name: tensor for tensor in graph.proto.graph.initializer}
        self._left = _uses(graph.proto.graph)

    def run(self) -> Generator[Event, None, None]:
        """Lower every node. Raises UpstreamError naming the node that can't be."""
        nodes = self._graph.proto.graph.node
        for at, proto in enumerate(nodes):
            if at % 64 == 0:
                yield Progress("bridge", at, len(nodes))
            self._step(proto)
        yield Progress("bridge", len(nodes), len(nodes))

    def _branch(self, proto: Any, node: Node) -> None:
        """An If whose condition is known by now: the chosen branch takes its place."""
        condition = node.known(self.value(proto.input[0]), "condition")
        chosen = "then_branch" if bool(np.asarray(condition).reshape(-1)[0]) else "else_branch"
        branch = node.attr(chosen)
        self._held.update({tensor.name: tensor for tensor in branch.initializer})
        for inner in branch.node:
            self._step(inner)
        for name, output in zip(proto.output, branch.output, strict=True):
            self._values[name] = self.value(output.name)

    def value(self, name: str) -> Value:
        """A value of the graph by its name; a constant is read when it is first asked for."""
        if name not in self._values:
            if name not in self._held:
                raise UpstreamError(
                    f"The ONNX graph uses {name} before it is made.",
                    code="broken-onnx",
                    remedy="Export the model again.",
                )
            return self._graph.constant(self._held[name])
        return self._values[name]

    def _step(self, proto: Any) -> None:
        domain = "" if proto.domain in _STANDARD else proto.domain
        kind = f"{domain}::{proto.op_type}" if domain else proto.op_type
        opset = self._graph.opsets.get(domain, 1)
        node = Node(proto, kind, opset, self._mb, half=self._half)
        if kind == "If":
            self._branch(proto, node)
            return
        inputs = [self.value(name) if name else None for name in proto.input]
        results = _evaluated(node, inputs, self._graph.opsets) or self._lowered(node, inputs)
        for name, result in zip(proto.output, results, strict=False):
            if name:
                self._values[name] = _settled(result)
        self._forget(proto)

    def _lowered(self, node: Node, inputs: list[Value]) -> tuple[Value, ...]:
        if node.kind not in ONNX_OPS:
            raise _unknown(node)
        try:
            with library("bridge", ""):
                result = ONNX_OPS[node.kind](node, *inputs)
        except UpstreamError as error:
            if error.code.endswith("onnx-node-refused"):
                raise
            raise node.refused("Core ML Tools refused it", error.detail) from error
        return result if isinstance(result, tuple) else (result,)

    def _forget(self, proto: Any) -> None:
        """Drop what no later node uses, so that constants don't pile up in memory."""
        for name in proto.input:
            self._left[name] = self._left.get(name, 0) - 1
            if self._left[name] == 0:
                self._values.pop(name, None)


def _unknown(node: Node) -> UpstreamError:
    name = node.kind.rpartition("::")[2]
    if name.startswith(_QUANTISED) or "Integer" in name or "Quantize" in name:
        return node.refused("it computes with quantised numbers", remedy=_FLOATS)
    if "::" in node.kind:
        return node.refused("the studio's ONNX table has no such operator", remedy=_UNFUSED)
    return node.refused("the studio's ONNX table has no such operator")


def _evaluated(node: Node, inputs: list[Value], opsets: dict[str, int]) -> tuple[Value, ...] | None:
    """What a node of known inputs makes, by onnx's reference implementation; None if unknown."""
    if node.kind == "Constant":
        return (_constant(node),)
    known = [_array(value) for value in inputs]
    if any(k is None and v is not None for k, v in zip(known, inputs, strict=True)):
        return None
    if "::" in node.kind or node.kind in _RANDOM | _LISTS or not any(i is not None for i in inputs):
        return None
    if sum(k.size for k in known if k is not None) > _KNOWN_LIMIT:
        return None
    return _reference(node, known, opsets)


def _constant(node: Node) -> Value:
    for name, kind in (("value_float", np.float32), ("value_int", np.int64)):
        if (single := node.attr(name)) is not None:
            return np.asarray(single, kind)
    for name, kind in (("value_floats", np.float32), ("value_ints", np.int64)):
        if (several := node.attr(name)) is not None:
            return np.asarray(several, kind)
    value = node.attr("value")
    if value is None:
        raise node.refused("it is a constant of text or of a sparse tensor")
    return value


def _reference(node: Node, known: list[Any], opsets: dict[str, int]) -> tuple[Value, ...] | None:
    import onnx
    from onnx.reference import ReferenceEvaluator

    proto = onnx.NodeProto()
    proto.CopyFrom(node.proto)
    feeds = {name: k for name, k in zip(proto.input, known, strict=True) if k is not None}
    try:
        with library("fold", ""):
            graph = onnx.helper.make_graph(
                [proto],
                "one",
                [_info(name, k) for name, k in feeds.items()],
                [onnx.ValueInfoProto(name=name) for name in proto.output if name],
            )
            imports = [onnx.helper.make_opsetid(d, v) for d, v in opsets.items()]
            model = onnx.helper.make_model(graph, opset_imports=imports)
            found = ReferenceEvaluator(model).run(None, feeds)
    except StudioError:
        return None  # not implemented there: the program computes it
    made = iter(found)
    results = tuple(np.asarray(next(made)) if name else None for name in proto.output)
    return results if sum(r.size for r in results if r is not None) <= _KNOWN_LIMIT else None


def _info(name: str, array: Any) -> Any:
    import onnx

    kind = onnx.helper.np_dtype_to_tensor_dtype(array.dtype)
    return onnx.helper.make_tensor_value_info(name, kind, array.shape)


def _array(value: Value) -> Any:
    if value is None or isinstance(value, np.ndarray):
        return value
    return None


def _settled(result: Value) -> Value:
    """A Var whose number Core ML Tools already knows becomes an array, so that more folds."""
    if result is None or isinstance(result, np.ndarray):
        return result
    if isinstance(result, np.generic):
        return np.asarray(result)
    known = getattr(result, "val", None)
    if known is None or isinstance(known, str):
        return result
    array = np.asarray(known)
    # Sides of partly known shapes come as sympy's integers, in arrays of objects.
    return array.astype(np.int64) if array.dtype.kind in "iuO" else array


def _uses(graph: Any) -> dict[str, int]:
    counts: dict[str, int] = {}
    for node in graph.node:
        inner = [_uses(a.g) for a in node.attribute if a.HasField("g")]
        for name in [*node.input, *(name for uses in inner for name in uses)]:
            counts[name] = counts.get(name, 0) + 1
    for output in graph.output:
        counts[output.name] = counts.get(output.name, 0) + 1
    return counts
