"""The direct route: torch.export, decomposed, straight into Core ML Tools."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from studio.convert.half_pass import half_precision
from studio.convert.layouts import PLAIN
from studio.convert.routes import ROUTES, Bare, Plan, Route
from studio.core.errors import UpstreamError
from studio.core.events import Event, Note, Progress

_MIXING = (
    "common::fuse_conv_scale",
    "common::fuse_conv_batchnorm",
    "common::fuse_elementwise_to_batchnorm",
)
_REMEDY = (
    "Try another route or deployment target, or distil the model into a BERT or DistilBERT student."
)


def build(model: Any, package: Path, plan: Plan) -> Generator[Event, None, Bare]:
    """Gate the wrapper, export it, convert it; a trace where torch.export is refused."""
    from studio.convert.gate import gate

    yield Progress("gate", 0, 1)
    (wrapper, mask, difference, _), guard = gate(model, plan)
    plan = dataclasses.replace(plan, guard=guard)
    yield Progress("gate", 1, 1)
    yield Progress("export", 0, 1)
    try:
        program = _export(wrapper, plan)
        yield Progress("export", 1, 1)
        yield Progress("convert", 0, 1)
        spec = _to_core_ml(program, package, plan)
    except UpstreamError as first:
        yield Note(f"{first.message} Trying the older trace instead.", "warning")
        spec = _to_core_ml(_trace(wrapper, plan), package, plan)
    yield Progress("convert", 1, 1)
    return Bare(spec, mask, difference, guard.kept if guard else ())


def _example(length: int) -> tuple[Any, Any]:
    import torch

    ones = torch.ones(1, length, dtype=torch.int32)
    return ones, ones.clone()


def _export(wrapper: Any, plan: Plan) -> Any:
    import torch

    from studio.convert.upstream import library

    length = plan.lengths[-1]
    shapes = None
    if len(plan.lengths) > 1:
        free = torch.export.Dim("length", min=min(plan.lengths[0], 2), max=length)
        shapes = {"input_ids": {1: free}, "attention_mask": {1: free}}
    with library("export", _REMEDY), torch.no_grad():
        exported = torch.export.export(wrapper, _example(length), dynamic_shapes=shapes)
        return exported.run_decompositions({})


def _trace(wrapper: Any, plan: Plan) -> Any:
    import torch

    from studio.convert.upstream import library
    from studio.models.quiet import quiet_transformers

    with library("trace", _REMEDY), quiet_transformers(), torch.no_grad():
        example = _example(plan.lengths[-1])
        return torch.jit.trace(wrapper, example, strict=False, check_trace=False)


def _to_core_ml(program: Any, package: Path, plan: Plan) -> Any:
    """Convert, writing the weights into `package`; returns the program's description."""
    from studio.convert.upstream import core_ml_tools, library

    ct = core_ml_tools()
    import numpy as np

    shape = input_shape(ct, plan.lengths)
    shutil.rmtree(package, ignore_errors=True)  # it must not exist, also when this is the 2nd try
    with library("convert", _REMEDY):
        model = ct.convert(
            program,
            inputs=[
                ct.TensorType(name, shape, dtype=np.int32)
                for name in ("input_ids", "attention_mask")
            ],
            outputs=[ct.TensorType(name, dtype=np.float32) for name in ("logits", "probabilities")],
            convert_to="mlprogram",
            minimum_deployment_target=ct.target[plan.target],
            compute_precision=compute_precision(ct, plan),
            pass_pipeline=passes(ct, plan),
            skip_model_load=True,
            package_dir=str(package),
        )
        return model.get_spec()


def input_shape(ct: Any, lengths: tuple[int, ...]) -> Any:
    """[1, L], or the enumeration of several such shapes with the longest as the default."""
    shapes = [(1, length) for length in lengths]
    return shapes[0] if len(shapes) == 1 else ct.EnumeratedShapes(shapes, default=shapes[-1])


def passes(ct: Any, plan: Plan) -> Any:
    """Core ML Tools' passes; beside convolutions those that would mix weights are left out.

    A scale folded into a convolution makes numbers that are no longer the classifier's, which
    calibration looks for; a scale and a shift as batch_norm are divided by sqrt(1 + 1e-5).
    """
    pipeline = ct.PassPipeline.DEFAULT
    if plan.layout != PLAIN:
        pipeline.remove_passes(_MIXING)
    if plan.precision != "float32":
        half_precision(pipeline, _fits(plan))
    return pipeline


def compute_precision(ct: Any, plan: Plan) -> Any:
    """Core ML Tools' name of the plan's precision; `passes` says where float16 is not used."""
    return ct.precision.FLOAT32 if plan.precision == "float32" else ct.precision.FLOAT16


def _fits(plan: Plan) -> Callable[[Any], bool]:
    """Says of an operation whether float16 may compute it; the last softmax never.

    Otherwise close probabilities would tie, and the label that comes out would no longer be the
    one with the largest logit. What the plan's guard finds to overflow stays in float32, too.
    """
    guard = plan.guard

    def half(op: Any) -> bool:
        fits = guard is None or guard.half(op)
        return fits and not _is_last_softmax(op) and not _scales_the_last(op, plan.temperature)

    return half


def _is_last_softmax(op: Any) -> bool:
    return op.op_type == "softmax" and op.outputs[0].name == "probabilities"


def _scales_the_last(op: Any, temperature: float) -> bool:
    """Whether this division by the temperature feeds the last softmax."""
    if temperature == 1.0 or op.op_type not in ("real_div", "mul"):
        return False
    return any(_is_last_softmax(reader) for reader in op.outputs[0].child_ops)


TORCH = ROUTES.register("torch")(
    Route("torch", "torch.export straight into Core ML Tools (recommended)", build)
)
