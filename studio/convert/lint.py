"""Looks for constants that a half-precision program can't hold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.upstream import core_ml_tools
from studio.convert.weights import WeightFile, blocks, values
from studio.core.errors import UpstreamError

LIMIT = 65504.0  # the largest finite float16
_CHUNK = 1 << 24  # numbers looked at in one go


def lint_constants(package: Path, spec: Any, precision: str) -> None:
    """Raises UpstreamError for a constant that is not finite, or beyond 65504 and turned into float16.

    Such a constant makes every padded row NaN, without any error, on the device. A large float32
    number that float32 operations read (those kept out of half precision) is fine.
    """
    file = WeightFile(package)
    for block in blocks(spec):
        halved = _halved(block) if precision == "float16" else frozenset()
        for op in block.operations:
            limit = LIMIT if halved & {output.name for output in op.outputs} else float("inf")
            for value in values(op):
                if not _fits(_numbers(value, file), limit):
                    raise _unfit(op, precision)


def _halved(block: Any) -> frozenset[str]:
    """The values that are cast to float16, and the casts themselves."""
    half = core_ml_tools().proto.MIL_pb2.FLOAT16
    casts = [op for op in block.operations if op.type == "cast" and op.outputs[0].type.tensorType.dataType == half]  # fmt: skip
    read = {b.name for op in casts for b in op.inputs["x"].arguments}
    return frozenset(read | {op.outputs[0].name for op in casts})


def _unfit(op: Any, precision: str) -> UpstreamError:
    name = op.outputs[0].name if op.outputs else op.type
    return UpstreamError(
        f"The converted program holds a constant that is no {precision} number: {name}.",
        code="constant-out-of-range",
        remedy="Convert with --precision float32, or choose another route.",
        detail=f"operation {op.type}",
    )


def _fits(numbers: Any, limit: float) -> bool:
    """Whether every |number| is finite and at most `limit`.

    Compared as bit patterns: without its sign a float orders like the integer of its bits, with
    infinities and NaN above all, and numpy compares integers twenty times faster than float16.
    """
    dtype = numbers.dtype
    bits = np.dtype(f"u{dtype.itemsize}")
    unsigned = np.array((1 << (dtype.itemsize * 8 - 1)) - 1, bits)
    largest = np.array(min(limit, float(np.finfo(dtype).max)), dtype).view(bits)
    patterns = numbers.view(bits)
    chunks = (patterns[at : at + _CHUNK] for at in range(0, patterns.size, _CHUNK))
    return all(((chunk & unsigned) <= largest).all() for chunk in chunks)


def _numbers(value: Any, file: WeightFile) -> Any:
    """The floating-point numbers of a literal, flat; empty for every other type."""
    mil = core_ml_tools().proto.MIL_pb2
    kind = value.type.tensorType.dataType
    dtype = {mil.FLOAT16: np.float16, mil.FLOAT32: np.float32, mil.FLOAT64: np.float64}.get(kind)
    if dtype is None:
        return np.empty(0, np.float32)
    if value.WhichOneof("value") == "blobFileValue":
        return file.blob(value.blobFileValue.offset).view(dtype)
    tensor = value.immediateValue.tensor
    field = tensor.WhichOneof("value")
    if field == "bytes":
        return np.frombuffer(tensor.bytes.values, dtype)
    if field in ("floats", "doubles"):
        return np.array(getattr(tensor, field).values, np.float64)
    return np.empty(0, np.float32)
