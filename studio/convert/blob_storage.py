"""Core ML's weight file (weight.bin), written and read in Python: byte for byte the native writer's.

The layout is that of MILBlob in Apple's coremltools sources (`mlmodel/src/MILBlob/Blob/
StorageFormat.hpp`): a header of 64 bytes (blobs, version 2), then for each blob a record of 64
bytes at a multiple of 64 (sentinel, type, bytes, where they lie, unused bits) and its bytes.
Numbers of fewer than 8 bits lie one after the other, the first one in the lowest bits.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.core.errors import InputError

SENTINEL = 0xDEADBEEF
_FILE = struct.Struct("<II56x")  # blobs, version
_BLOB = struct.Struct("<IIQQQ32x")  # sentinel, type, size in bytes, offset, unused bits at the end
_VERSION = 2
_ALIGNED = 64
_BLOCK = 1 << 20  # numbers packed at a time: a multiple of 8, so that blocks end at whole bytes


@dataclass(frozen=True, slots=True)
class Kind:
    """A number format: its code in the file, its bits, how numpy holds it (unpacked)."""

    code: int
    bits: int
    dtype: str

    @property
    def signed(self) -> bool:
        """Whether the highest bit is a sign."""
        return self.dtype.startswith("i")


KINDS = {
    "fp16": Kind(1, 16, "u2"),  # handed over and back as its 16 bits, as the native library does
    "float": Kind(2, 32, "f4"),
    "uint8": Kind(3, 8, "u1"),
    "int8": Kind(4, 8, "i1"),
    "int16": Kind(6, 16, "i2"),
    "uint16": Kind(7, 16, "u2"),
    "int4": Kind(8, 4, "i1"),
    "uint1": Kind(9, 1, "u1"),
    "uint2": Kind(10, 2, "u1"),
    "uint4": Kind(11, 4, "u1"),
    "uint3": Kind(12, 3, "u1"),
    "uint6": Kind(13, 6, "u1"),
    "int32": Kind(14, 32, "i4"),
    "uint32": Kind(15, 32, "u4"),
}


class BlobStorageWriter:
    """What `coremltools.libmilstoragepython._BlobStorageWriter` offers.

    `write_<kind>_data(array[n])` appends a blob and returns where its record lies, in bytes.
    """

    def __init__(self, path: str, truncate: bool = True) -> None:
        self._path = Path(path)
        self._blobs = 0
        if truncate or not self._path.exists():
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_bytes(_FILE.pack(0, _VERSION))
        else:
            with self._path.open("rb") as file:
                self._blobs = _FILE.unpack(file.read(_FILE.size))[0]

    def __getattr__(self, name: str) -> Any:
        kind = KINDS[_kind_named(name, "write", type(self))]
        return lambda data: self._write(kind, np.asarray(data))

    def _write(self, kind: Kind, data: Any) -> int:
        raw = _bytes_of(kind, data)
        unused = (len(raw) * 8 - data.size * kind.bits) if kind.bits < 8 else 0
        with self._path.open("r+b") as file:
            end = file.seek(0, 2)
            file.write(b"\0" * (-end % _ALIGNED))
            at = file.tell()
            file.write(_BLOB.pack(SENTINEL, kind.code, len(raw), at + _BLOB.size, unused))
            file.write(raw)
            self._blobs += 1
            file.seek(0)
            file.write(_FILE.pack(self._blobs, _VERSION))
        return at


class BlobStorageReader:
    """What `coremltools.libmilstoragepython._BlobStorageReader` offers.

    `read_<kind>_data(offset)` is the array [n] of the blob whose record lies at `offset`.
    """

    def __init__(self, path: str) -> None:
        self._path = Path(path)
        if not self._path.is_file():
            raise self._damaged("the file is not there")

    def __getattr__(self, name: str) -> Any:
        kind = KINDS[_kind_named(name, "read", type(self))]
        return lambda offset: self._read(kind, int(offset))

    def _read(self, kind: Kind, offset: int) -> Any:
        whole = self._path.stat().st_size
        with self._path.open("rb") as file:
            if not 0 <= offset <= whole - _BLOB.size:
                raise self._damaged(f"no blob at byte {offset}")
            file.seek(offset)
            sentinel, code, size, at, unused = _BLOB.unpack(file.read(_BLOB.size))
            if (sentinel, code) != (SENTINEL, kind.code) or at + size > whole:
                raise self._damaged(f"no blob of type {kind.code} at byte {offset}")
            file.seek(at)
            raw = file.read(size)
        if kind.bits >= 8:
            return np.frombuffer(raw, dtype=kind.dtype)
        return _unpacked(raw, kind, (size * 8 - unused) // kind.bits)

    def _damaged(self, detail: str) -> InputError:
        return InputError(
            f"The weight file {self._path.name} is damaged.",
            code="broken-package",
            remedy="Convert the model again.",
            detail=detail,
        )


def _kind_named(name: str, verb: str, owner: type) -> str:
    kind = name.removeprefix(f"{verb}_").removesuffix("_data")
    if name != f"{verb}_{kind}_data" or kind not in KINDS:
        raise AttributeError(f"{owner.__name__} has no {name}")
    return kind


def _bytes_of(kind: Kind, data: Any) -> bytes:
    if kind.bits < 8:
        return _packed(data.reshape(-1), kind.bits)
    if data.dtype == np.float16:
        data = data.view(np.uint16)
    return bytes(np.ascontiguousarray(data, dtype=kind.dtype).tobytes())


def _packed(data: Any, bits: int) -> bytes:
    """Numbers [n] of `bits` bits, two's complement where negative, lowest bits first."""
    places = np.arange(bits, dtype=np.uint8)
    parts = []
    for start in range(0, data.size, _BLOCK):
        block = data[start : start + _BLOCK].astype(np.uint8)
        parts.append(np.packbits((block[:, None] >> places) & 1, bitorder="little").tobytes())
    return b"".join(parts)


def _unpacked(raw: bytes, kind: Kind, count: int) -> Any:
    """The inverse of `_packed`: int8 or uint8 [count]."""
    whole = np.empty(count, np.uint8)
    weights = (1 << np.arange(kind.bits)).astype(np.uint8)
    packed = np.frombuffer(raw, np.uint8)
    for start in range(0, count, _BLOCK):
        here = min(_BLOCK, count - start)
        first = start * kind.bits // 8
        bits = np.unpackbits(packed[first:], count=here * kind.bits, bitorder="little")
        whole[start : start + here] = bits.reshape(here, kind.bits) @ weights
    if not kind.signed:
        return whole
    wide = whole.astype(np.int16)
    return np.where(wide >= 1 << (kind.bits - 1), wide - (1 << kind.bits), wide).astype(np.int8)
