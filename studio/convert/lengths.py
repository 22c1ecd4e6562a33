"""Chooses the input lengths of a package from how long the texts really are."""

from __future__ import annotations

from collections.abc import Sequence

STEP = 8  # lengths are multiples of it, except the longest
SHORTEST = 16


def lengths_for(counts: Sequence[tuple[int, int]], longest: int, most: int = 3) -> tuple[int, ...]:
    """At most `most` ascending lengths, the last one `longest`, that pad the texts least.

    counts: (tokens, how many texts). Exact, by dynamic programming over multiples of 8; of two
    sets that pad the same the smaller one is taken.
    """
    sides = [*range(SHORTEST, longest, STEP), longest]
    texts = [0] * len(sides)
    for tokens, rows in counts:
        texts[next((at for at, n in enumerate(sides) if n >= tokens), len(sides) - 1)] += rows
    upto = [sum(texts[: at + 1]) for at in range(len(sides))]
    best: dict[int, tuple[int, tuple[int, ...]]] = {
        at: (upto[at] * side, (side,)) for at, side in enumerate(sides)
    }
    found = best[len(sides) - 1]
    for _ in range(most - 1):
        best = {
            at: min(
                (best[below][0] + (upto[at] - upto[below]) * side, (*best[below][1], side))
                for below in best
                if below < at
            )
            for at, side in enumerate(sides)
            if any(below < at for below in best)
        }
        if (last := len(sides) - 1) in best and best[last][0] < found[0]:
            found = best[last]
    return found[1]
