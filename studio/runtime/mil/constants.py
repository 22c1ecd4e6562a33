"""Constants made ready once: compressed ones decompressed, fp16 widened, settings made plain."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.runtime.mil.arithmetic import HELD_AS


def tensor(value: Any, dtype: str, *, keep_half: bool = False) -> Any:
    """A constant as the kernels want it: a tensor (strings and lists stay what they are)."""
    if not isinstance(value, np.ndarray) or value.dtype.kind in "US":
        return value
    if keep_half and value.dtype == np.float16:
        return from_numpy(value)
    held = HELD_AS.get(dtype)
    if held is None:
        raise ValueError(f"values of type {dtype} are not known")
    return widen(value).to(held)


def widen(value: NDArray[Any]) -> Tensor:
    """A torch tensor of any of our arrays (torch lacks most unsigned arithmetic)."""
    if value.dtype == np.uint16:
        return torch.from_numpy(value.astype(np.int32))
    if value.dtype in (np.uint32, np.uint64):
        return torch.from_numpy(value.astype(np.int64))
    return from_numpy(value)


def from_numpy(value: NDArray[Any]) -> Tensor:
    """A tensor that shares memory where it may (a mapped weights file counts as writable)."""
    if not value.flags.writeable or not value.flags.c_contiguous:
        value = np.array(value, order="C")
    return torch.from_numpy(value)


def shares(made: Tensor, value: NDArray[Any]) -> bool:
    """Whether a tensor lies in the memory of the array it was made from."""
    start = value.ctypes.data
    return start <= made.data_ptr() < start + max(1, value.nbytes)


def plain(value: Any) -> Any:
    """A setting: int, float, bool, str or a (nested) list of them."""
    if isinstance(value, (Tensor, np.ndarray)):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value
