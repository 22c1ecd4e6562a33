"""One ONNX node on its way into a MIL program: its attributes, its inputs, the builder."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.onnx_ops import Value
from studio.core.errors import UpstreamError

# Masks made of -inf or of the smallest float become -inf in float16, and NaN on padded rows.
# exp(-3e4) is 0 in either precision, and -3e4 plus a second such mask still is a float16.
LOWEST = -3.0e4
LOWEST_SINGLE = -1.0e30  # the same for float32
_MASK_SIZE = 1 << 20  # numbers: constant masks are as large as L x L, weights are left alone
_NO_WEIGHT = -1.0e6  # no weight is so low
_INT32 = np.iinfo(np.int32)
_OTHER_ROUTE = "Convert the checkpoint by the direct route (--route torch), or replace the operator before exporting."


class Node:
    """Builder and attributes of a node.

    kind: the operator, `domain::Name` outside the standard domain; opset: the version of its
    domain; outputs: how many of its outputs are used (an unused one in between counts).
    """

    def __init__(self, proto: Any, kind: str, opset: int, mb: Any, *, half: bool) -> None:
        import onnx

        self.proto, self.kind, self.opset, self.mb, self._half = proto, kind, opset, mb, half
        self.name = proto.name or (proto.output[0] if proto.output else kind)
        self.outputs = len(proto.output)
        self._attributes = {a.name: onnx.helper.get_attribute_value(a) for a in proto.attribute}

    def attr(self, name: str, default: Any = None) -> Any:
        """An attribute, text decoded, tensors as arrays."""
        import onnx

        value = self._attributes.get(name, default)
        if isinstance(value, bytes):
            return value.decode()
        if isinstance(value, onnx.TensorProto):
            return onnx.numpy_helper.to_array(value)
        return value

    def var(self, value: Value) -> Any:
        """The value as a MIL Var; arrays become constants."""
        if not isinstance(value, np.ndarray):
            return value
        return self.mb.const(val=self.plain(value))

    def plain(self, value: Value) -> Value:
        """An array in a type that MIL knows: float32, int32 or bool; a Var as it is."""
        if not isinstance(value, np.ndarray):
            return value
        if value.dtype.kind in "iu":
            return np.clip(value, _INT32.min, _INT32.max).astype(np.int32)
        if value.dtype.kind == "b":
            return value
        numbers = np.asarray(value, dtype=np.float32)
        lowest = LOWEST if self._half else LOWEST_SINGLE
        if numbers.size <= _MASK_SIZE and (numbers < lowest).any():
            # A mask allows with zeros; what also holds positive numbers may be a weight.
            blocked = numbers < (lowest if not (numbers > 0).any() else min(lowest, _NO_WEIGHT))
            numbers = np.where(blocked, np.float32(lowest), numbers)
        return numbers

    def known(self, value: Value, what: str) -> Any:
        """The array of an input that must be known now. Raises UpstreamError where it isn't."""
        if value is None or isinstance(value, np.ndarray):
            return value
        if value.val is not None:
            return np.asarray(value.val)
        raise self.refused(f"its {what} is computed while the model runs")

    def ints(self, value: Value, what: str) -> list[int]:
        """A known input as a list of ints."""
        return [int(v) for v in np.asarray(self.known(value, what)).reshape(-1)]

    def shape(self, value: Value) -> list[int] | None:
        """The sides of a value, None where one isn't known before the model runs."""
        sides = value.shape
        return None if any(_symbol(side) for side in sides) else [int(side) for side in sides]

    def rank(self, value: Value) -> int:
        """How many sides it has."""
        return len(value.shape)

    def axis(self, value: Value, axis: int) -> int:
        """A non-negative axis of the value."""
        return axis + self.rank(value) if axis < 0 else axis

    def cast(self, value: Value, dtype: str) -> Any:
        """A Var of this MIL type, unchanged if it has it."""
        value = self.var(value)
        return value if self.dtype(value) == dtype else self.mb.cast(x=value, dtype=dtype)

    def dtype(self, value: Value) -> str:
        """`fp32`, `int32` or `bool`."""
        if isinstance(value, np.ndarray):
            return {"b": "bool", "i": "int32", "u": "int32"}.get(value.dtype.kind, "fp32")
        from coremltools.converters.mil.mil import types

        return str(types.builtin_to_string(value.dtype))

    def refused(self, why: str, detail: str = "", remedy: str = _OTHER_ROUTE) -> UpstreamError:
        """The error of a node that can't be converted."""
        return UpstreamError(
            f"The ONNX node {self.name} ({self.kind}) can't be converted: {why}.",
            code="onnx-node-refused",
            remedy=remedy,
            detail=detail,
        )


def _symbol(side: Any) -> bool:
    return not isinstance(side, int | np.integer)
