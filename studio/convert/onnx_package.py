"""A bridged ONNX graph is written as an .mlpackage with the studio's inputs and outputs."""

from __future__ import annotations

import shutil
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.onnx_bridge import Walk
from studio.convert.onnx_file import OnnxGraph, fix_lengths
from studio.convert.routes import Plan
from studio.convert.upstream import core_ml_tools, library
from studio.core.errors import UpstreamError
from studio.core.events import Event, Progress

_REMEDY = "Convert the checkpoint by the direct route (--route torch)."
_IDS, _MASK = "input_ids", "attention_mask"
_LOGITS, _PROBABILITIES = "logits", "probabilities"


def to_package(
    graph: OnnxGraph, package: Path, plan: Plan, *, logits: str = ""
) -> Generator[Event, None, Any]:
    """Bridge `graph`, whose output `logits` (its first one by default) is [1, k]; the spec.

    The package's inputs are input_ids and attention_mask, int32 [1, L]; other inputs of the
    graph (token types, positions) are known from them. Raises UpstreamError where the bridge
    or Core ML Tools refuses.
    """
    program = yield from to_program(graph, plan, logits=logits)
    yield Progress("convert", 0, 1)
    shutil.rmtree(package, ignore_errors=True)  # it must not exist
    with library("convert", _REMEDY):
        spec = _converted(program, package, plan)
    yield Progress("convert", 1, 1)
    return spec


def to_program(graph: OnnxGraph, plan: Plan, *, logits: str = "") -> Generator[Event, None, Any]:
    """The MIL program of a graph: ids and mask in, logits and probabilities out."""
    ct = core_ml_tools()
    from coremltools.converters.mil.mil import Builder as mb
    from coremltools.converters.mil.mil import Function, Program, get_new_symbol, types

    several = len(plan.lengths) > 1
    side = get_new_symbol() if several else plan.lengths[0]
    named: int | str = "length" if several else plan.lengths[0]
    fix_lengths(graph.proto, dict.fromkeys(graph.inputs, (1, named)))
    given = {
        name: mb.placeholder(shape=(1, side), dtype=types.int32, name=name)
        for name in (_IDS, _MASK)
    }
    program = Program()
    with Function(given, opset_version=ct.target[plan.target]) as function:
        inputs = _feeds(graph, function.inputs, mb, several)
        walk = Walk(graph, inputs, half=plan.precision == "float16")
        yield from walk.run()
        wanted = logits or graph.proto.graph.output[0].name
        function.set_outputs(_answers(mb, walk.value(wanted), wanted, plan.temperature))
        program.add_function("main", function)
    return program


def _feeds(graph: OnnxGraph, given: Any, mb: Any, several: bool) -> dict[str, Any]:
    """A value for every input of the graph, by what it is called."""
    import onnx

    feeds = {}
    for name, (kind, _) in graph.inputs.items():
        if "mask" in name:
            value = given[_MASK]
        elif "type" in name or "segment" in name:
            value = mb.sub(x=given[_IDS], y=given[_IDS]) if several else _zeros(given[_IDS])
        elif "position" in name:
            value = _places(mb, given[_IDS], several)
        else:
            value = given[_IDS]
        if kind in (onnx.TensorProto.FLOAT, onnx.TensorProto.FLOAT16, onnx.TensorProto.DOUBLE):
            value = mb.cast(x=value, dtype="fp32")
        elif kind == onnx.TensorProto.BOOL:
            value = mb.cast(x=value, dtype="bool")
        feeds[name] = value
    return feeds


def _zeros(like: Any) -> Any:
    return np.zeros([int(side) for side in like.shape], np.int64)


def _places(mb: Any, ids: Any, several: bool) -> Any:
    if not several:
        return np.arange(int(ids.shape[1]), dtype=np.int64)[None]
    ones = mb.add(x=mb.sub(x=ids, y=ids), y=np.int32(1))
    return mb.sub(x=mb.cumsum(x=ones, axis=1), y=np.int32(1))


def _answers(mb: Any, logits: Any, name: str, temperature: float) -> list[Any]:
    if isinstance(logits, np.ndarray) or len(logits.shape) != 2:
        raise UpstreamError(
            f"The output {name} of the ONNX graph is no table of logits, one row a text.",
            code="onnx-no-logits",
            remedy="Choose another output, or export the model with its classification head.",
        )
    # The softmax reads the output itself: Core ML Tools moves a cast that only feeds an output to
    # the end, behind `classify`, and then can't save the program again when it is compressed.
    logits = mb.identity(x=logits, name=_LOGITS)
    scaled = logits if temperature == 1.0 else mb.real_div(x=logits, y=np.float32(temperature))
    softmax = mb.softmax(x=scaled, axis=-1, name=_PROBABILITIES)
    return [logits, softmax]


def _converted(program: Any, package: Path, plan: Plan) -> Any:
    from studio.convert.routes.torch_export import compute_precision, input_shape, passes

    ct = core_ml_tools()
    shape = input_shape(ct, plan.lengths)
    inputs = [ct.TensorType(name, shape, dtype=np.int32) for name in (_IDS, _MASK)]
    program.functions["main"].set_output_types([ct.TensorType(dtype=np.float32)] * 2)
    model = ct.convert(
        program, inputs=inputs if len(plan.lengths) > 1 else None, convert_to="mlprogram",
        minimum_deployment_target=ct.target[plan.target],
        compute_precision=compute_precision(ct, plan), pass_pipeline=passes(ct, plan),
        skip_model_load=True, package_dir=str(package),
    )  # fmt: skip
    return model.get_spec()
