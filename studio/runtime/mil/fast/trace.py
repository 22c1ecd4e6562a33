"""Shapes and constants: the plan run once on zeros, its expensive ops replaced by their shapes.

What depends on no input is worked out for good (`shape` of an input too: it is a number here),
so a program of several lengths becomes one of fixed length. (torch's `meta` device would do it
without numbers, but brings torch._dynamo along: 3 s and 100 MB.)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from studio.runtime.mil.constants import plain
from studio.runtime.mil.fast.node import PLAIN, Fact, Node, NotProven
from studio.runtime.mil.plan import BlockPlan, Slot, Step

OPAQUE = frozenset({"classify"})  # ends in strings and dictionaries: no shape, runs as it is
NEVER = ("random", "list_", "make_list", "non_zero", "non_maximum")  # chance, or shapes of numbers
FAILS = (RuntimeError, TypeError, ValueError, IndexError, KeyError)


def trace(
    plan: BlockPlan,
    constants: list[Any],
    shapes: Mapping[int, tuple[tuple[int, ...], torch.dtype]],
    memory: dict[str, float],
) -> tuple[list[Node], list[Fact]]:
    """The nodes that depend on an input, in order, and a fact for every register.

    shapes: by register of an input, its shape and type; memory: see Node. Raises NotProven for nested blocks and
    for ops whose result's shape depends on numbers.
    """
    values = constants.copy()
    varies = [False] * len(values)
    for slot, (shape, dtype) in shapes.items():
        values[slot], varies[slot] = zeros(shape, dtype), True
    nodes: list[Node] = []
    with torch.inference_mode():
        for step in plan.steps:
            node = _step(step, values, varies)
            if node is not None:
                node.memory = memory
                nodes.append(node)
    return nodes, [_fact(v, changes) for v, changes in zip(values, varies, strict=True)]


def zeros(shape: tuple[int, ...] | torch.Size, dtype: torch.dtype = torch.float32) -> Tensor:
    """Zeros that take no memory."""
    return torch.zeros((), dtype=dtype).expand(shape)


def _step(step: Step, values: list[Any], varies: list[bool]) -> Node | None:
    if step.blocks or step.op_type.startswith(NEVER):
        raise NotProven(step.op_type)
    kernel = step.kernel
    if step.late_settings:
        late = {name: _known(slot, values, varies) for name, slot in step.late_settings}
        kernel = partial(kernel, **late)
    changes = any(varies[i] for s in step.arguments for i in (s if isinstance(s, tuple) else (s,)))
    node = Node(step.op_type, step.name, kernel, step.arguments, step.outputs, ())
    if step.op_type in OPAQUE:
        for slot in step.outputs:
            values[slot], varies[slot] = zeros(()), True
        return node
    work = SHAPES.get(step.op_type, kernel) if changes else kernel
    if work is not kernel and isinstance(kernel, partial):
        work = partial(work, **kernel.keywords)
    try:
        result = work(*(_given(slot, values) for slot in step.arguments))
    except FAILS as error:
        raise NotProven(step.op_type) from error
    node.casts = _store(step, result, values)
    if not changes or step.op_type == "shape":
        return None
    for slot in step.outputs:
        varies[slot] = True
        if isinstance(values[slot], Tensor):
            values[slot] = zeros(values[slot].shape, values[slot].dtype)
    return node


def _store(step: Step, result: Any, values: list[Any]) -> tuple[torch.dtype | None, ...]:
    """Settle the results, and say which needed a conversion."""
    casts: list[torch.dtype | None] = []
    results = result if isinstance(result, tuple) else (result,)
    for slot, settle, value in zip(step.outputs, step.settles, results, strict=False):
        settled = settle(value) if settle is not None else value
        casts.append(settled.dtype if settled.dtype != value.dtype else None)
        values[slot] = settled
    return tuple(casts)


def _given(slot: Slot, values: list[Any]) -> Any:
    return [values[i] for i in slot] if isinstance(slot, tuple) else values[slot]


def _known(slot: Slot, values: list[Any], varies: list[bool]) -> Any:
    if any(varies[i] for i in (slot if isinstance(slot, tuple) else (slot,))):
        raise NotProven("a setting depends on an input")
    return plain(_given(slot, values))


def _fact(value: Any, varies: bool) -> Fact:
    if not isinstance(value, Tensor):
        return Fact((), None, constant=value)
    shape = tuple(value.shape)
    constant = None if varies else value
    return Fact(shape, value.dtype, constant=constant, tags=(PLAIN,) * len(shape))


def _same(x: Tensor, *_: Any, **__: Any) -> Tensor:
    return x


def _linear(x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    return zeros((*x.shape[:-1], weight.shape[0]))


def _matmul(
    x: Tensor, y: Tensor, *, transpose_x: bool = False, transpose_y: bool = False
) -> Tensor:
    if x.ndim < 2 or y.ndim < 2:
        raise ValueError("a vector")
    rows, columns = x.shape[-1 if transpose_x else -2], y.shape[-2 if transpose_y else -1]
    return zeros((*np.broadcast_shapes(x.shape[:-2], y.shape[:-2]), rows, columns))


SHAPES: dict[str, Callable[..., Any]] = {
    "linear": _linear, "matmul": _matmul, "softmax": _same, "gelu": _same, "layer_norm": _same,
}  # fmt: skip
