"""Word pieces as people read them: byte-level BPE writes bytes as letters (`Ġ` for a space)."""

from __future__ import annotations

from functools import cache
from typing import Any

SPACE = "▁"  # what Unigram tokenizers write for a space, too


def readable(piece: str) -> str:
    """A byte-level piece in its own characters, `▁` for a space.

    Bytes that are no whole character, and characters nobody sees, become `<0xE6>`, as Unigram
    tokenizers write them; a piece that isn't made of byte letters (an added token) stays as it is.
    """
    table = _bytes_by_letter()
    if any(letter not in table for letter in piece):
        return piece
    text = bytes(table[letter] for letter in piece).decode("utf-8", "surrogateescape")
    return "".join(map(_shown, text))


def is_byte_level(tokenizer: Any) -> bool:
    """Whether a `tokenizers` tokenizer cuts up bytes instead of characters."""
    return "ByteLevel(" in f"{tokenizer.pre_tokenizer!r}{tokenizer.decoder!r}"


def _shown(character: str) -> str:
    if character == " ":
        return SPACE
    if character.isprintable():
        return character
    return "".join(f"<0x{byte:02X}>" for byte in character.encode("utf-8", "surrogateescape"))


@cache
def _bytes_by_letter() -> dict[str, int]:
    """GPT-2's alphabet: printable Latin-1 letters are themselves, the other bytes follow U+0100."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    table = {chr(byte): byte for byte in plain}
    return table | {chr(0x100 + at): byte for at, byte in enumerate(others)}
