"""resize, resize_bilinear, resize_nearest_neighbor, upsample_*: the last two sides in a new size.

iOS15/16/17 image_resizing. Source of the five sampling modes: the notes of resize_bilinear,
https://apple.github.io/coremltools/source/coremltools.converters.mil.mil.ops.defs.html
"""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("resize")
def resize(
    x: Tensor,
    *,
    shape: list[int],
    resized_dims: int,
    interpolation_mode: str = "LINEAR",
    sampling_mode: str = "DEFAULT",
) -> Tensor:
    """The last resized_dims sides as in the end of `shape` (0: as they are); LINEAR or nearest."""
    sizes = shape[len(shape) - resized_dims :]
    for axis, size in zip(range(x.ndim - resized_dims, x.ndim), sizes, strict=True):
        if size not in (0, x.shape[axis]) or sampling_mode == "OFFSET_CORNERS":
            points = grid(0.0, x.shape[axis] - 1.0, size or x.shape[axis], sampling_mode)
            x = _picked(x, axis, points, interpolation_mode == "LINEAR")
    return x


@op("resize_bilinear")
def resize_bilinear(
    x: Tensor,
    *,
    target_size_height: int = 1,
    target_size_width: int = 1,
    sampling_mode: str = "DEFAULT",
) -> Tensor:
    """To a given height and width by linear interpolation."""
    return _to_size(x, target_size_height, target_size_width, sampling_mode)


@op("resize_nearest_neighbor", moves=True)
def resize_nearest_neighbor(
    x: Tensor, *, target_size_height: int, target_size_width: int
) -> Tensor:
    """To a given height and width, each place the number at floor(place * old / new)."""
    for axis, size in ((-2, target_size_height), (-1, target_size_width)):
        x = x.index_select(axis, torch.arange(size) * x.shape[axis] // size)
    return x


@op("upsample_nearest_neighbor", moves=True)
def upsample_nearest_neighbor(
    x: Tensor, *, scale_factor_height: float = 1, scale_factor_width: float = 1
) -> Tensor:
    """floor(side * factor) places; the factor is worked out anew from them."""
    return resize_nearest_neighbor(
        x,
        target_size_height=int(x.shape[-2] * scale_factor_height),
        target_size_width=int(x.shape[-1] * scale_factor_width),
    )


@op("upsample_bilinear")
def upsample_bilinear(
    x: Tensor,
    *,
    scale_factor_height: float = 1,
    scale_factor_width: float = 1,
    align_corners: bool = True,
    half_pixel_centers: bool | None = None,
) -> Tensor:
    """floor(side * factor) places by linear interpolation, the factor worked out anew from them."""
    centred = not align_corners if half_pixel_centers is None else half_pixel_centers
    mode = "ALIGN_CORNERS" if align_corners else "UNALIGN_CORNERS" if centred else "DEFAULT"
    height = int(x.shape[-2] * scale_factor_height)
    return _to_size(x, height, int(x.shape[-1] * scale_factor_width), mode)


def grid(first: float, last: float, count: int, mode: str) -> Tensor:
    """`count` points between first and last as a sampling mode lays them, float32[count]."""
    at = torch.arange(count, dtype=torch.float64)
    length, gaps = last - first, max(1, count - 1)
    if mode in ("STRICT_ALIGN_CORNERS", "ALIGN_CORNERS"):
        points = first + at * (length / gaps)
        if count == 1 and mode == "ALIGN_CORNERS":
            points = torch.full((1,), (first + last) / 2, dtype=torch.float64)
    elif mode == "DEFAULT":
        points = first + at * ((length + 1) / count)
    elif mode == "OFFSET_CORNERS":
        delta = max(1.0, length) / count
        points = first + delta / 2 + at * delta
    elif mode == "UNALIGN_CORNERS":
        spacing = (length + 1) / count
        points = first + at * spacing + spacing / 2 - 0.5
    else:
        raise ValueError(f"sampling mode {mode} is not known")
    return points.clamp(min(first, last), max(first, last)).to(torch.float32)


def between(x: Tensor, axis: int, points: Tensor) -> Tensor:
    """Linear interpolation of x at fractional places along axis."""
    axis %= x.ndim
    size = x.shape[axis]
    low = points.floor().clamp(0, size - 1)
    share = (points - low).reshape([-1 if i == axis else 1 for i in range(x.ndim)])
    below = x.index_select(axis, low.long())
    above = x.index_select(axis, (low.long() + 1).clamp(max=size - 1))
    return below + (above - below) * share


def _to_size(x: Tensor, height: int, width: int, mode: str) -> Tensor:
    for axis, size in ((-2, height), (-1, width)):
        x = between(x, axis, grid(0.0, x.shape[axis] - 1.0, size, mode))
    return x


def _picked(x: Tensor, axis: int, points: Tensor, linear: bool) -> Tensor:
    if linear:
        return between(x, axis, points)
    return x.index_select(axis, torch.floor(points + 0.5).long().clamp(0, x.shape[axis] - 1))
