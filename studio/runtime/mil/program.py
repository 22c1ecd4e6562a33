"""An ML Program as plain values: types, constants, operations, blocks, functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.runtime.mil.schema import ARRAY_TYPES, DATA_TYPES

UNKNOWN = -1  # a dimension the program leaves open


@dataclass(frozen=True, slots=True)
class Type:
    """What a value is: kind `tensor`, `list`, `dictionary`, `tuple` or `state`.

    dtype and shape belong to tensors (a scalar has shape ()) and to the tensor a state keeps;
    -1 marks an open dimension.
    """

    kind: str
    dtype: str = ""
    shape: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.dtype}{list(self.shape)}" if self.kind == "tensor" else self.kind


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the program, or (file, offset) in a weights file."""

    type: Type
    immediate: Mapping[str, Any] | None = None
    file: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Operation:
    """One op. An input is one argument or a tuple of them; an argument is a name or a Constant."""

    op_type: str
    name: str
    inputs: Mapping[str, tuple[str | Constant, ...]]
    outputs: tuple[tuple[str, Type], ...]
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """Operations in order, with the names they hand back."""

    inputs: tuple[tuple[str, Type], ...]
    operations: tuple[Operation, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A callable program: typed inputs and the block of its opset (e.g. CoreML7)."""

    name: str
    opset: str
    inputs: tuple[tuple[str, Type], ...]
    block: Block


@dataclass(frozen=True, slots=True)
class Feature:
    """An input or output as the model's description offers it to an app.

    shapes: every shape allowed (one, or the enumerated ones); ranges: (low, high) by dimension
    when any shape within is allowed, high -1 for no limit.
    """

    name: str
    kind: str
    dtype: str = ""
    shapes: tuple[tuple[int, ...], ...] = ()
    ranges: tuple[tuple[int, int], ...] = ()
    optional: bool = False
    default: float | None = None

    def accepts(self, shape: tuple[int, ...]) -> bool:
        """Whether an array of this shape may be handed in."""
        if self.ranges:
            fits = zip(shape, self.ranges, strict=False)
            return len(shape) == len(self.ranges) and all(
                low <= n and (high < 0 or n <= high) for n, (low, high) in fits
            )
        return not self.shapes or shape in self.shapes

    @property
    def allowed(self) -> str:
        """The shapes in words."""
        if not self.ranges:
            return " or ".join(map(str, self.shapes))
        sides = [str(low) if low == high else f"{low} to {'any' if high < 0 else high}" for low, high in self.ranges]  # fmt: skip
        return f"({', '.join(sides)})"


@dataclass(frozen=True, slots=True)
class Offer:
    """What one function of a model takes and gives, as its description tells an app."""

    inputs: tuple[Feature, ...] = ()
    outputs: tuple[Feature, ...] = ()
    states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed model file: version, description and (for an ML Program) its functions.

    inputs, outputs and states are the default function's; `offer` tells any function's.
    """

    version: int
    format: str
    inputs: tuple[Feature, ...]
    outputs: tuple[Feature, ...]
    states: tuple[str, ...]
    functions: Mapping[str, Function]
    default_function: str = "main"
    metadata: Mapping[str, str] = field(default_factory=dict)
    predicted_label: str = ""
    predicted_probabilities: str = ""
    offers: Mapping[str, Offer] = field(default_factory=dict)

    def offer(self, function: str) -> Offer:
        """The description of a function (of a model with one function: the model's own)."""
        return self.offers.get(function, Offer(self.inputs, self.outputs, self.states))


def model_of(message: Mapping[str, Any]) -> Model:
    """The model in a decoded Model.proto message. Raises ValueError for an incomplete one."""
    text = message.get("description", {})
    chosen = text.get("defaultFunctionName", "") or "main"
    several = {f.get("name", ""): f for f in text.get("functions", [])}
    door = _offer(several.get(chosen, text))
    formats = [k for k in message if k not in ("specificationVersion", "description")]
    program = message.get("mlProgram", {})
    return Model(
        version=message.get("specificationVersion", 0),
        format=formats[0] if formats else "",
        inputs=door.inputs,
        outputs=door.outputs,
        states=door.states,
        functions={n: _function(n, f) for n, f in program.get("functions", {}).items()},
        default_function=chosen,
        metadata=_metadata(text.get("metadata", {})),
        predicted_label=text.get("predictedFeatureName", ""),
        predicted_probabilities=text.get("predictedProbabilitiesName", ""),
        offers={name: _offer(one) for name, one in several.items()},
    )


def _offer(message: Mapping[str, Any]) -> Offer:
    return Offer(
        inputs=tuple(_feature(f) for f in message.get("input", [])),
        outputs=tuple(_feature(f) for f in message.get("output", [])),
        states=tuple(f.get("name", "") for f in message.get("state", [])),
    )


def _metadata(message: Mapping[str, Any]) -> dict[str, str]:
    plain = {k: v for k, v in message.items() if isinstance(v, str)}
    return {**plain, **message.get("userDefined", {})}


def _feature(message: Mapping[str, Any]) -> Feature:
    kind = next((k for k in message.get("type", {}) if k != "isOptional"), "")
    array = message["type"][kind] if kind == "multiArrayType" else {}
    listed = [tuple(s["shape"]) for s in array.get("enumeratedShapes", {}).get("shapes", [])]
    fixed = tuple(array.get("shape", ()))
    ranges = array.get("shapeRange", {}).get("sizeRanges", [])
    default = [array[k] for k in array if k.endswith("DefaultValue")]
    return Feature(
        name=message.get("name", ""),
        kind=kind.removesuffix("Type"),
        dtype=ARRAY_TYPES.get(array.get("dataType", 0), ""),
        shapes=tuple(listed) or ((fixed,) if fixed and not ranges else ()),
        ranges=tuple((r.get("lowerBound", 0), r.get("upperBound", -1)) for r in ranges),
        optional=message.get("type", {}).get("isOptional", False),
        default=float(default[0]) if default else None,
    )


def _type(message: Mapping[str, Any]) -> Type:
    if "stateType" in message:
        kept = _type(message["stateType"].get("wrappedType", {}))
        return Type("state", kept.dtype, kept.shape)
    if "tensorType" not in message:
        kind = next(iter(message), "")
        return Type(kind.removesuffix("Type"))
    tensor = message["tensorType"]
    dims = [d.get("constant") for d in tensor.get("dimensions", [])]
    shape = tuple(UNKNOWN if d is None else d.get("size", 0) for d in dims)
    return Type("tensor", DATA_TYPES.get(tensor.get("dataType", 0), "unknown"), shape)


def constant_of(message: Mapping[str, Any]) -> Constant:
    """The constant in a decoded Value message."""
    blob = message.get("blobFileValue")
    kind = _type(message.get("type", {}))
    if blob is not None:
        return Constant(kind, file=blob.get("fileName", ""), offset=blob.get("offset", 0))
    return Constant(kind, immediate=message.get("immediateValue", {}))


def _named(messages: list[Mapping[str, Any]]) -> tuple[tuple[str, Type], ...]:
    return tuple((m.get("name", ""), _type(m.get("type", {}))) for m in messages)


def _argument(message: Mapping[str, Any]) -> tuple[str | Constant, ...]:
    found = message.get("arguments", [])
    return tuple(b["name"] if "name" in b else constant_of(b.get("value", {})) for b in found)


def _operation(message: Mapping[str, Any]) -> Operation:
    attributes = message.get("attributes", {})
    inputs = {name: _argument(a) for name, a in message.get("inputs", {}).items()}
    for name, value in attributes.items():  # constants and iOS 16's constexpr ops live here
        if name != "name":
            inputs[name] = (constant_of(value),)
    outputs = _named(message.get("outputs", []))
    return Operation(
        op_type=message.get("type", ""),
        name=_string(attributes.get("name")) or (outputs[0][0] if outputs else ""),
        inputs=inputs,
        outputs=outputs,
        blocks=tuple(_block(b) for b in message.get("blocks", [])),
    )


def _string(value: Mapping[str, Any] | None) -> str:
    tensor = (value or {}).get("immediateValue", {}).get("tensor", {})
    values = tensor.get("strings", {}).get("values", [])
    return values[0] if values else ""


def _block(message: Mapping[str, Any]) -> Block:
    return Block(
        inputs=_named(message.get("inputs", [])),
        operations=tuple(_operation(o) for o in message.get("operations", [])),
        outputs=tuple(message.get("outputs", [])),
    )


def _function(name: str, message: Mapping[str, Any]) -> Function:
    blocks, opset = message.get("block_specializations", {}), message.get("opset", "")
    if opset not in blocks:
        raise ValueError(f"function {name} has no block for its opset {opset or '(none)'}")
    return Function(name, opset, _named(message.get("inputs", [])), _block(blocks[opset]))
