"""A text file's sentences, a line each."""

from __future__ import annotations

from pathlib import Path

from studio.core.errors import InputError


def lines_of(path: Path) -> list[str]:
    """Every line of a UTF-8 file, with or without its mark. Raises InputError for another encoding."""
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise InputError(f"{path.name} is not UTF-8 text.", code="bad-encoding", remedy="Save it as UTF-8.", detail=str(error)) from error  # fmt: skip
