"""One weight tensor is coded in fewer bits, by what matters to the answers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from studio.convert.compensate import compensated_palette
from studio.convert.held import WORDS, Weight
from studio.convert.linear import fitting, whole_numbers
from studio.convert.palette import tables
from studio.convert.pruned import halves, kept
from studio.convert.stored import Coding, Stored
from studio.convert.tiers import REST_GROUP, Tiered, common_rows
from studio.convert.vectors import vectors


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
