"""Lines out of a file descriptor, without a buffered reader's lock (daemon threads may sit in it)."""

from __future__ import annotations

import os
from collections.abc import Iterator

CHUNK = 1 << 16
LONGEST = 1 << 28  # bytes of a line; nothing of ours comes near it, and memory is not for noise


def read_lines(descriptor: int, longest: int = LONGEST) -> Iterator[bytes]:
    """Every line without its newline; the last one may have had none. Longer ones are cut."""
    parts: list[bytes] = []
    room = longest
    while chunk := os.read(descriptor, CHUNK):
        head, *tail = chunk.split(b"\n")
        parts.append(head[:room])
        room -= len(parts[-1])
        if not parts[-1]:
            parts.pop()  # or a line without an end is a list without an end
        for piece in tail:
            yield b"".join(parts)
            parts, room = [piece[:longest]], longest - len(piece[:longest])
    if last := b"".join(parts):
        yield last


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte. Raises OSError (BrokenPipeError when nobody reads any more)."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
