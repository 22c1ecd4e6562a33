"""A classification head put on an .onnx encoder: pooling and a linear layer make its logits."""

from __future__ import annotations

import base64
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.convert.package import CARD_KEY, TOKENIZER_KEY
from studio.core.errors import InputError
from studio.core.values import ClassifierCard

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from studio.models.tokenizer import TextEncoder

    Matrix = NDArray[np.float32]

POOLINGS = ("mean", "first", "none")
_NAMES = {"mean": "last_hidden_state", "first": "last_hidden_state", "none": "pooler_output"}
_HOW = "numpy.savez(FILE, weight=W, bias=b, labels=names) with W of shape [labels, hidden size]"
_LOGITS = "logits"
_LARGE = 1_500_000_000  # bytes; protobuf ends at 2 GB


@dataclass(frozen=True, slots=True)
class Head:
    """logits = pooled @ weight.T + bias; weight [k, h], bias [k]; labels may be empty."""

    weight: Matrix
    bias: Matrix
    labels: tuple[str, ...] = ()


def read_head(path: Path) -> Head:
    """The arrays `weight`, `bias` and perhaps `labels` of an .npz file. Raises InputError."""
    try:
        with np.load(path, allow_pickle=False) as held:
            weight = np.asarray(held["weight"], np.float32)
            bias = np.asarray(held["bias"], np.float32) if "bias" in held else np.zeros(len(weight), np.float32)  # fmt: skip
            labels = tuple(map(str, held["labels"])) if "labels" in held else ()
    except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise InputError(f"{path.name} holds no classification head.", code="no-head", remedy=f"Make it with {_HOW}.", detail=str(error)) from error  # fmt: skip
    if weight.ndim == 2 and len(weight) == 1:  # what a binary logistic regression learns
        weight, bias = np.vstack([0 * weight, weight]), np.concatenate([0 * bias, bias])
    fits = weight.ndim == 2 and bias.shape == (len(weight),) and len(labels) in (0, len(weight))
    if not fits or not np.isfinite(weight).all() or not np.isfinite(bias).all():
        raise InputError(f"The head in {path.name} has shapes {weight.shape} and {bias.shape} for {len(labels)} labels.", code="bad-head", remedy=f"Make it with {_HOW}.")  # fmt: skip
    return Head(weight, bias, labels)


def with_head(
    path: Path, out: Path, head: Head | None, pooling: str, output: str, card: ClassifierCard, encoder: TextEncoder
) -> Path:  # fmt: skip
    """Write `path` with one output, `logits`, and labels and tokenizer inside.

    output: the encoder's output to use; empty takes the one usual for the pooling. Without a head
    the output itself is the logits. Raises InputError where output and head don't fit.
    """
    import onnx

    model = onnx.load(str(path))
    tensor = _chosen(model, output or _NAMES[pooling], bool(output), head is None)
    if head is not None or tensor.name != _LOGITS:
        _rename(model, _LOGITS, f"{_LOGITS}_before")  # its name is needed
    steps = _Steps(model)
    if head is None and tensor.name != _LOGITS:
        steps.add("Identity", [tensor.name], _LOGITS)
    elif head is not None:
        pooled = _pooled(steps, model, tensor, pooling)
        steps.hold("head_weight", head.weight)
        steps.hold("head_bias", head.bias)
        steps.add("Gemm", [pooled, "head_weight", "head_bias"], _LOGITS, transB=1)
    del model.graph.output[:]
    sides = ["batch", len(card.labels)]
    model.graph.output.append(onnx.helper.make_tensor_value_info(_LOGITS, onnx.TensorProto.FLOAT, sides))  # fmt: skip
    packed = base64.b64encode(zlib.compress(encoder.to_json().encode("utf-8"), 9)).decode("ascii")
    onnx.helper.set_model_props(model, {CARD_KEY: card.to_json(), TOKENIZER_KEY: packed})
    apart = model.ByteSize() > _LARGE
    onnx.save(model, str(out), save_as_external_data=apart, location=f"{out.name}.data")
    return out


class _Steps:
    """Nodes and arrays appended to a model, under names of their own."""

    def __init__(self, model: Any) -> None:
        self._graph = model.graph
        opsets = {entry.domain: entry.version for entry in model.opset_import}
        self.axes_given = int(opsets.get("", 13)) >= 13  # as an input; before, as an attribute

    def hold(self, name: str, array: Any) -> str:
        """A constant."""
        import onnx

        self._graph.initializer.append(onnx.numpy_helper.from_array(np.asarray(array), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        """A node; its output's name comes back."""
        import onnx

        self._graph.node.append(onnx.helper.make_node(kind, inputs, [output], name=f"head_{output}", **attributes))  # fmt: skip
        return output


def _rename(model: Any, old: str, new: str) -> None:
    """A value gets another name wherever it is made, read or given out."""
    for node in model.graph.node:
        for names in (node.input, node.output):
            for at, name in enumerate(names):
                if name == old:
                    names[at] = new
    for value in model.graph.output:
        value.name = new if value.name == old else value.name


def _chosen(model: Any, name: str, named: bool, is_logits: bool) -> Any:
    """The output so called; where nobody named one, else the only one of the right rank."""
    outputs = {output.name: output for output in model.graph.output}
    if name in outputs:
        return outputs[name]
    wanted = 2 if is_logits or name == _NAMES["none"] else 3
    fit = [o for o in outputs.values() if len(o.type.tensor_type.shape.dim) == wanted]
    if named or len(fit) != 1:
        raise InputError(f"The ONNX file has no output {name}.", code="no-such-output", remedy=f"Name one of: {', '.join(outputs)}.")  # fmt: skip
    return fit[0]


def _pooled(steps: _Steps, model: Any, tensor: Any, pooling: str) -> str:
    """One row a text: the first token's, the mean over the text's own tokens, or as it is."""
    rank = len(tensor.type.tensor_type.shape.dim)
    if (rank != 3 and pooling != "none") or (rank == 3 and pooling == "none"):
        remedy = "Use --pooling none for an output with one row a text, mean or first for one with a row a token."  # fmt: skip
        raise InputError(f"The output {tensor.name} has {rank} sides, which pooling {pooling} does not take.", code="bad-pooling", remedy=remedy)  # fmt: skip
    if pooling == "none":
        return str(tensor.name)
    if pooling == "first":
        steps.hold("head_first", np.asarray(0))
        return steps.add("Gather", [tensor.name, "head_first"], "head_pooled", axis=1)
    masks = [value.name for value in model.graph.input if "mask" in value.name]
    if not masks:
        raise InputError("The ONNX file has no attention mask to take the mean with.", code="bad-pooling", remedy="Use --pooling first.")  # fmt: skip
    steps.add("Cast", [masks[0]], "head_mask", to=1)
    steps.hold("head_row", np.asarray([0, 1, -1]))
    steps.hold("head_flat", np.asarray([0, -1]))
    steps.add("Reshape", ["head_mask", "head_row"], "head_mask_row")
    steps.add("MatMul", ["head_mask_row", tensor.name], "head_sum")
    steps.add("Reshape", ["head_sum", "head_flat"], "head_sums")
    if steps.axes_given:
        steps.hold("head_axis", np.asarray([1]))
        steps.add("ReduceSum", ["head_mask", "head_axis"], "head_count", keepdims=1)
    else:
        steps.add("ReduceSum", ["head_mask"], "head_count", keepdims=1, axes=[1])
    return steps.add("Div", ["head_sums", "head_count"], "head_pooled")
