"""How one weight tensor can be stored in fewer bits, and what it means afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from studio.convert.compensate import compensated
from studio.convert.held import WORDS, Weight
from studio.convert.palette import tables

HALF = 16  # bits of a table's value and of a scale


@dataclass(frozen=True, slots=True)
class Coding:
    """Palette: 2**bits shared values. Linear: whole numbers times a scale.

    group: channels that share a table (palette) or numbers that share a scale (linear); 0 means
    all of the tensor (palette) or one scale a channel (linear), and -1 all of the tensor for both. A
    group that doesn't divide is made smaller until it does. scaled: a palette's numbers are divided by one scale a channel first.
    """

    kind: str
    bits: int
    group: int = 0
    scaled: bool = False

    @property
    def name(self) -> str:
        """Short, for people and for keys."""
        return f"{self.kind}{self.bits}{f'/{self.group}' if self.group else ''}{'*' if self.scaled else ''}"


@dataclass(frozen=True, slots=True)
class Matters:
    """What an error costs the answers: of each number alone (in the weight's shape), and of two
    numbers of one row together ([d, d] for a weight [n, d]; None when nobody knows)."""

    each: Any
    together: Any = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A coded tensor. data: uint8 indices or whole numbers, in the weight's shape.

    table: values [groups, entries] along `axis`, or None for linear codes; scale and offset are
    of the weight's rank, each side a divisor of the weight's.
    """

    coding: Coding
    data: Any
    axis: int
    table: Any = None
    scale: Any = None
    offset: Any = None

    @property
    def bits(self) -> float:
        """Bits a number, tables and scales included."""
        extra = sum(HALF * part.size for part in (self.table, self.scale) if part is not None)
        extra += 0 if self.offset is None else self.coding.bits * self.offset.size
        return self.coding.bits + float(extra / self.data.size)

    @property
    def group(self) -> int:
        """The group that was used: channels a table (palette), numbers a scale (linear)."""
        if self.table is not None:
            return int(self.data.shape[self.axis] // len(self.table))
        return int(self.data.size // self.scale.size)

    def dense(self) -> Any:
        """The numbers it stands for, float32, rounded as the program rounds them."""
        if self.table is None:
            whole = self.data.astype(np.float32)
            whole -= 0 if self.offset is None else _wide(self.offset, whole.shape)
            return (whole * _wide(self.scale, whole.shape)).astype(np.float16).astype(np.float32)
        looked = self._looked_up()
        if self.scale is not None:
            looked = (looked * self.scale.astype(np.float32)).astype(np.float16).astype(np.float32)
        return looked

    def _looked_up(self) -> Any:
        groups, entries = self.table.shape
        if groups == 1:
            return self.table[0].astype(np.float32)[self.data]
        rows = np.moveaxis(self.data, self.axis, 0).reshape(groups, -1)
        flat = rows + (np.arange(groups, dtype=np.int32) * entries)[:, None]
        found = self.table.reshape(-1).astype(np.float32)[flat]
        moved = np.moveaxis(self.data, self.axis, 0).shape
        return np.moveaxis(found.reshape(moved), 0, self.axis)


def along(weight: Weight, coding: Coding) -> int:
    """The axis a coding goes by: a word table's palettes are shared by columns, which are features."""
    if weight.role == WORDS and coding.kind == "palette":
        return weight.value.ndim - 1
    return weight.axis


def fitting(group: int, side: int) -> int:
    """The largest group of at most `group` that divides `side`."""
    return next(size for size in range(min(group, side), 0, -1) if side % size == 0)


def code(weight: Any, axis: int, coding: Coding, matters: Matters | None = None) -> Stored:
    """Store `weight` (float, any shape) as `coding` says; `axis` is its output channel.

    A palette is better when it is told what matters; without, all numbers count alike.
    """
    if coding.kind == "linear":
        return _linear(weight, axis, coding)
    scale, importance = None, None if matters is None else matters.each
    if coding.scaled:
        others = tuple(at for at in range(weight.ndim) if at != axis)
        scale = np.abs(weight.astype(np.float32)).max(axis=others, keepdims=True)
        scale = np.where(scale > 0, scale, 1).astype(np.float16)
        weight = (weight / scale).astype(np.float16)
        importance = None if importance is None else importance * scale.astype(np.float32) ** 2
    side = weight.shape[axis]
    group = fitting(coding.group, side) if coding.group > 0 else side
    if matters is None or matters.together is None or weight.ndim != 2 or coding.scaled:
        table, data = tables(weight, importance, 2**coding.bits, axis, group)
    else:
        table, data = compensated(weight, 2**coding.bits, axis, group, importance, matters.together)
    return Stored(coding, data, axis, table, scale)


def _linear(weight: Any, axis: int, coding: Coding) -> Stored:
    """8 bits: symmetric; fewer: with a zero point, which a block of few numbers needs."""
    wide = weight.astype(np.float32)
    blocks = _blocks(wide.shape, axis, coding)
    if coding.bits == 8:
        top = _over(np.abs(wide), blocks, np.max)
        scale = np.where(top > 0, top / 127, 1).astype(np.float16)
        scale = np.where(scale > 0, scale, np.float16(6e-8))  # too small for a half
        data = np.rint(wide / _wide(scale.astype(np.float32), wide.shape))
        return Stored(coding, data.clip(-127, 127).astype(np.int8), axis, scale=scale)
    highest = 2**coding.bits - 1
    low = np.minimum(_over(wide, blocks, np.min), 0)
    high = np.maximum(_over(wide, blocks, np.max), 0)
    scale = ((high - low) / highest).astype(np.float16)
    scale = np.where(scale > 0, scale, np.float16(1))
    offset = np.rint(-low / scale.astype(np.float32)).clip(0, highest)
    data = np.rint(wide / _wide(scale.astype(np.float32), wide.shape)) + _wide(offset, wide.shape)
    data = data.clip(0, highest).astype(np.uint8)
    return Stored(coding, data, axis, scale=scale, offset=offset.astype(np.uint8))


def _blocks(shape: tuple[int, ...], axis: int, coding: Coding) -> tuple[int, ...]:
    """The sides of one block: numbers that share a scale."""
    if coding.group < 0:
        return shape
    sides = [1 if at == axis else side for at, side in enumerate(shape)]
    if coding.group:
        along = 1 - axis if len(shape) == 2 else int(axis == 0)
        sides[along] = fitting(coding.group, shape[along])
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
