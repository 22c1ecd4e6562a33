"""Lines out of a file descriptor, without a buffered reader's lock (daemon threads may sit in it)."""

from __future__ import annotations

import os
from collections.abc import Iterator

CHUNK = 1 << 16
LONGEST = 1 << 26  # bytes of a line; nothing of ours comes near it, and memory is not for noise


def read_lines(descriptor: int, longest: int = LONGEST) -> Iterator[bytes]:
    """Every line without its newline; the last one may have had none. Longer ones are cut."""
    line = bytearray()
    while chunk := os.read(descriptor, CHUNK):
        head, *tail = chunk.split(b"\n")
        line += head[: longest - len(line)]
        for piece in tail:
            yield bytes(line)
            line = bytearray(piece[:longest])
    if line:
        yield bytes(line)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte. Raises OSError (BrokenPipeError when nobody reads any more)."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]
