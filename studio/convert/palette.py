"""Palettes: each weight tensor's numbers become indices into a small table."""

from __future__ import annotations

from typing import Any

import numpy as np

from studio.convert.held import config
from studio.convert.kmeans import cluster
from studio.convert.upstream import core_ml_tools


def palettise(model: Any, held: tuple[str, ...], bits: int) -> Any:
    """A copy of the MLModel with one table of 2**bits values for each large tensor."""
    cto = core_ml_tools().optimize.coreml
    each = cto.OpPalettizerConfig(mode="custom", lut_function=lambda w: lookup(w, 2**bits))
    return cto.palettize_weights(model, config(each, held))


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
