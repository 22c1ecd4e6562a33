"""Lines out of a file descriptor, without a buffered reader's lock (daemon threads may sit in it)."""

from __future__ import annotations

import os
from collections.abc import Iterator

CHUNK = 1 << 16


def read_lines(descriptor: int) -> Iterator[bytes]:
    """Every line without its newline, of any length; the last one may have had none."""
    parts: list[bytes] = []
    while chunk := os.read(descriptor, CHUNK):
        head, *tail = chunk.split(b"\n")
        parts.append(head)
        for piece in tail:
            yield b"".join(parts)
            parts = [piece]
    if last := b"".join(parts):
        yield last


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte. Raises OSError (BrokenPipeError when nobody reads any more)."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
