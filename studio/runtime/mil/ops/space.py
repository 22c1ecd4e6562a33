"""depth_to_space, space_to_depth, pixel_shuffle, pixel_unshuffle, space_to_batch, batch_to_space.

iOS15/16 tensor_transformation: numbers moved between channels, batch and the two image sides.
"""

from __future__ import annotations

import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.op import op


@op("depth_to_space", moves=True)
def depth_to_space(x: Tensor, *, block_size: int) -> Tensor:
    """[n, C, H, W] -> [n, C/b^2, H b, W b]; the place in the block is the slower part of C."""
    n, c, h, w = x.shape
    b = block_size
    parts = x.reshape(n, b, b, c // (b * b), h, w).permute(0, 3, 4, 1, 5, 2)
    return parts.reshape(n, c // (b * b), h * b, w * b)


@op("space_to_depth", moves=True)
def space_to_depth(x: Tensor, *, block_size: int) -> Tensor:
    """[n, C, H, W] -> [n, C b^2, H/b, W/b], the inverse of depth_to_space."""
    n, c, h, w = x.shape
    b = block_size
    parts = x.reshape(n, c, h // b, b, w // b, b).permute(0, 3, 5, 1, 2, 4)
    return parts.reshape(n, c * b * b, h // b, w // b)


@op("pixel_shuffle", moves=True)
def pixel_shuffle(x: Tensor, *, upscale_factor: int) -> Tensor:
    """torch's PixelShuffle: the place in the block is the faster part of C."""
    return F.pixel_shuffle(x, upscale_factor)


@op("pixel_unshuffle", moves=True)
def pixel_unshuffle(x: Tensor, *, downscale_factor: int) -> Tensor:
    """torch's PixelUnshuffle."""
    return F.pixel_unshuffle(x, downscale_factor)


@op("space_to_batch", moves=True)
def space_to_batch(x: Tensor, *, block_shape: list[int], paddings: list[list[int]]) -> Tensor:
    """[n, C, H, W], padded -> [n b0 b1, C, H/b0, W/b1]; the place in the block comes first."""
    (top, bottom), (left, right) = paddings
    x = F.pad(x, [left, right, top, bottom])
    n, c, h, w = x.shape
    b0, b1 = block_shape
    parts = x.reshape(n, c, h // b0, b0, w // b1, b1).permute(3, 5, 0, 1, 2, 4)
    return parts.reshape(n * b0 * b1, c, h // b0, w // b1)


@op("batch_to_space", moves=True)
def batch_to_space(x: Tensor, *, block_shape: list[int], crops: list[list[int]]) -> Tensor:
    """[n b0 b1, C, H, W] -> [n, C, H b0, W b1] without the cropped edges."""
    n, c, h, w = x.shape
    b0, b1 = block_shape
    parts = x.reshape(b0, b1, n // (b0 * b1), c, h, w).permute(2, 3, 4, 0, 5, 1)
    whole = parts.reshape(n // (b0 * b1), c, h * b0, w * b1)
    (top, bottom), (left, right) = crops
    return whole[:, :, top : h * b0 - bottom, left : w * b1 - right]
