"""What augmenting came to: copies and counts."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class MethodCount:
    """What one method did: first draws, words p counted in them, words they changed; copies kept.

    changed / words is the measured change rate. Copies drawn again are not in it: they change a
    word in any case, or they wouldn't be kept.
    """

    draws: int = 0
    words: int = 0
    changed: int = 0
    copies: int = 0


@dataclass(slots=True)
class AugmentResult:
    """n copies, grouped by row: texts[n], rows[n] (index into the input), methods[n] (names).

    unchanged counts draws equal to their original, repeated those equal to another copy of the
    row; both were drawn again, and given up (dropped copies) after a few tries.
    """

    texts: list[str] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    counts: dict[str, MethodCount] = field(default_factory=dict)
    unchanged: int = 0
    repeated: int = 0
    dropped: int = 0
