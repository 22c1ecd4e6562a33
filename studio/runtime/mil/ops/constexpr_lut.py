"""constexpr_lut_to_dense and its sparse form: palettised weights (iOS16, iOS18 compression).

Looked up by a gather. (Repeating the table to full size, as coremltools does, takes 32 s for a
DistilBERT.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.op import op
from studio.runtime.mil.ops.constexpr_sparse import sparse_to_dense
from studio.runtime.mil.weights import unpack

CHUNK = 1 << 20  # indices widened at a time: numpy indexes with 8 bytes a place


@op("constexpr_lut_to_dense", constant=True)
def lut_to_dense(
    indices: NDArray[Any],
    lut: NDArray[Any],
    shape: NDArray[Any] | None = None,
    vector_axis: Any = None,
) -> NDArray[Any]:
    """iOS 16: packed indices into lut[p], with a shape.

    iOS 18: indices[...] into lut[*groups, p, v], one table per group of places, entries of v
    numbers laid along vector_axis.
    """
    if shape is not None:
        sizes = [int(n) for n in shape.reshape(-1)]
        bits = max(1, int(np.log2(lut.size)))
        plain = unpack(indices.reshape(-1), bits, int(np.prod(sizes)))
        return _look_up(plain, lut.reshape(-1, 1)).reshape(sizes)
    entries, size = lut.shape[-2:]
    at = _places(indices, lut.shape[:-2], entries)
    picked = _look_up(at.reshape(-1), lut.reshape(-1, size)).reshape(*indices.shape, size)
    if size == 1:
        return picked.reshape(indices.shape)
    axis = int(vector_axis) % indices.ndim
    wide = list(indices.shape)
    wide[axis] *= size
    return np.moveaxis(picked, -1, axis + 1).reshape(wide)


@op("constexpr_lut_to_sparse", constant=True)
def lut_to_sparse(
    indices_mask: NDArray[Any],
    indices_nonzero_data: NDArray[Any],
    lut: NDArray[Any],
    vector_axis: Any = None,
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The mask of the values, and the looked-up values of its places, in order."""
    indices = sparse_to_dense(indices_nonzero_data, indices_mask)
    dense, mask = lut_to_dense(indices, lut, vector_axis=vector_axis), indices_mask
    if lut.shape[-1] > 1:
        mask = np.repeat(mask, lut.shape[-1], axis=int(vector_axis))
    return mask, dense[mask != 0]


def _places(indices: NDArray[Any], groups: tuple[int, ...], entries: int) -> NDArray[Any]:
    """Rows in the stacked tables: the index, plus where its group's table begins."""
    if int(np.prod(groups)) == 1:
        return indices
    place = indices.astype(np.int32)
    stride = entries
    for axis in reversed(range(indices.ndim)):
        size, parts = indices.shape[axis], groups[axis]
        group = np.arange(size, dtype=np.int32) // (size // parts) * stride
        place += group.reshape([-1 if i == axis else 1 for i in range(indices.ndim)])
        stride *= parts
    return place


def _look_up(places: NDArray[Any], table: NDArray[Any]) -> NDArray[Any]:
    out = np.empty((places.size, table.shape[1]), table.dtype)
    for at in range(0, places.size, CHUNK):
        np.take(table, places[at : at + CHUNK], axis=0, out=out[at : at + CHUNK], mode="clip")
    return out
