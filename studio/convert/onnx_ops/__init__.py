"""ONNX operators as MIL operations, one family a file.

An entry is a function `(node, *inputs) -> value or tuple of values`. A value is a MIL Var, or a
numpy array while it is known (nodes whose inputs are all known never get here: they are
evaluated by onnx's own reference implementation). Absent optional inputs are None.
Operators outside the standard domain are registered as `domain::Name`.
Meanings: https://onnx.ai/onnx/operators/ and Apple's MIL reference,
https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.core.registry import Registry

Value = Any  # a MIL Var, or numpy.ndarray
Lower = Callable[..., Any]

ONNX_OPS: Registry[Lower] = Registry("studio.convert.onnx_ops")


def lowers(*names: str) -> Callable[[Lower], Lower]:
    """Decorator: the function lowers all these operators (it finds which one in `node.kind`)."""

    def add(function: Lower) -> Lower:
        for name in names:
            ONNX_OPS.register(name)(function)
        return function

    return add
