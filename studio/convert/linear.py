"""Whole numbers times a scale: 8 bits symmetric, fewer with a zero point."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.compensate import compensated


def whole_numbers(weight: Any, axis: int, bits: int, group: int, curvature: Any = None, kept: Any = None) -> tuple[Any, Any, Any]:  # fmt: skip
    """(codes in the weight's shape, scale, offset or None), scale and offset of the weight's rank.

    group: numbers that share a scale along the input side; 0 one scale a channel of `axis`, -1 one
    for all. With the curvature of a weight [n, d] whose channels are rows (see `compensated`) each
    column's error is made up for in the next ones, a block's scale being found when its turn comes.
    """
    wide = weight.astype(np.float32)
    blocks = _blocks(wide.shape, axis, group)
    if curvature is None or wide.ndim != 2 or axis != 0:
        scale, offset = _grid(wide, blocks, bits)
        return _rounded(wide, scale, offset, bits), scale, offset
    side = wide.shape[1] if group <= 0 else blocks[1]
    grid = _Scales((blocks[0], side), bits, ordered=side < wide.shape[1])
    data = compensated(wide, curvature, grid, np.int8 if bits == 8 else np.uint8, kept)
    if bits == 8:
        return data, np.concatenate(grid.scales, axis=1), None
    return data, np.concatenate(grid.scales, axis=1), np.concatenate(grid.offsets, axis=1)


class _Scales:
    """The grid of whole numbers: a scale (and zero point) for each so many columns."""

    def __init__(self, block: tuple[int, ...], bits: int, *, ordered: bool) -> None:
        self._block, self._bits, self.ordered = block, bits, ordered
        self.scales: list[Any] = []
        self.offsets: list[Any] = []

    def begin(self, at: int, work: Any) -> None:
        """Find the scale of the block that begins here, or once of all."""
        side = self._block[1]
        if (at % side == 0) if self.ordered else not self.scales:
            start = at if self.ordered else 0
            scale, offset = _grid(work[start : start + side].T, self._block, self._bits)
            self.scales.append(scale)
            self.offsets.append(offset)

    def round(self, at: int, column: Any) -> tuple[Any, Any]:
        """Whole numbers, and those times their scale."""
        which = at // self._block[1] if self.ordered else 0
        scale, offset = self.scales[which], self.offsets[which]
        codes = _rounded(column[:, None], scale, offset, self._bits)
        return codes[:, 0], meaning(codes, scale, offset)[:, 0]


def meaning(codes: Any, scale: Any, offset: Any) -> Any:
    """The numbers that codes stand for, float32, not yet rounded to half precision."""
    whole = codes.astype(np.float32)
    whole -= 0 if offset is None else _wide(offset, whole.shape)
    return whole * _wide(scale, whole.shape)


def fitting(group: int, side: int) -> int:
    """The largest group of at most `group` that divides `side`."""
    return next(size for size in range(min(group, side), 0, -1) if side % size == 0)


def _grid(wide: Any, blocks: tuple[int, ...], bits: int) -> tuple[Any, Any]:
    """Scale (float16) and zero point (uint8; None at 8 bits) of every block."""
    if bits == 8:
        top = _over(np.abs(wide), blocks, np.max)
        scale = np.where(top > 0, top / 127, 1).astype(np.float16)
        return np.where(scale > 0, scale, np.float16(6e-8)), None  # too small for a half
    highest = 2**bits - 1
    low = np.minimum(_over(wide, blocks, np.min), 0)
    high = np.maximum(_over(wide, blocks, np.max), 0)
    scale = ((high - low) / highest).astype(np.float16)
    scale = np.where(scale > 0, scale, np.float16(1))
    offset = np.rint(-low / scale.astype(np.float32)).clip(0, highest)
    return scale, offset.astype(np.uint8)


def _rounded(wide: Any, scale: Any, offset: Any, bits: int) -> Any:
    whole = np.rint(wide / _wide(scale, wide.shape))
    if offset is None:
        return whole.clip(-127, 127).astype(np.int8)
    whole += _wide(offset, wide.shape)
    return whole.clip(0, 2**bits - 1).astype(np.uint8)


def _blocks(shape: tuple[int, ...], axis: int, group: int) -> tuple[int, ...]:
    """The sides of one block: numbers that share a scale."""
    if group < 0:
        return shape
    sides = [1 if at == axis else side for at, side in enumerate(shape)]
    if group:
        along = 1 - axis if len(shape) == 2 else int(axis == 0)
        sides[along] = fitting(group, shape[along])
    return tuple(sides)


def _over(values: Any, blocks: tuple[int, ...], reduce: Any) -> Any:
    """`reduce` over every block: sides shape / blocks."""
    split: list[int] = []
    for side, block in zip(values.shape, blocks, strict=True):
        split += [side // block, block]
    return reduce(values.reshape(split), axis=tuple(range(1, len(split), 2)))


def _wide(part: Any, shape: tuple[int, ...]) -> Any:
    """Scales or zero points repeated to the weight's shape, float32."""
    part = part.astype(np.float32)
    for axis, side in enumerate(shape):
        if part.shape[axis] not in (1, side):
            part = np.repeat(part, side // part.shape[axis], axis)
    return part
