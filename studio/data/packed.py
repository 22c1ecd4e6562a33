"""A table inside a gzip, bzip2, xz or zip file: its bytes, never more of them than a table has."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from studio.core.errors import InputError

RATIO, ROOM = 200, 64 << 20  # a table packs 3 to 50 times; what grows more, above 64 MB, is a trap
_PIECE = 1 << 20
_STREAMS = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz"}
_SUFFIXES = (".gz", ".bz2", ".xz")
_TABLES = (".csv", ".tsv", ".tab", ".txt", ".jsonl", ".ndjson", ".json", ".parquet", ".pq", ".xlsx")
_DAMAGED = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError)


@dataclass(frozen=True)
class Contents:
    """The bytes of a table and the name that tells its kind; `inside`: what it was packed in."""

    path: Path
    data: bytes
    inside: str = ""


def is_packed(data: bytes) -> bool:
    """Whether a file that begins so may be packed, or a workbook."""
    return data.startswith((*_STREAMS, b"PK\x03\x04"))


def unpacked(path: Path, data: bytes) -> Contents:
    """The table in a packed file, or the file itself. Raises InputError: damaged, a bomb, several tables."""
    kind = next((kind for magic, kind in _STREAMS.items() if data.startswith(magic)), "")
    if kind and _plausible(kind, data):
        inner = path.with_suffix("") if path.suffix.casefold() in _SUFFIXES else path
        return Contents(inner, _read(path, _open(kind, data), len(data)), kind)
    if data.startswith(b"PK\x03\x04"):
        return _from_zip(path, data)
    return Contents(path, data)


def _plausible(kind: str, data: bytes) -> bool:
    """`BZh` may begin a text; the archive has a digit and a block's mark behind it."""
    return kind != "bzip2" or data[4:10] in (b"1AY&SY", b"\x17rE8P\x90")


def _open(kind: str, data: bytes) -> io.BufferedIOBase:
    source = io.BytesIO(data)
    if kind == "gzip":
        return gzip.GzipFile(fileobj=source)
    return bz2.BZ2File(source) if kind == "bzip2" else lzma.LZMAFile(source)


def _read(path: Path, source: IO[bytes] | io.BufferedIOBase, packed_bytes: int) -> bytes:
    most = max(ROOM, RATIO * packed_bytes)
    pieces, size = [], 0
    try:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > most:
                raise _bomb(path)
            pieces.append(piece)
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    except RuntimeError as error:  # what zipfile says of a password
        raise InputError(
            f"{path.name} is locked with a password.",
            code="zip-locked",
            remedy="Unpack it and choose the table inside.",
            detail=str(error),
        ) from error
    return b"".join(pieces)


def _from_zip(path: Path, data: bytes) -> Contents:
    """The only table of an archive; a workbook is one itself and stays packed."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise _damaged(path, error) from error
    with archive:
        names = archive.namelist()
        if any(name in names for name in ("[Content_Types].xml", "mimetype")):
            _check_size(path, archive, len(data))
            return Contents(path, data)
        member = _only_table(path, archive)
        with _member(path, archive, member) as source:
            inner = Path(PurePosixPath(member.filename).name)
            return Contents(inner, _read(path, source, max(1, member.compress_size)), "zip")


def _member(path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> IO[bytes]:
    if member.flag_bits & 1:
        return _Locked()
    try:
        return archive.open(member)
    except (*_DAMAGED, RuntimeError) as error:
        raise _damaged(path, error) from error


class _Locked(io.BytesIO):
    """Says what zipfile would say, when it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        """Raises RuntimeError."""
        raise RuntimeError("password required")


def _only_table(path: Path, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    found = [
        member
        for member in archive.infolist()
        if PurePosixPath(member.filename).suffix.casefold() in _TABLES
        and not PurePosixPath(member.filename).name.startswith(".")
        and "__MACOSX" not in member.filename
    ]
    if len(found) == 1:
        return found[0]
    names = ", ".join(PurePosixPath(member.filename).name for member in found[:5])
    if found:
        raise InputError(f"{path.name} holds {len(found)} tables: {names}{', ...' if len(found) > 5 else ''}.", code="several-tables", remedy="Unpack it and choose one of them.")  # fmt: skip
    raise InputError(f"{path.name} is a zip archive without a table.", code="not-a-table", remedy="Unpack it and choose the file inside.")  # fmt: skip


def _check_size(path: Path, archive: zipfile.ZipFile, packed_bytes: int) -> None:
    if sum(member.file_size for member in archive.infolist()) > max(ROOM, RATIO * packed_bytes):
        raise _bomb(path)


def _bomb(path: Path) -> InputError:
    return InputError(
        f"{path.name} grows to over {RATIO} times its size when it is unpacked; no table does.",
        code="unpacks-too-big",
        remedy="If you trust it, unpack it yourself and choose the file inside.",
    )


def _damaged(path: Path, error: Exception) -> InputError:
    return InputError(
        f"{path.name} is damaged: it can't be unpacked.",
        code="archive-damaged",
        remedy="Copy or download it again.",
        detail=f"{type(error).__name__}: {error}",
    )
