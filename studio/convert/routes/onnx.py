"""The ONNX route: torch to ONNX, then our own bridge into an ML Program."""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.convert.routes import ROUTES, Bare, Plan, Route
from studio.core.events import Event, Progress

if TYPE_CHECKING:
    from studio.convert.onnx_file import OnnxGraph

OPSET = 18  # from 23 on, exporters emit an Attention operator that ONNX Runtime masks wrongly
_INPUTS = ("input_ids", "attention_mask")
_OUTPUTS = ("logits", "probabilities")
_REMEDY = (
    "Try the direct route (--route torch), or distil the model into a BERT or DistilBERT student."
)


def build(model: Any, package: Path, plan: Plan) -> Generator[Event, None, Bare]:
    """Gate the wrapper, export it, bridge the graph, write the package."""
    from studio.convert.gate import gate
    from studio.convert.onnx_package import to_package

    yield Progress("gate", 0, 1)
    (wrapper, mask, difference, _), guard = gate(model, plan)
    plan = dataclasses.replace(plan, guard=guard)
    yield Progress("gate", 1, 1)
    yield Progress("export", 0, 1)
    graph = export(wrapper, plan.lengths)
    yield Progress("export", 1, 1)
    spec = yield from to_package(graph, package, plan)
    return Bare(spec, mask, difference, guard.kept if guard else ())


def export(wrapper: Any, lengths: tuple[int, ...]) -> OnnxGraph:
    """The wrapper as an ONNX graph with int32 inputs [1, L]; its weights stay in the module.

    Nothing is copied or written, so 2 GB is no limit. Raises UpstreamError where torch refuses.
    Several lengths make L a free side.
    """
    import torch

    from studio.convert.onnx_file import graph_in_memory
    from studio.convert.upstream import library

    ones = torch.ones(1, lengths[-1], dtype=torch.int32)
    shapes = None
    if len(lengths) > 1:
        free = torch.export.Dim("length", min=min(lengths[0], 2), max=lengths[-1])
        shapes = {name: {1: free} for name in _INPUTS}
    # It says four times that torchvision, which we have no use for, isn't there.
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    with library("export", _REMEDY), torch.no_grad():
        # The bridge folds constants by itself; the exporter's own passes take as long as the rest.
        program = torch.onnx.export(
            wrapper, (ones, ones.clone()), dynamo=True, opset_version=OPSET,
            input_names=list(_INPUTS), output_names=list(_OUTPUTS), dynamic_shapes=shapes,
            verbose=False, optimize=False,
        )  # fmt: skip
        return graph_in_memory(program)


ONNX = ROUTES.register("onnx")(
    Route("onnx", "through ONNX and the studio's own bridge (a second way, for comparison)", build)
)
