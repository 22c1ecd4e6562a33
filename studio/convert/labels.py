"""Turns a program with two tensor outputs into a classifier that keeps its logits.

coremltools' ClassifierConfig refuses a second output (its exporter indexes the list of output
types past the end) and fixes the dictionary's name, so the last step is written here: the
tensor `probabilities` is renamed, `classify` makes `label` and `probabilities` from it.
"""

from __future__ import annotations

from typing import Any

from studio.convert.upstream import core_ml_tools

LABEL, PROBABILITIES, LOGITS = "label", "probabilities", "logits"
_TENSOR = "probabilities_tensor"


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
