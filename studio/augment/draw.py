"""Chances by counting: SplitMix64 over arrays, the same numbers in every process and version.

A number depends only on where it stands (seed, row, copy, attempt, position), never on what was
drawn before, so a row added to a file changes no other row's copies.
Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators" (2014).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bits = NDArray[np.uint64]
Counts = NDArray[np.int64]

GAMMA = np.uint64(0x9E3779B97F4A7C15)
HALF = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)


def mix(state: Bits) -> Bits:
    """Scramble counters uint64[n] into 64 random bits each (arithmetic modulo 2**64)."""
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))


def counter(state: Bits, step: Counts | Bits) -> Bits:
    """The counters `step` places after `state`, for `mix`; both [n], step from 1."""
    return state + GAMMA * step.astype(np.uint64)


def below(number: Bits, bound: Counts) -> Counts:
    """The high halves of `number` as whole numbers from 0 to bound - 1 (bound below 2**31)."""
    return ((number >> HALF) * bound.astype(np.uint64) >> HALF).astype(np.int64)


def rounded(amount: NDArray[np.float64], number: Bits) -> Counts:
    """`amount` rounded up or down by the low halves of `number`, so that its mean is `amount`.

    A copy changes p times the words it may change, so rounded: each word's chance is exactly p,
    and few copies come back unchanged. With a coin per word a quarter of the short rows would,
    and drawing those again would push the real rate far above p.
    """
    whole = np.floor(amount)
    up = (number & LOW).astype(np.float64) < (amount - whole) * 4294967296.0
    return whole.astype(np.int64) + up
