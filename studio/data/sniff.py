"""What a file is, from its first bytes: text, Parquet, or something that only looks like a table."""

from __future__ import annotations

import re
from pathlib import Path

from studio.core.errors import InputError
from studio.data.encoding import SAMPLE, unmarked_utf16

_SAVE_AS = "Open it in your spreadsheet program and save it as CSV UTF-8."
_UNPACK = "Unpack it and choose the file inside."
_NEEDED = "Choose a CSV, TSV, JSONL, Excel or Parquet file with a text and a label column."
_MAGIC: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG", "a PNG image", _NEEDED),
    (b"\xff\xd8\xff", "a JPEG image", _NEEDED),
    (b"GIF8", "a GIF image", _NEEDED),
    (b"BM", "a BMP image", _NEEDED),
    (b"II*\0", "a TIFF image", _NEEDED),
    (b"MM\0*", "a TIFF image", _NEEDED),
    (b"%PDF", "a PDF document", _NEEDED),
    (b"{\\rtf", "an RTF document", _NEEDED),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", _SAVE_AS),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
    (b"SQLite format 3", "an SQLite database", "Export the table as CSV first."),
    (b"ARROW1", "an Arrow file", "Save it as Parquet or CSV."),
    (b"\x7fELF", "a program", _NEEDED),
    (b"MZ", "a program", _NEEDED),
    (b"OggS", "a sound file", _NEEDED),
    (b"ID3", "a sound file", _NEEDED),
    (b"\x80\x02", "a Python pickle", _NEEDED),
    (b"\x80\x04", "a Python pickle", _NEEDED),
    (b"\x80\x05", "a Python pickle", _NEEDED),
)
_PRINTABLE_MAGIC = {b"BM", b"MZ", b"ID3", b"GIF8", b"Rar!", b"OggS", b"ARROW1"}
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNICODE_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_whole(path: Path) -> bytes:
    """The file's bytes. Raises InputError: no such file, a folder, not readable, empty."""
    try:
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(
            f"There is no file {path}.",
            code="no-such-file",
            remedy="Check the name and the folder.",
            detail=str(error),
        ) from error
    except (IsADirectoryError, PermissionError) as error:
        raise _unreadable(path, error) from error
    except OSError as error:
        raise InputError(
            f"{path.name} can't be read.",
            code="not-readable",
            remedy="Copy the file to this computer and try again.",
            detail=str(error),
        ) from error
    refuse_empty(path, data)
    return data


def is_nothing(data: bytes) -> bool:
    """Whether it is all space and marks."""
    return not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe")


def refuse_empty(path: Path, data: bytes) -> None:
    """Raises InputError when there is nothing to read."""
    if is_nothing(data[:SAMPLE]) and is_nothing(data):  # no copy of a big file
        raise InputError(
            f"{path.name} is empty.",
            code="empty-file",
            remedy="It needs a line of column names, then one row per example.",
        )


def _unreadable(path: Path, error: OSError) -> InputError:
    if path.is_dir():  # Windows says "permission denied" for a folder
        return InputError(
            f"{path} is a folder, not a file.",
            code="is-a-folder",
            remedy=_NEEDED,
            detail=str(error),
        )
    return InputError(
        f"{path.name} may not be read.",
        code="not-readable",
        remedy="Change its permissions, or copy it into a folder of yours.",
        detail=str(error),
    )


def file_format(path: Path, data: bytes) -> str:
    """`parquet`, `workbook`, `json` or `csv`. Raises InputError naming what a binary file really is."""
    head = data[:SAMPLE]
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith(b"PK\x03\x04") and (b"xl/" in head or b"xl/" in data[-SAMPLE:]):
        return "workbook"
    _refuse_binary(path, data, head)
    suffix = path.suffix.casefold()
    if suffix in (".parquet", ".pq"):
        raise InputError(
            f"{path.name} is named like a Parquet file but isn't one.",
            code="not-parquet",
            remedy="Rename it to what it is (.csv, .jsonl), or save it again as Parquet.",
        )
    return "json" if suffix in (".jsonl", ".ndjson", ".json") else "csv"


def _refuse_binary(path: Path, data: bytes, head: bytes) -> None:
    for magic, what, remedy in _MAGIC:
        if head.startswith(magic) and (magic not in _PRINTABLE_MAGIC or _looks_binary(head)):
            raise _not_a_table(path, what, remedy)
    if head.startswith(b"PK\x03\x04"):
        _refuse_document(path, data)
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and _looks_binary(head)):
        raise _not_a_table(path, "a picture, sound or video file", _NEEDED)
    if head.startswith(_UNICODE_MARKS) or unmarked_utf16(data):
        return
    if _looks_binary(head):
        raise _not_a_table(path, "a binary file", _NEEDED)


def _refuse_document(path: Path, data: bytes) -> None:
    """Office documents are zip archives; a table in a plain archive has been taken out before."""
    if b"opendocument.spreadsheet" in data[:SAMPLE]:
        raise _not_a_table(path, "an OpenDocument spreadsheet", _SAVE_AS)
    word = b"word/" in data[:SAMPLE] or b"word/" in data[-SAMPLE:]
    raise _not_a_table(path, "a Word document" if word else "a zip archive", _NEEDED)


def _looks_binary(head: bytes) -> bool:
    """Whether over 2 % (and a handful) are control characters that no encoding of text produces.

    NULs don't count: UTF-16 is full of them, and stray ones are survived.
    """
    return len(_CONTROL.findall(head)) > max(8, 0.02 * len(head.replace(b"\0", b"")))


def _not_a_table(path: Path, what: str, remedy: str) -> InputError:
    return InputError(
        f"{path.name} is {what}, not a table of text.", code="not-a-table", remedy=remedy
    )
