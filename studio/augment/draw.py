"""Chances by counting: SplitMix64, the same numbers in every process and Python version.

A number depends only on where it stands (seed, row, copy, attempt, position), never on what was
drawn before, so a row added to a file changes no other row's copies.
Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
"""

from __future__ import annotations

MASK = 0xFFFFFFFFFFFFFFFF
LOW = 0xFFFFFFFF
GAMMA = 0x9E3779B97F4A7C15


def mix(state: int) -> int:
    """Scramble a counter into 64 random bits."""
    state &= MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


def rounded(amount: float, number: int) -> int:
    """`amount` rounded up or down at random, so that its mean is `amount`; number is 32 bits.

    A copy changes p times the words it may change, so rounded: each word's chance is exactly p,
    and few copies come back unchanged. With a coin per word a quarter of the short rows would,
    and drawing those again would push the real rate far above p.
    """
    whole = int(amount)
    return whole + (number < (amount - whole) * 4294967296.0)


def choose(state: int, count: int, among: list[int]) -> dict[int, int]:
    """`count` different members of `among` (Floyd's sampling), each with 32 random bits of its own."""
    chosen: dict[int, int] = {}
    for last in range(len(among) - count, len(among)):
        state += GAMMA
        number = mix(state)
        pick = among[(number >> 32) * (last + 1) >> 32]
        chosen[pick if pick not in chosen else among[last]] = number & LOW
    return chosen
