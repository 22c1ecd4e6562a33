"""Turns a program with two tensor outputs into a classifier that keeps its logits.

coremltools' ClassifierConfig refuses a second output (its exporter indexes the list of output
types past the end) and fixes the dictionary's name, so the last step is written here: the
tensor `probabilities` is renamed, `classify` makes `label` and `probabilities` from it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.upstream import core_ml_tools
from studio.core.errors import UpstreamError
from studio.core.values import ClassifierCard

LABEL, PROBABILITIES, LOGITS = "label", "probabilities", "logits"
_TENSOR = "probabilities_tensor"
_PASSED = ("identity", "cast")  # between logits and softmax; they move no class


def add_labels(spec: Any, labels: tuple[str, ...]) -> None:
    """Append `classify` to the main function of `spec` and describe its outputs, in place."""
    for block in spec.mlProgram.functions["main"].block_specializations.values():
        _rename(block, PROBABILITIES, _TENSOR)
        block.operations.append(_classify(labels))
        del block.outputs[:]
        block.outputs.extend([LABEL, PROBABILITIES, LOGITS])
    _describe(spec.description)


def _rename(block: Any, old: str, new: str) -> None:
    for op in block.operations:
        for output in op.outputs:
            if output.name == old:
                output.name = new
        for argument in op.inputs.values():
            for binding in argument.arguments:
                if binding.name == old:
                    binding.name = new


def _classify(labels: tuple[str, ...]) -> Any:
    mil = core_ml_tools().proto.MIL_pb2
    op = mil.Operation(type="classify")
    op.inputs["probabilities"].arguments.add(name=_TENSOR)
    classes = op.inputs["classes"].arguments.add().value
    classes.type.listType.type.CopyFrom(_string_type())
    classes.type.listType.length.constant.size = len(labels)
    classes.immediateValue.list.values.extend(_string(label) for label in labels)
    op.outputs.add(name=LABEL, type=_string_type())
    chances = op.outputs.add(name=PROBABILITIES).type.dictionaryType
    chances.keyType.CopyFrom(_string_type())
    chances.valueType.tensorType.dataType = mil.FLOAT64
    op.attributes["name"].CopyFrom(_string("classify"))
    return op


def _string_type() -> Any:
    mil = core_ml_tools().proto.MIL_pb2
    kind = mil.ValueType()
    kind.tensorType.dataType = mil.STRING
    return kind


def _string(text: str) -> Any:
    value = core_ml_tools().proto.MIL_pb2.Value(type=_string_type())
    value.immediateValue.tensor.strings.values.append(text)
    return value


def _describe(description: Any) -> None:
    kept = {output.name: output for output in description.output}
    logits = type(kept[LOGITS])()
    logits.CopyFrom(kept[LOGITS])
    del description.output[:]
    description.output.add(name=LABEL).type.stringType.SetInParent()
    chances = description.output.add(name=PROBABILITIES)
    chances.type.dictionaryType.stringKeyType.SetInParent()
    description.output.append(logits)
    description.predictedFeatureName = LABEL
    description.predictedProbabilitiesName = PROBABILITIES


def check_labels(spec: Any, card: ClassifierCard) -> None:
    """Proves that class k of the written program is label k of the card, and its calibration.

    Read back from the program: the names of `classify` in their order, k columns of logits, and
    that nothing but a division by the card's calibration lies between them and the softmax.
    Raises UpstreamError naming the first class that is another.
    """
    for block in spec.mlProgram.functions["main"].block_specializations.values():
        made = {out.name: op for op in block.operations for out in op.outputs}
        found = [
            _text(value) for value in _bound(made[LABEL], "classes").immediateValue.list.values
        ]
        wanted = list(card.labels)
        if found != wanted:
            at = next((k for k, pair in enumerate(zip(found, wanted, strict=False)) if len(set(pair)) > 1), min(len(found), len(wanted)))  # fmt: skip
            names = (labels[at] if at < len(labels) else "missing" for labels in (found, wanted))
            raise _differs("class {} is {!r} and should be {!r}".format(at, *names))
        scaled = _softmax_of(made)
        if abs(scaled / card.calibration - 1) > 1e-6:
            raise _differs(f"the logits are divided by {scaled:g} and not by {card.calibration:g}")
        if width_of(block) != len(card.labels):
            raise _differs(f"it gives {width_of(block)} logits")


def width_of(block: Any) -> int:
    """How many logits a text gets."""
    made = {out.name: out for op in block.operations for out in op.outputs}
    return int(made[LOGITS].type.tensorType.dimensions[-1].constant.size)


def _softmax_of(made: dict[str, Any]) -> float:
    """By what the logits are divided before the softmax that feeds `classify`."""
    op, scale = made[_source(made[PROBABILITIES], "probabilities")], 1.0
    name, wanted = _source(op, "x"), _roots(LOGITS, made)
    if op.type != "softmax":
        raise _differs(f"its probabilities come from {op.type}")
    while name not in wanted:
        op = made.get(name)
        if op is None or op.type not in (*_PASSED, "real_div", "mul"):
            raise _differs(f"between logits and softmax lies {op.type if op else name}")
        if op.type in ("real_div", "mul"):
            factor = _number(op.inputs["y"].arguments[0], made)
            scale = scale * factor if op.type == "real_div" else scale / factor
        name = _source(op, "x")
    return scale


def _roots(name: str, made: dict[str, Any]) -> set[str]:
    """A value and what it is but another name or type of."""
    found = {name}
    while name in made and made[name].type in _PASSED:
        name = _source(made[name], "x")
        found.add(name)
    return found


def _source(op: Any, name: str) -> str:
    return str(op.inputs[name].arguments[0].name)


def _bound(op: Any, name: str) -> Any:
    return op.inputs[name].arguments[0].value


def _number(binding: Any, made: dict[str, Any]) -> float:
    value = binding.value if binding.WhichOneof("binding") == "value" else made[binding.name].attributes["val"]  # fmt: skip
    tensor = value.immediateValue.tensor
    if tensor.WhichOneof("value") == "bytes":
        return float(np.frombuffer(tensor.bytes.values, np.float16)[0])
    return float(tensor.floats.values[0])


def _text(value: Any) -> str:
    return str(value.immediateValue.tensor.strings.values[0])


def _differs(what: str) -> UpstreamError:
    return UpstreamError(
        f"The converted program doesn't answer in the labels' order: {what}.",
        code="labels-moved",
        remedy="Try the other route (--route torch or --route onnx).",
    )
