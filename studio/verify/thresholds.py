"""How much a package may differ from its classifier, by precision and scheme."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """Smallest label agreement (0..1), and the largest |delta probability| where one is set."""

    agreement: float
    max_abs_probability: float | None = None


UNCOMPRESSED = Threshold(1.0, 5e-3)  # a plain fp16 student measured 1.9e-3 and full agreement
BY_BITS = {8: Threshold(0.995), 6: Threshold(0.99), 4: Threshold(0.98)}
LOOSEST = Threshold(0.95)  # 3 bits and fewer, sparsity: they promise size, not agreement


def threshold_for(scheme: str) -> Threshold:
    """The threshold of a compression scheme by its name (`none`, `int8`, `palette4`, `int4-block32`).

    The bits are the first number in the name; a scheme without one is judged like the loosest.
    """
    if scheme in ("", "none"):
        return UNCOMPRESSED
    found = re.search(r"\d+", scheme)
    bits = int(found.group()) if found else 0
    return next((t for b, t in BY_BITS.items() if bits >= b), LOOSEST)
