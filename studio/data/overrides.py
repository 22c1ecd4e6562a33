"""What a person knows better than the sniffer: encoding, delimiter, lines of column names."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from studio.core.errors import InputError

NAMED = {"comma": ",", "tab": "\t", "semicolon": ";", "pipe": "|", "space": " ", "\\t": "\t"}
FOUND = -1  # header_rows: find out


@dataclass(frozen=True, slots=True)
class Overrides:
    """ "" and -1 leave it to the sniffer; header_rows 0: the file begins with data."""

    encoding: str = ""
    delimiter: str = ""
    header_rows: int = FOUND

    @classmethod
    def of(cls, encoding: str, delimiter: str, header_rows: int) -> Overrides:
        """Checked, a delimiter's name read as the character. Raises InputError."""
        mark = NAMED.get(delimiter.strip().casefold(), delimiter)
        if len(mark) > 1 or mark in ('"', "\n", "\r"):
            raise InputError(
                f"A delimiter can't be {delimiter!r}.",
                code="bad-setting",
                remedy=f"One character, or one of: {', '.join(n for n in NAMED if n.isalpha())}.",
            )
        try:
            name = codecs.lookup(encoding).name if encoding else ""
            "".encode(name or "utf-8")  # rot13 and base64 are no encodings of text
        except (LookupError, ValueError) as error:
            raise InputError(
                f"There is no encoding called {encoding!r}.",
                code="bad-setting",
                remedy="For example: utf-8, utf-16, cp1252 (Western Windows), cp1251 (Cyrillic), shift_jis, gb18030.",
                detail=str(error),
            ) from error
        return cls(name, mark, header_rows)

    def __bool__(self) -> bool:
        return self != Overrides()


def joined_names(rows: list[list[str]]) -> list[str]:
    """One name a column out of several lines of them: `2025 / North`, empty parts left out."""
    width = max(map(len, rows), default=0)
    filled = [row + [""] * (width - len(row)) for row in rows]
    parts = [[row[at].strip() for row in filled] for at in range(width)]
    return [" / ".join(dict.fromkeys(part for part in column if part)) for column in parts]
