"""What the weight file really holds: every stored tensor with the bytes it takes."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.package import weights_dir
from studio.convert.reports import TensorBits
from studio.convert.upstream import core_ml_tools
from studio.core.errors import InputError

_SENTINEL = 0xDEADBEEF
_HEADER = struct.Struct("<IIQQ")  # sentinel, data type, size in bytes, offset of the bytes


@dataclass(frozen=True, slots=True)
class _Held:
    """An operation that holds numbers: its output's shape and the bytes behind it."""

    name: str
    shape: tuple[int, ...]
    size_bytes: int
    real: bool


def tensor_bits(package: Path, spec: Any) -> tuple[TensorBits, ...]:
    """Every weight of more than 16 numbers with its real bits per element.

    A compressed tensor counts its indices, tables and scales together; tables of positions and
    other whole numbers are no weights.
    """
    file = WeightFile(package)
    found = []
    for block in blocks(spec):
        for held in _held(block, file):
            bits = TensorBits(held.name, held.shape, 0.0)
            if bits.elements > 16:
                found.append(TensorBits(held.name, held.shape, held.size_bytes * 8 / bits.elements))
    return tuple(found)


def average_bits(tensors: tuple[TensorBits, ...]) -> float:
    """Bits per stored number over all tensors."""
    elements = sum(t.elements for t in tensors)
    return sum(t.bits * t.elements for t in tensors) / max(elements, 1)


def blocks(spec: Any) -> Iterator[Any]:
    """The blocks of all functions of a program."""
    for function in spec.mlProgram.functions.values():
        yield from function.block_specializations.values()


def values(op: Any) -> Iterator[Any]:
    """Every literal value of an operation: attributes and inputs given in place."""
    yield from (value for name, value in op.attributes.items() if name != "name")
    for argument in op.inputs.values():
        yield from (b.value for b in argument.arguments if b.WhichOneof("binding") == "value")


class WeightFile:
    """The weight.bin of a package, mapped, never read whole. Raises InputError if damaged."""

    def __init__(self, package: Path) -> None:
        self._path = weights_dir(package) / "weight.bin"
        self._bytes: Any = b""
        if self._path.is_file() and self._path.stat().st_size:
            self._bytes = np.memmap(self._path, dtype=np.uint8, mode="r")

    def blob(self, offset: int) -> Any:
        """The uint8 array behind a blob value."""
        header = bytes(self._bytes[offset : offset + _HEADER.size])
        if len(header) == _HEADER.size:
            sentinel, _, size, at = _HEADER.unpack(header)
            if sentinel == _SENTINEL and at + size <= len(self._bytes):
                return self._bytes[at : at + size]
        raise InputError(
            f"The weights of {self._path.parents[3].name} are damaged.",
            code="broken-package",
            remedy="Convert the model again.",
            detail=f"no blob at byte {offset}",
        )

    def size(self, value: Any) -> int:
        """Bytes a literal value takes, in the weight file or in the description itself."""
        if value.WhichOneof("value") == "blobFileValue":
            return len(self.blob(value.blobFileValue.offset))
        tensor = value.immediateValue.tensor
        if tensor.WhichOneof("value") == "bytes":
            return len(tensor.bytes.values)
        return int(tensor.ByteSize())


def _held(block: Any, file: WeightFile) -> Iterator[_Held]:
    constants: dict[str, _Held] = {}
    for op in block.operations:
        if op.type != "const" and not op.type.startswith("constexpr_"):
            continue
        parts = [constants.pop(name) for name in _names(op) if name in constants]
        size = sum(p.size_bytes for p in parts) + sum(file.size(v) for v in values(op))
        for output in op.outputs:  # the first of several counts for all
            constants[output.name] = _Held(output.name, _shape(output.type), size, _real(output))
            size = 0
    yield from (held for held in constants.values() if held.real)


def _real(output: Any) -> bool:
    mil = core_ml_tools().proto.MIL_pb2
    return output.type.tensorType.dataType in (mil.FLOAT16, mil.FLOAT32)


def _names(op: Any) -> list[str]:
    arguments = [b for argument in op.inputs.values() for b in argument.arguments]
    return [b.name for b in arguments if b.WhichOneof("binding") == "name"]


def _shape(kind: Any) -> tuple[int, ...]:
    return tuple(int(d.constant.size) for d in kind.tensorType.dimensions)
