"""The two arithmetic modes: what becomes of a tensor when an op hands it over.

`faithful` rounds every tensor to the type the program declares: fp16 to the nearest even half,
beyond 65,504 to infinity. Inside an op the sums are float32; Apple's kernels may accumulate
otherwise, which no rule of the format fixes. `fast` keeps float32 throughout.
Halves are held as float32 tensors whose values are halves: CPU kernels are fast there.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

Settle = Callable[[Tensor], Tensor]
MODES = ("faithful", "fast")
HELD_AS = {
    "fp16": torch.float32, "fp32": torch.float32, "fp64": torch.float64,
    "bool": torch.bool, "int8": torch.int8, "int16": torch.int16, "int32": torch.int32,
    "int64": torch.int64, "uint8": torch.uint8, "uint16": torch.int32, "uint32": torch.int64,
    "int4": torch.int8, "uint1": torch.uint8, "uint2": torch.uint8, "uint3": torch.uint8,
    "uint4": torch.uint8, "uint6": torch.uint8,
}  # fmt: skip
FLOATS = ("fp16", "fp32", "fp64")


def round_to_half(t: Tensor) -> Tensor:
    """float32 whose values are halves: to nearest, ties to even, overflow to infinity (IEEE 754)."""
    return t.to(torch.float32).to(torch.float16).to(torch.float32)


def settle(dtype: str, mode: str, *, moved: bool = False) -> Settle | None:
    """What to do with an output declared as `dtype`; None when there is nothing to do.

    moved: the op only rearranged values that were settled before.
    """
    if dtype == "fp16" and mode == "faithful" and not moved:
        return round_to_half
    held = HELD_AS.get(dtype)
    if held is None:
        return None

    def to_held(t: Tensor) -> Tensor:
        return t if t.dtype is held else t.to(held)

    return to_held


def is_finite(t: Tensor) -> bool:
    """Whether every number is finite: one cheap sum, checked again only when that isn't."""
    return bool(torch.isfinite(t.sum())) or bool(torch.isfinite(t).all())
