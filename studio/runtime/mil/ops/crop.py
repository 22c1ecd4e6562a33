"""crop, crop_resize: parts of images, the second brought to one size (iOS15/16/17 image_resizing)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op
from studio.runtime.mil.ops.resize import grid


@op("crop", moves=True)
def crop(x: Tensor, *, crop_height: list[int], crop_width: list[int]) -> Tensor:
    """Without the given rows above and below, columns left and right."""
    (top, bottom), (left, right) = crop_height, crop_width
    return x[..., top : x.shape[-2] - bottom, left : x.shape[-1] - right]


@op("crop_resize")
def crop_resize(
    x: Tensor,
    roi: Tensor | None = None,
    boxes: Tensor | None = None,
    box_indices: Tensor | None = None,
    *,
    target_height: int = 1,
    target_width: int = 1,
    normalized_coordinates: bool = False,
    spatial_scale: float = 1.0,
    box_coordinate_mode: str = "CORNERS_HEIGHT_FIRST",
    sampling_mode: str = "DEFAULT",
    pad_value: float = 0.0,
) -> Tensor:
    """Boxes of x[B, C, H, W], each sampled bilinearly in target_height x target_width points.

    To iOS 16 `roi` [N, 1, 4 or 5, 1, 1] (5: the image's number first) -> [N, B or 1, C, h, w];
    from iOS 17 `boxes` [N, 4] and `box_indices` [N] -> [N, C, h, w]. Points outside: pad_value.
    """

    def sampled(images: Tensor, box: Tensor) -> Tensor:
        top, left, bottom, right = _corners(box * spatial_scale, box_coordinate_mode)
        if normalized_coordinates:
            top, bottom = top * (x.shape[-2] - 1), bottom * (x.shape[-2] - 1)
            left, right = left * (x.shape[-1] - 1), right * (x.shape[-1] - 1)
        rows = grid(top, bottom, target_height, sampling_mode)
        columns = grid(left, right, target_width, sampling_mode)
        return _at(_at(images, -2, rows, pad_value), -1, columns, pad_value)

    if boxes is not None:
        numbers = range(len(boxes)) if box_indices is None else box_indices.tolist()
        return torch.stack([sampled(x[int(n)], box) for n, box in zip(numbers, boxes, strict=True)])
    if roi is None:
        raise ValueError("crop_resize needs roi or boxes")
    flat = roi.reshape(roi.shape[0], -1)
    if flat.shape[1] == 4:
        return torch.stack([sampled(x, box) for box in flat])
    return torch.stack([sampled(x[int(box[0])].unsqueeze(0), box[1:]) for box in flat])


def _corners(box: Tensor, mode: str) -> tuple[float, float, float, float]:
    """(top, left, bottom, right)."""
    a, b, c, d = box.to(torch.float32).tolist()
    if mode.endswith("WIDTH_FIRST"):
        a, b, c, d = b, a, d, c
    if mode.startswith("CORNERS"):
        return a, b, c, d
    return a - c / 2, b - d / 2, a + c / 2, b + d / 2


def _at(x: Tensor, axis: int, points: Tensor, outside: float) -> Tensor:
    size = x.shape[axis]
    shape = [-1 if i == axis % x.ndim else 1 for i in range(x.ndim)]
    low = points.floor()
    low = torch.where((low == size - 1) & (points == low), low - 1, low) if size > 1 else low
    known = ((points >= 0) & (points <= size - 1)).reshape(shape)
    start = low.clamp(0, size - 1).long()
    below = x.index_select(axis, start)
    above = x.index_select(axis, (start + 1).clamp(max=size - 1))
    mixed = below + (above - below) * (points - start).reshape(shape)
    return torch.where(known, mixed, torch.full((), outside))
