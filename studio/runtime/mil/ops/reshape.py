"""reshape, reshape_like, flatten2d: the same numbers in another shape.

Source: iOS15/16/17 tensor_transformation (reshape, reshape_like), iOS15 tensor_operation (flatten2d).
"""

from __future__ import annotations

from torch import Tensor

from studio.runtime.mil.op import op


@op("reshape", moves=True)
def reshape(x: Tensor, *, shape: list[int]) -> Tensor:
    """To `shape`; 0 keeps x's size there, counted from the right (none there: 1), -1 is worked out."""
    shift = len(shape) - x.ndim
    kept = (x.shape[i - shift] if i >= shift else 1 for i in range(len(shape)))
    return x.reshape([old if n == 0 else n for n, old in zip(shape, kept, strict=True)])


@op("reshape_like", moves=True)
def reshape_like(
    x: Tensor,
    ref_tensors: list[Tensor],
    *,
    begins: list[int],
    ends: list[int],
    end_masks: list[bool],
) -> Tensor:
    """To the concatenated sizes ref.shape[begin:end] of the reference tensors."""
    shape: list[int] = []
    for ref, begin, end, to_end in zip(ref_tensors, begins, ends, end_masks, strict=True):
        shape.extend(ref.shape[begin : None if to_end else end])
    return x.reshape(shape)


@op("flatten2d", moves=True)
def flatten2d(x: Tensor, *, axis: int = 1) -> Tensor:
    """To two dimensions: those before `axis`, and the rest."""
    at = axis + x.ndim if axis < 0 else axis
    rows = 1
    for n in x.shape[:at]:
        rows *= n
    return x.reshape(rows, -1)
