"""What a package must reach in a parity check; the figure of a compression scheme is the scheme's own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threshold:
    """Smallest label agreement (0..1), and the largest |delta probability| where one is set."""

    agreement: float
    max_abs_probability: float | None = None


UNCOMPRESSED = Threshold(1.0, 5e-3)  # a plain fp16 student measured 1.9e-3 and full agreement
