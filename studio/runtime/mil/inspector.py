"""What a program consists of, op by op: layer, output, bits, bytes, multiply-adds, Neural Engine.

Nothing runs here; open shapes are filled in by whoever ran it (`shapes`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.runtime.mil.held_weights import Held, HeldWeights
from studio.runtime.mil.neural_engine import Remark, remarks
from studio.runtime.mil.package import Package
from studio.runtime.mil.program import Function, Operation, Type

Shape = tuple[int, ...]
AFTER, BEFORE = "output", "input"
_NUMBER = re.compile(r"^(.*?\.\d+)(\.|$)")


@dataclass(frozen=True, slots=True)
class OpLine:
    """One op: `weights` names the constants it reads, `bits` is what a weight of them takes on average."""

    at: int
    op_type: str
    name: str
    output: str
    dtype: str
    shape: Shape
    layer: str
    weights: tuple[str, ...]
    elements: int
    size_bytes: int
    multiply_adds: int
    remarks: tuple[Remark, ...]

    @property
    def bits(self) -> float | None:
        """Bits a weight, None for an op without weights."""
        return 8 * self.size_bytes / self.elements if self.elements else None


def inspect(
    package: Package,
    *,
    function: str = "",
    shapes: Mapping[str, Shape] | None = None,
    layers: Mapping[str, str] | None = None,
) -> list[OpLine]:
    """Every op of a function that computes something, in the program's order.

    shapes: real shapes by output name, for programs with open ones; layers: the layer of an op
    by its output's name where it is known better than by the weights' names.
    """
    chosen = package.model.functions[function or package.model.default_function]
    held = HeldWeights(package, chosen)
    types = _types(chosen)
    real = dict(shapes or {})
    operations = working(chosen)
    named = _layers(operations, held, layers or {})
    known = {**{n: t.shape for n, t in types.items()}, **real}
    found = []
    for at, operation in enumerate(operations):
        output, kind = operation.outputs[0] if operation.outputs else ("", Type("tensor"))
        shape = real.get(output, kind.shape)
        weights = held.of(operation)
        line = OpLine(
            at, operation.op_type, operation.name, output, kind.dtype, shape, named[at],
            tuple(w.name for w in weights), sum(w.elements for w in weights),
            sum(w.size_bytes for w in weights), multiply_adds(operation, shape, known),
            remarks(operation.op_type, kind.dtype, kind.shape, _dilated(operation, held)),
        )  # fmt: skip
        found.append(line)
    return found


def working(function: Function) -> list[Operation]:
    """The ops of the outermost block that run at prediction time."""
    return [o for o in function.block.operations if o.op_type != "const" and not o.op_type.startswith("constexpr_")]  # fmt: skip


def multiply_adds(operation: Operation, output: Shape, shapes: Mapping[str, Shape]) -> int:
    """Multiply-adds of the ops that have many; 0 for the others and for open shapes."""

    def shape(name: str) -> Shape:
        given = operation.inputs.get(name, ())
        first = given[0] if given else ""
        return shapes.get(first, ()) if isinstance(first, str) else first.type.shape

    if any(side < 0 for side in output):
        return 0
    size = int(np.prod(output, dtype=np.int64))
    if operation.op_type == "linear" and len(shape("weight")) == 2:
        return size * shape("weight")[1]
    if operation.op_type == "conv" and shape("weight"):
        return size * int(np.prod(shape("weight")[1:], dtype=np.int64))
    if operation.op_type == "matmul" and shape("x"):
        return size * _inner(operation, shape("x"))
    if operation.op_type == "scaled_dot_product_attention" and shape("key"):
        query, key = shape("query"), shape("key")
        return 2 * int(np.prod(query, dtype=np.int64)) * key[-2] if len(key) > 1 else 0
    return 0


def totals(lines: Sequence[OpLine]) -> list[dict[str, Any]]:
    """Per layer, in order: ops, bits a weight, bytes, multiply-adds; the last row is all of them."""
    groups: dict[str, list[OpLine]] = {}
    for line in lines:
        groups.setdefault(block_of(line.layer), []).append(line)
    return [_sum(name, some) for name, some in groups.items()] + [_sum("all", list(lines))]


def block_of(layer: str) -> str:
    """The numbered block a layer belongs to (`bert.encoder.layer.0`), or its first two names."""
    found = _NUMBER.match(layer)
    return found.group(1) if found else ".".join(layer.split(".")[:2])


def _sum(name: str, lines: Sequence[OpLine]) -> dict[str, Any]:
    elements = sum(line.elements for line in lines)
    size = sum(line.size_bytes for line in lines)
    return {
        "layer": name,
        "ops": len(lines),
        "weights": elements,
        "bits": round(8 * size / elements, 2) if elements else None,
        "bytes": size,
        "multiply_adds": sum(line.multiply_adds for line in lines),
    }


def _types(function: Function) -> dict[str, Type]:
    found = dict(function.inputs)
    for operation in function.block.operations:
        found.update(operation.outputs)
    return found


def _inner(operation: Operation, x: Shape) -> int:
    """The dimension a matmul sums over; transpose_x is a constant in every program we know."""
    from studio.runtime.mil.program import Constant

    flag = operation.inputs.get("transpose_x", ())
    immediate = flag[0].immediate if flag and isinstance(flag[0], Constant) else None
    turned = bool((immediate or {}).get("tensor", {}).get("bools", {}).get("values", [0])[0])
    return x[-2] if turned and len(x) > 1 else x[-1]


def _dilated(operation: Operation, held: HeldWeights) -> bool:
    given = operation.inputs.get("dilations", ())
    if operation.op_type != "conv" or not given or not isinstance(given[0], str):
        return False
    return given[0] in held.made and bool(np.any(held.value(given[0]) != 1))


def _layers(
    operations: Sequence[Operation], held: HeldWeights, known: Mapping[str, str]
) -> list[str]:
    """A name for every op: given, from its weights, else that of the next op that has one."""
    named = [known.get(o.outputs[0][0] if o.outputs else "", "") or _from_weights(held.of(o)) for o in operations]  # fmt: skip
    first = next((at for at, name in enumerate(named) if name), 0)
    leading, found, following = _ancestors(operations, first), [], AFTER
    for at in reversed(range(len(named))):
        following = named[at] or following
        found.append(following if at >= first or at in leading else BEFORE)
    return found[::-1]


def _ancestors(operations: Sequence[Operation], of: int) -> set[int]:
    """The earlier ops whose results reach an op."""
    wanted, found = set(names_read(operations[of])) if operations else set(), set()
    for at in range(of - 1, -1, -1):
        if any(name in wanted for name, _ in operations[at].outputs):
            found.add(at)
            wanted |= set(names_read(operations[at]))
    return found


def names_read(operation: Operation) -> list[str]:
    """The values an op reads by name, those of nested blocks included."""
    inner = [name for block in operation.blocks for o in block.operations for name in names_read(o)]
    return [a for args in operation.inputs.values() for a in args if isinstance(a, str)] + inner


def _from_weights(weights: Sequence[Held]) -> str:
    """`p_hf_bert_pooler_dense_weight_to_fp16` -> bert_pooler_dense; "" for names that tell nothing."""
    for weight in weights:
        bare = re.sub(r"(_to_fp16|_palettized|_quantized|_sparsified)+$", "", weight.name)
        bare = re.sub(r"^(p_)?(hf_|inner_|model_)?", "", bare)
        found = re.sub(r"_(weight|bias|gamma|beta)$", "", bare)
        if found != bare:
            return re.sub(r"_(\d+)_", r".\1.", found)
    return ""
