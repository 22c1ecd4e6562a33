"""One weight tensor in fewer bits: how it is coded, and the numbers it then stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from studio.convert.linear import meaning

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
