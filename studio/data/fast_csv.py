"""What makes a CSV clean, block by block: its quotes, and the lines its records start on.

Clean means: UTF-8, no NULs, no lone carriage returns, every quote opens or closes a cell, every
record has as many cells as the header. Then Arrow and the careful reader agree to the letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_QUOTE, _NEWLINE, _RETURN = 34, 10, 13


@dataclass
class Place:
    """Where the proof stands: lines above the block, the line its first record started on, whether in quotes."""

    lines: int
    begun: int
    inside: bool = False


def plain_bytes(block: bytes) -> bool:
    """Whether there are no NULs and no lone carriage returns; a block ends with its last line."""
    return b"\0" not in block and (b"\r" not in block or block.count(b"\r") == block.count(b"\r\n"))


def good_quotes(block: bytes, delimiter: str, inside: bool) -> Ints | None:
    """Offsets of all quotes, None unless each opens or closes a whole cell or is doubled."""
    if b'"' not in block:
        return np.zeros(0, dtype=np.int64)
    buffer = np.frombuffer(block, dtype=np.uint8)
    at = np.flatnonzero(buffer == _QUOTE)
    edges = np.frombuffer(f'{delimiter}\r\n"'.encode(), dtype=np.uint8)
    opening, closing = (at[1::2], at[0::2]) if inside else (at[0::2], at[1::2])
    before = buffer[opening - 1][opening > 0]  # the block's first byte begins a line
    after = buffer[np.minimum(closing + 1, len(buffer) - 1)]
    closed = np.isin(after, edges) | (closing + 1 == len(buffer))
    return at if bool(np.isin(before, edges).all() and closed.all()) else None


def record_lines(block: bytes, quotes: Ints, place: Place) -> tuple[Ints, Ints]:
    """The lines records start on, and the blank ones; moves `place` to the block's end.

    Line breaks in quotes end no record; of a record that goes on in the next block the line is
    told there.
    """
    buffer = np.frombuffer(block, dtype=np.uint8)
    ends = np.flatnonzero(buffer == _NEWLINE)
    if not block.endswith(b"\n"):
        ends = np.append(ends, len(block))
    line = np.arange(place.lines + 1, place.lines + 1 + len(ends), dtype=np.int64)
    place.lines += len(ends)
    was_inside = place.inside
    if len(quotes) or was_inside:
        outside = (np.searchsorted(quotes, ends) + was_inside) % 2 == 0
        ends, line = ends[outside], line[outside]
    place.inside ^= bool(len(quotes) % 2)
    if not len(ends):
        return line, line
    begins = np.concatenate(([0], ends[:-1] + 1))
    first = np.concatenate(([place.begun], line[:-1] + 1))
    place.begun = int(line[-1]) + 1
    carriage = (ends > begins) & (buffer[np.maximum(ends - 1, 0)] == _RETURN)
    filled = ends - carriage > begins
    filled[0] |= was_inside
    return first[filled], first[~filled]
