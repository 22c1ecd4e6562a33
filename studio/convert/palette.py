"""Palettes: k-means on one weight tensor's values, exact about counts and quick."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.upstream import core_ml_tools

_ROUNDS = 500


def palettise(model: Any, bits: int) -> Any:
    """A copy of the MLModel with one table of 2**bits values for each large tensor."""
    cto = core_ml_tools().optimize.coreml
    config = cto.OpPalettizerConfig(mode="custom", lut_function=lambda w: lookup(w, 2**bits))
    return cto.palettize_weights(model, cto.OptimizationConfig(global_config=config))


def lookup(weight: Any, entries: int) -> tuple[Any, Any]:
    """A table of `entries` values (weight's dtype) and each element's uint8 index into it, flat.

    Half precision has at most 65,536 distinct values, so clustering the distinct values with
    their counts is the same as clustering all elements: 12 million take a tenth of a second
    (coremltools' exact solver needs seconds for 8 bits, and its float32 path minutes).
    """
    flat = weight.reshape(-1)
    codes = flat.astype(np.float16).view(np.uint16)
    counts = np.bincount(codes, minlength=1 << 16)
    numbers = np.arange(1 << 16, dtype=np.uint16).view(np.float16).astype(np.float64)
    used = np.flatnonzero(counts)
    used = used[np.argsort(numbers[used], kind="stable")]
    table = cluster(numbers[used], counts[used].astype(np.float64), entries)
    nearest = np.searchsorted((table[1:] + table[:-1]) / 2, numbers[used])
    index = np.zeros(1 << 16, dtype=np.uint8)
    index[used] = nearest
    return table.astype(weight.dtype), index[codes]


def cluster(values: Any, counts: Any, entries: int) -> Any:
    """Centroids, float64[entries] ascending, of sorted distinct values with their counts.

    Lloyd's rounds on prefix sums, from the start that is best for fine tables: as many entries
    between two values as the cube root of the density there says (Panter and Dite, 1951).
    """
    if len(values) <= entries:
        return np.concatenate([values, np.full(entries - len(values), values[-1])])
    spread = np.cumsum(np.cbrt(counts * np.gradient(values) ** 2))
    table = np.interp((np.arange(entries) + 0.5) / entries, spread / spread[-1], values)
    total = np.concatenate([[0.0], np.cumsum(counts)])
    weighted = np.concatenate([[0.0], np.cumsum(counts * values)])
    for _ in range(_ROUNDS):
        edges = np.searchsorted(values, (table[1:] + table[:-1]) / 2)
        cuts = np.concatenate([[0], edges, [len(values)]])
        members = np.diff(total[cuts])
        means = np.diff(weighted[cuts]) / np.maximum(members, 1.0)
        moved = np.where(members > 0, means, table)
        if np.array_equal(moved, table):
            break
        table = moved
    return table
