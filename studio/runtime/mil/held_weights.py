"""What a program really holds of each weight: elements, bytes, bits, and its decompressed values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.op import OPS
from studio.runtime.mil.package import Package
from studio.runtime.mil.program import Constant, Function, Operation, Type

BITS = {
    "fp16": 16, "fp32": 32, "fp64": 64, "bf16": 16, "fp8e4m3fn": 8, "fp8e5m2": 8, "bool": 8,
    "int4": 4, "int8": 8, "int16": 16, "int32": 32, "int64": 64,
    "uint1": 1, "uint2": 2, "uint3": 3, "uint4": 4, "uint6": 6, "uint8": 8, "uint16": 16,
    "uint32": 32, "uint64": 64,
}  # fmt: skip
FLOATS = ("fp16", "fp32", "fp64", "bf16")


@dataclass(frozen=True, slots=True)
class Held:
    """One weight as an op reads it: `elements` numbers kept in `size_bytes` bytes of the package."""

    name: str
    shape: tuple[int, ...]
    elements: int
    size_bytes: int
    compressed: bool

    @property
    def bits(self) -> float:
        """Bits a weight, tables and scales included."""
        return 8 * self.size_bytes / self.elements if self.elements else 0.0


class HeldWeights:
    """The weights of one function's ops, by the name of the value an op reads."""

    def __init__(self, package: Package, function: Function) -> None:
        self._package, self._function = package, function

    @cached_property
    def made(self) -> Mapping[str, Operation]:
        """The const or constexpr op behind each constant value of the outermost block."""
        found = {}
        for operation in self._function.block.operations:
            if operation.op_type == "const" or operation.op_type.startswith("constexpr_"):
                found.update({name: operation for name, _ in operation.outputs})
        return found

    def of(self, operation: Operation) -> list[Held]:
        """The weights an op reads: floats of more than one element; settings are none."""
        held = []
        for arguments in operation.inputs.values():
            for argument in arguments:
                if isinstance(argument, str) and argument in self.made:
                    one = self._held(argument)
                    if one is not None:
                        held.append(one)
        return held

    def value(self, name: str) -> NDArray[Any]:
        """The numbers as the op sees them, decompressed. Raises what the package raises."""
        operation = self.made[name]
        if operation.op_type == "const":
            return np.asarray(self._package.value(_constant(operation.inputs["val"])))
        given = {k: self._stored(v[0]) for k, v in operation.inputs.items()}
        result = OPS[operation.op_type].kernel(**given)
        several = result if isinstance(result, tuple) else (result,)
        names = [output for output, _ in operation.outputs]
        return np.asarray(several[names.index(name)])

    def _stored(self, argument: str | Constant) -> Any:
        return self.value(argument) if isinstance(argument, str) else self._package.value(argument)

    def _held(self, name: str) -> Held | None:
        operation = self.made[name]
        kind = next(t for n, t in operation.outputs if n == name)
        elements = int(np.prod(kind.shape, dtype=np.int64))
        if kind.dtype not in FLOATS or elements < 2:
            return None
        size = self._bytes(operation)
        return Held(name, kind.shape, elements, size, operation.op_type != "const")

    def _bytes(self, operation: Operation) -> int:
        """Bytes of every constant that feeds it, through chains of constexpr ops, each piece of a file once:
        the two ops of a joint scheme name the same mask."""
        total, seen, waiting = 0, set[object](), [operation]
        while waiting:
            for argument in (a for given in waiting.pop().inputs.values() for a in given):
                if isinstance(argument, str):
                    place: object = argument
                    if argument in self.made and place not in seen:
                        waiting.append(self.made[argument])
                else:
                    place = (argument.file, argument.offset) if argument.file else id(argument)
                    if place not in seen:
                        total += _size(argument.type)
                seen.add(place)
        return total


def _size(kind: Type) -> int:
    return -(-BITS.get(kind.dtype, 0) * int(np.prod(kind.shape, dtype=np.int64)) // 8)


def _constant(arguments: tuple[str | Constant, ...]) -> Constant:
    assert isinstance(arguments[0], Constant)
    return arguments[0]
