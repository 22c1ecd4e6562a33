"""Vector palettes: neighbouring numbers share one index into a table of short vectors."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.linear import fitting

_SAMPLE = 50_000  # vectors that the table is learnt from
_ROUNDS = 25
_CHUNK = 1 << 16
_FLOOR = 0.02  # of the mean, as for palettes


def vectors(weight: Any, axis: int, entries: int, size: int, importance: Any, seed: int = 0) -> tuple[Any, Any]:  # fmt: skip
    """(table [entries, size'] of weight's dtype, uint8 indices): `axis` of the indices is shorter by size'.

    size' is the largest of at most `size` that divides the axis. k-means on a sample (Lloyd), each
    vector weighing what its numbers matter; the same every time.
    """
    size = fitting(size, weight.shape[axis])
    moved = np.moveaxis(weight, axis, -1).astype(np.float32)
    rows = moved.reshape(-1, size)
    weights = np.ones(len(rows), np.float32)
    if importance is not None:
        heavy = np.moveaxis(importance, axis, -1).reshape(-1, size).mean(1)
        weights = heavy / max(float(heavy.mean()), 1e-30) + _FLOOR
    dice = np.random.default_rng(seed)
    chosen = dice.permutation(len(rows))[:_SAMPLE]
    table = _learnt(rows[chosen], weights[chosen], entries).astype(weight.dtype)
    index = _nearest(rows, table.astype(np.float32)).reshape(*moved.shape[:-1], -1)
    return table, np.ascontiguousarray(np.moveaxis(index, -1, axis))


def _learnt(rows: Any, weights: Any, entries: int) -> Any:
    table = rows[np.arange(entries) % len(rows)].copy()
    for _ in range(_ROUNDS):
        index = _nearest(rows, table)
        mass = np.bincount(index, weights, entries)
        for at in range(rows.shape[1]):
            total = np.bincount(index, weights * rows[:, at], entries)
            table[:, at] = np.where(mass > 0, total / np.maximum(mass, 1e-30), table[:, at])
    return table


def _nearest(rows: Any, table: Any) -> Any:
    index = np.empty(len(rows), np.uint8)
    half = 0.5 * np.square(table).sum(1)
    for start in range(0, len(rows), _CHUNK):
        part = rows[start : start + _CHUNK]
        index[start : start + _CHUNK] = (part @ table.T - half).argmax(1)
    return index
