"""resample, affine: an image read at arbitrary coordinates (iOS15/16/17 image_resizing)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("resample")
def resample(
    x: Tensor,
    coordinates: Tensor,
    *,
    sampling_mode: str,
    padding_mode: str,
    padding_value: float = 0.0,
    coordinates_mode: str,
    align_corners: bool,
) -> Tensor:
    """x[B, C, H, W] at coordinates[B, h, w, (x, y)] -> [B, C, h, w], bilinear or nearest.

    Outside the image: a constant, the border, or the image mirrored at the edge pixels' centres
    (reflection) or at their outer edges (symmetric).
    """
    wide, high = x.shape[-1], x.shape[-2]
    points = coordinates.to(torch.float32)
    px = _pixels(points[..., 0], wide, coordinates_mode, align_corners)
    py = _pixels(points[..., 1], high, coordinates_mode, align_corners)
    if padding_mode != "constant":
        px, py = _folded(px, wide, padding_mode), _folded(py, high, padding_mode)
    if sampling_mode == "nearest":
        return _read(x, torch.round(px), torch.round(py), padding_value)
    left, top = px.floor(), py.floor()
    sx, sy = (px - left).unsqueeze(1), (py - top).unsqueeze(1)
    a, b = _read(x, left, top, padding_value), _read(x, left + 1, top, padding_value)
    c, d = _read(x, left, top + 1, padding_value), _read(x, left + 1, top + 1, padding_value)
    if padding_mode != "constant":  # a neighbour beyond the edge has no weight: make it finite
        b, d = torch.where(sx > 0, b, a), torch.where(sx > 0, d, c)
        c, d = torch.where(sy > 0, c, a), torch.where(sy > 0, d, b)
    return (a * (1 - sx) + b * sx) * (1 - sy) + (c * (1 - sx) + d * sx) * sy


@op("affine")
def affine(
    x: Tensor,
    transform_matrix: Tensor,
    *,
    output_height: int,
    output_width: int,
    sampling_mode: str = "bilinear",
    padding_mode: str = "constant",
    padding_value: float = 0.0,
    coordinates_mode: str = "normalized_minus_one_to_one",
    align_corners: bool = True,
) -> Tensor:
    """x at x' = a0 x + a1 y + a2, y' = b0 x + b1 y + b2 for every place (x, y) of the output."""
    matrix = transform_matrix.to(torch.float32).reshape(-1, 2, 3).expand(x.shape[0], 2, 3)
    rows = _side(output_height, align_corners)
    columns = _side(output_width, align_corners)
    ones = torch.ones((output_height, output_width))
    places = torch.stack([columns.expand(output_height, -1), rows.unsqueeze(1).expand(-1, output_width), ones], -1)  # fmt: skip
    points = torch.einsum("bij,hwj->bhwi", matrix, places)
    return resample(
        x, points, sampling_mode=sampling_mode, padding_mode=padding_mode, padding_value=padding_value,
        coordinates_mode=coordinates_mode, align_corners=align_corners,
    )  # fmt: skip


def _side(size: int, align: bool) -> Tensor:
    if align:
        return torch.linspace(-1, 1, size)
    return (torch.arange(size) * 2 + 1) / size - 1


def _pixels(points: Tensor, size: int, mode: str, align: bool) -> Tensor:
    if mode == "unnormalized":
        return points
    share = (points + 1) / 2 if mode == "normalized_minus_one_to_one" else points
    return share * (size - 1) if align else share * size - 0.5


def _folded(points: Tensor, size: int, mode: str) -> Tensor:
    """Places outside brought inside."""
    if mode == "border":
        return points.clamp(0, size - 1)
    edge = 0.5 if mode == "symmetric" else 0.0
    span = size - 1 + 2 * edge
    if span == 0:
        return torch.zeros_like(points)
    away = torch.remainder(points + edge, 2 * span)
    return (torch.minimum(away, 2 * span - away) - edge).clamp(0, size - 1)


def _read(x: Tensor, px: Tensor, py: Tensor, outside: float) -> Tensor:
    """x at whole places [B, h, w], `outside` beyond its edges -> [B, C, h, w]."""
    batch, channels, high, wide = x.shape
    known = (px >= 0) & (px < wide) & (py >= 0) & (py < high)
    flat = py.clamp(0, high - 1).long() * wide + px.clamp(0, wide - 1).long()
    where = flat.reshape(batch, 1, -1).expand(-1, channels, -1)
    found = x.reshape(batch, channels, -1).gather(2, where)
    found = found.reshape(batch, channels, *px.shape[1:])
    return torch.where(known.unsqueeze(1), found, torch.full((), outside))
