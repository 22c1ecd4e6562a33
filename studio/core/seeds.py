"""Seeds as arguments: the same numbers in every process and Python version."""

from __future__ import annotations

import hashlib
import random


def derive(seed: int, *parts: object) -> int:
    """A 64-bit seed for one named purpose, stable across processes and versions."""
    text = "\x1f".join([str(seed), *map(str, parts)])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def rng(seed: int, *parts: object) -> random.Random:
    """A `random.Random` for one named purpose; `random()` and `randrange` are stable by contract."""
    return random.Random(derive(seed, *parts))
