"""Weights files (weight.bin): every blob a view of the memory-mapped file, unpacked only when asked.

Layout (MILBlob/Blob/StorageFormat.hpp of coremltools): 64 bytes of header, then per blob 64 bytes
of metadata (sentinel, data type, size, offset of the data, padding bits) at the offset the
program names. Elements of fewer than 8 bits are packed from the lowest bit up.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SENTINEL = 0xDEADBEEF
NUMPY = {
    "fp16": "<f2", "fp32": "<f4", "fp64": "<f8", "bool": "?",
    "int8": "i1", "int16": "<i2", "int32": "<i4", "int64": "<i8",
    "uint8": "u1", "uint16": "<u2", "uint32": "<u4", "uint64": "<u8",
}  # fmt: skip
BITS = {"uint1": 1, "uint2": 2, "uint3": 3, "uint4": 4, "uint6": 6, "int4": 4}


class WeightsFile:
    """One memory-mapped weights file. Private mapping: nothing is ever written back."""

    def __init__(self, path: Path) -> None:
        with open(path, "rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
        self.path = path
        self._start = int(np.frombuffer(self._map, np.uint8).ctypes.data)

    def release(self, value: NDArray[Any]) -> None:
        """Let the system forget the pages of a blob that was copied elsewhere (read again at need).

        Without it a model that is widened to float32 is in memory one and a half times.
        """
        if not hasattr(mmap, "MADV_DONTNEED"):  # Windows
            return
        first = int(value.ctypes.data) - self._start
        last = first + value.nbytes
        page = mmap.PAGESIZE
        first, last = -(-first // page) * page, last // page * page
        if 0 <= first < last <= len(self._map):
            self._map.madvise(mmap.MADV_DONTNEED, first, last - first)

    def array(self, offset: int, dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
        """The blob whose metadata starts at `offset`; whole bytes are not copied.

        Raises ValueError when the file ends too early or holds something else there.
        """
        if offset + 64 > len(self._map):
            raise ValueError(f"{self.path.name} ends before byte {offset}")
        sentinel, _, size, start = struct.unpack_from("<IIQQ", self._map, offset)
        if sentinel != SENTINEL:
            raise ValueError(f"{self.path.name} holds no blob at byte {offset}")
        if start + size > len(self._map):
            raise ValueError(f"{self.path.name} ends in the middle of a blob")
        raw = np.frombuffer(self._map, np.uint8, count=size, offset=start)
        return from_bytes(raw, dtype, shape)


def from_bytes(raw: NDArray[np.uint8], dtype: str, shape: tuple[int, ...]) -> NDArray[Any]:
    """The array in raw little-endian bytes; sub-byte types become int8 or uint8."""
    count = int(np.prod(shape, dtype=np.int64))
    if dtype in BITS:
        return unpack(raw, BITS[dtype], count, signed=dtype.startswith("int")).reshape(shape)
    if dtype not in NUMPY:
        raise ValueError(f"constants of type {dtype} are not known")
    values = raw.view(NUMPY[dtype])
    if values.size < count:
        raise ValueError(f"{values.size} elements where {count} were promised")
    return values[:count].reshape(shape)


def unpack(raw: NDArray[np.uint8], bits: int, count: int, signed: bool = False) -> NDArray[Any]:
    """`count` numbers of `bits` bits each, lowest bit first (int8 when signed, else uint8)."""
    if raw.size * 8 < count * bits:
        raise ValueError(f"{raw.size} bytes are too few for {count} numbers of {bits} bits")
    if bits == 8:
        return raw[:count]
    if 8 % bits == 0:  # each byte holds whole numbers: shift and mask, no table of bits
        per_byte = 8 // bits
        shifts = np.arange(per_byte, dtype=np.uint8) * np.uint8(bits)
        values = ((raw[:, None] >> shifts) & np.uint8((1 << bits) - 1)).reshape(-1)[:count]
    else:
        values = _unpack_across_bytes(raw, bits, count)
    if not signed:
        return values
    high = np.uint8(1 << (bits - 1))
    return ((values ^ high).astype(np.int16) - int(high)).astype(np.int8)


def _unpack_across_bytes(raw: NDArray[np.uint8], bits: int, count: int) -> NDArray[np.uint8]:
    """3 and 6 bits: eight numbers fill `bits` bytes, so work in groups of that size."""
    groups = -(-count // 8)
    padded = np.zeros(groups * bits, np.uint8)
    padded[: min(raw.size, padded.size)] = raw[: padded.size]
    by_group = padded.reshape(groups, bits).astype(np.uint64)
    word = np.zeros(groups, np.uint64)
    for at in range(bits):
        word |= by_group[:, at] << np.uint64(8 * at)
    shifts = np.arange(8, dtype=np.uint64) * np.uint64(bits)
    values = (word[:, None] >> shifts) & np.uint64((1 << bits) - 1)
    return values.astype(np.uint8).reshape(-1)[:count]
