"""Palettes: a tensor's numbers become indices into small tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.kmeans import cluster

_FLOOR = 0.02  # of the mean: what no sentence touched still has to mean something
_MANY = 1.0  # the same where there are entries for outliers: one of 4.4 must not become 3.1


def tables(weight: Any, importance: Any, entries: int, axis: int, group: int) -> tuple[Any, Any]:
    """One table for each `group` channels along `axis`: (table [groups, entries], uint8 indices).

    Indices have weight's shape; importance as for `lookup`, in weight's shape, or None.
    """
    moved = np.moveaxis(weight, axis, 0)
    rows = moved.reshape(moved.shape[0] // group, -1)
    weights = None
    if importance is not None:
        weights = np.moveaxis(importance, axis, 0).reshape(rows.shape)
    found = [
        lookup(row, entries, None if weights is None else weights[at])
        for at, row in enumerate(rows)
    ]
    table = np.stack([table for table, _ in found])
    index = np.stack([index for _, index in found]).reshape(moved.shape)
    return table, np.ascontiguousarray(np.moveaxis(index, 0, axis))


def lookup(weight: Any, entries: int, importance: Any = None) -> tuple[Any, Any]:
    """A table of `entries` values (weight's dtype) and each element's uint8 index into it, flat.

    Half precision has at most 65,536 distinct values, so clustering the distinct values with
    their counts is the same as clustering all elements: 12 million take a tenth of a second
    (coremltools' exact solver needs seconds for 8 bits, and its float32 path minutes).
    importance weighs each element in place of a count of one (SqueezeLLM, Kim et al. 2023).
    """
    flat = weight.reshape(-1)
    codes = flat.astype(np.float16).view(np.uint16)
    counts = np.bincount(codes, minlength=1 << 16)
    numbers = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float64)
    used = np.flatnonzero(counts)
    used = used[np.argsort(numbers[used], kind="stable")]
    table = cluster(
        numbers[used],
        _mass(codes, counts, importance, _MANY if entries > 16 else _FLOOR)[used],
        entries,
    )
    nearest = np.searchsorted((table[1:] + table[:-1]) / 2, numbers[used])
    index = np.zeros(1 << 16, dtype=np.uint8)
    index[used] = nearest
    return table.astype(weight.dtype), index[codes]


def _mass(codes: Any, counts: Any, importance: Any, floor: float) -> Any:
    """How much each distinct value weighs: its count, or the importance of its elements."""
    plain = counts.astype(np.float64)
    if importance is None:
        return plain
    heavy = np.bincount(codes, weights=importance.reshape(-1), minlength=1 << 16)
    mean = heavy.sum() / plain.sum()
    return heavy / mean + floor * plain if mean > 0 else plain
