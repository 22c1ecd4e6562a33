"""How one weight tensor can be stored in fewer bits, and what it means afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from studio.convert.compensate import compensated_palette
from studio.convert.held import WORDS, Weight
from studio.convert.linear import fitting, meaning, whole_numbers
from studio.convert.palette import tables
from studio.convert.pruned import halves, kept
from studio.convert.tiers import REST_GROUP, Tiered, common_rows
from studio.convert.vectors import vectors

HALF = 16  # bits of a table's value and of a scale


@dataclass(frozen=True, slots=True)
class Coding:
    """Palette: 2**bits shared values. Linear: whole numbers times a scale. Vector: 2**bits shared
    vectors of `group` numbers. Half: as it was, 16 bits.

    zeros: percent of the numbers that are pruned (not of vectors). group: channels that share a table (palette) or numbers that share a scale (linear); 0 means
    all of the tensor (palette) or one scale a channel (linear), and -1 all of the tensor for both. A
    group that doesn't divide is made smaller until it does. scaled: a palette's numbers are divided by one scale a channel first.
    rest: bits of a word table's rows that texts don't use (0: as many as the others).
    """

    kind: str
    bits: int
    group: int = 0
    scaled: bool = False
    zeros: int = 0
    rest: int = 0

    @property
    def name(self) -> str:
        """Short, for people and for keys."""
        return f"{self.kind}{self.bits}{f'+{self.rest}' if self.rest else ''}{f'/{self.group}' if self.group else ''}{'*' if self.scaled else ''}{f'-{self.zeros}%' if self.zeros else ''}"


@dataclass(frozen=True, slots=True)
class Matters:
    """What an error costs the answers: of each number alone (in the weight's shape), and of two
    numbers of one row together ([d, d] for a weight [n, d]; None when nobody knows).

    seen: how often texts use each row of a table of words, [n]; None for other weights.
    """

    each: Any
    together: Any = None
    seen: Any = None

    def of(self, rows: Any) -> Matters:
        """The same of some rows (bool[n]) alone."""
        return Matters(np.ascontiguousarray(self.each[rows]), self.together)


@dataclass(frozen=True, slots=True)
class Stored:
    """A coded tensor. data: uint8 indices or whole numbers, in the weight's shape.

    table: values [groups, entries] along `axis`, or None for linear codes; scale and offset are
    of the weight's rank, each side a divisor of the weight's. mask: bool in the weight's shape, False
    where it is zero. Vectors: table [1, entries, size], the data's `axis` shorter by size.
    """

    coding: Coding
    data: Any
    axis: int
    table: Any = None
    scale: Any = None
    offset: Any = None
    mask: Any = None

    @property
    def bits(self) -> float:
        """Bits a number, tables and scales included."""
        extra = sum(HALF * part.size for part in (self.table, self.scale) if part is not None)
        extra += 0 if self.offset is None else self.coding.bits * self.offset.size
        if self.mask is not None:
            return 1 + float((self.coding.bits * np.count_nonzero(self.mask) + extra) / self.data.size)  # fmt: skip
        return float((self.coding.bits * self.data.size + extra) / (self.data.size * self._size))

    @property
    def _size(self) -> int:
        """Numbers that share an index."""
        return 1 if self.table is None else int(self.table[0, 0].size)

    @property
    def group(self) -> int:
        """The group that was used: channels a table (palette), numbers a scale (linear)."""
        if self._size > 1:
            return self._size
        if self.table is not None:
            return int(self.data.shape[self.axis] // len(self.table))
        return int(self.data.size // self.scale.size) if self.scale is not None else 0

    def dense(self) -> Any:
        """The numbers it stands for, float32, rounded as the program rounds them."""
        if self.mask is not None:
            return np.where(self.mask, replace(self, mask=None).dense(), np.float32(0))
        if self.coding.kind == "half":
            return self.data.astype(np.float32)
        if self.table is None:
            exact = meaning(self.data, self.scale, self.offset)
            return np.asarray(exact.astype(np.float16).astype(np.float32))
        looked = self._looked_up()
        if self.scale is not None:
            looked = (looked * self.scale.astype(np.float32)).astype(np.float16).astype(np.float32)
        return looked

    def _looked_up(self) -> Any:
        if self._size > 1:
            picked = np.moveaxis(self.table[0].astype(np.float32)[self.data], -1, self.axis + 1)
            sides = [n * (self._size if at == self.axis else 1) for at, n in enumerate(self.data.shape)]  # fmt: skip
            return picked.reshape(sides)
        groups, entries = self.table.shape
        if groups == 1:
            return self.table[0].astype(np.float32)[self.data]
        rows = np.moveaxis(self.data, self.axis, 0).reshape(groups, -1)
        flat = rows + (np.arange(groups, dtype=np.int32) * entries)[:, None]
        found = self.table.reshape(-1).astype(np.float32)[flat]
        moved = np.moveaxis(self.data, self.axis, 0).shape
        return np.moveaxis(found.reshape(moved), 0, self.axis)


Coded = Stored | Tiered


def along(weight: Weight, coding: Coding) -> int:
    """The axis a coding goes by: a word table's palettes are shared by columns, which are features."""
    if coding.kind == "vector" or (weight.role == WORDS and coding.kind == "palette"):
        return 1
    return weight.axis


def code(weight: Any, axis: int, coding: Coding, matters: Matters | None = None) -> Coded:
    """Store `weight` (float, any shape) as `coding` says; `axis` is its output channel.

    It is better when it is told what matters; without, all numbers count alike.
    """
    if not coding.rest:
        return _coded(weight, axis, coding, matters)
    plain, fewer = replace(coding, rest=0), Coding("palette", coding.rest, REST_GROUP)
    common = common_rows(len(weight), None if matters is None else matters.seen)
    if common.all() or not common.any():
        return _coded(weight, axis, plain, matters)
    used, rest = (_coded(np.ascontiguousarray(weight[rows]), axis, each, matters and matters.of(rows)) for rows, each in ((common, plain), (~common, fewer)))  # fmt: skip
    return Tiered(coding, common, used, rest)


def _coded(weight: Any, axis: int, coding: Coding, matters: Matters | None) -> Stored:
    if matters is not None and weight.ndim > matters.each.ndim:  # 1x1 kernels, told as a layer
        return _unfolded(_coded(weight.reshape(matters.each.shape), axis, coding, matters), weight)
    each, together = (None, None) if matters is None else (matters.each, matters.together)
    together = together if weight.ndim == 2 else None
    if coding.kind == "vector":
        found, data = vectors(weight, axis, 2**coding.bits, coding.group, each)
        return Stored(coding, data, axis, found[None])
    mask = None
    if coding.zeros:
        mask = kept(weight, coding.zeros / 100, each, together)
        each = mask * (1.0 if each is None else each)
    if coding.kind == "half":
        return Stored(coding, halves(weight, mask, together), axis, mask=mask)
    if coding.kind == "linear":
        data, scale, offset = whole_numbers(weight, axis, coding.bits, coding.group, together, mask)
        return Stored(coding, data, axis, scale=scale, offset=offset, mask=mask)
    scale = None
    if coding.scaled:
        scale = _scales(weight, axis)
        weight = (weight / scale).astype(np.float16)
        wide = scale.astype(np.float32)
        each = None if each is None else each * wide**2
        together = together if together is None or axis == 0 else together * wide * wide.T
    side = weight.shape[axis]
    group = fitting(coding.group, side) if coding.group > 0 else side
    if together is None:
        table, data = tables(weight, each, 2**coding.bits, axis, group)
    else:
        table, data = compensated_palette(weight, 2**coding.bits, axis, group, each, together, mask)
    return Stored(coding, data, axis, table, scale, mask=mask)


def _unfolded(stored: Stored, weight: Any) -> Stored:
    """The same for a weight with further sides of 1."""
    ones = (1,) * (weight.ndim - stored.data.ndim)
    scale, offset = (None if part is None else part.reshape(*part.shape, *ones) for part in (stored.scale, stored.offset))  # fmt: skip
    return replace(stored, data=stored.data.reshape(weight.shape), scale=scale, offset=offset)


def _scales(weight: Any, axis: int) -> Any:
    """The largest number of each channel, float16."""
    others = tuple(at for at in range(weight.ndim) if at != axis)
    top = np.abs(weight.astype(np.float32)).max(axis=others, keepdims=True)
    return np.where(top > 0, top, 1).astype(np.float16)
