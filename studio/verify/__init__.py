"""The verify room: two runtimes side by side, numbers and a verdict. Never imports torch."""

from __future__ import annotations

from studio.verify.bench import Bench, bench
from studio.verify.hard_rows import hard_rows
from studio.verify.memory import forget_peak
from studio.verify.parity import compare, require_pass
from studio.verify.thresholds import UNCOMPRESSED, Threshold

__all__ = [
    "UNCOMPRESSED",
    "Bench",
    "Threshold",
    "bench",
    "compare",
    "forget_peak",
    "hard_rows",
    "require_pass",
]
