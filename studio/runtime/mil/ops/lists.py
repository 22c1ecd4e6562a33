"""make_list and list_*: arrays of equally shaped tensors that grow when written past their end.

iOS15 control_flow. A list is a Python list here; unwritten elements are zeros.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from studio.runtime.mil.arithmetic import HELD_AS
from studio.runtime.mil.op import op


class Elements(list[Tensor]):
    """The elements, with what an unwritten one looks like."""

    def __init__(self, values: list[Tensor], blank: Tensor) -> None:
        super().__init__(values)
        self.blank = blank

    def written(self, places: list[int], values: list[Tensor]) -> Elements:
        """A copy with `values` at `places`, grown where needed."""
        grown = Elements(self, self.blank if len(self) else torch.zeros_like(values[0]))
        for at, value in zip(places, values, strict=True):
            grown.extend([grown.blank] * (at + 1 - len(grown)))
            grown[at] = value
        return grown


@op("make_list")
def make_list(
    *,
    elem_shape: list[Any] | int | str = (),  # type: ignore[assignment]
    init_length: int = 1,
    dynamic_length: bool = True,
    dtype: str = "fp32",
) -> Elements:
    """init_length zeros of elem_shape (a size known only when written is taken as 1)."""
    sizes = elem_shape if isinstance(elem_shape, (list, tuple)) else [elem_shape]
    shape = [s if isinstance(s, int) else 1 for s in sizes]
    blank = torch.zeros(shape, dtype=HELD_AS[dtype])
    return Elements([blank] * init_length, blank)


@op("list_length")
def list_length(ls: Elements) -> Tensor:
    """How many elements, int32."""
    return torch.tensor(len(ls), dtype=torch.int32)


@op("list_read", moves=True)
def list_read(ls: Elements, *, index: int) -> Tensor:
    """The element at `index`."""
    return ls[_one(index)]


@op("list_write", moves=True)
def list_write(ls: Elements, value: Tensor, *, index: int) -> Elements:
    """The list with `value` at `index`."""
    return ls.written([_one(index)], [value])


@op("list_gather", moves=True)
def list_gather(ls: Elements, *, indices: list[int]) -> Tensor:
    """The elements at `indices`, stacked."""
    return torch.stack([ls[at] for at in indices])


@op("list_scatter", moves=True)
def list_scatter(ls: Elements, value: Tensor, *, indices: list[int]) -> Elements:
    """The list with value[i] at indices[i]."""
    return ls.written(indices, list(value.unbind(0)))


def _one(index: Any) -> int:
    """An index written as a number or as a tensor of one."""
    return int(index[0] if isinstance(index, list) else index)
