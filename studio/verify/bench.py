"""Speed, memory and size of one open classifier."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.files import size_bytes
from studio.runtime import Runtime

WARM_UP = 3
BREATH = 0.25  # seconds between two signs of life


@dataclass(frozen=True, slots=True)
class Bench:
    """Milliseconds of single calls (encoding included), texts a second, and what it takes.

    peak_bytes is this process' largest resident size so far: a bound, not the model's own share.
    """

    runtime: str
    arithmetic: str
    calls: int
    p50_milliseconds: float
    p95_milliseconds: float
    texts_per_second: float
    peak_bytes: int
    size_bytes: int


def bench(
    runtime: Runtime, texts: Sequence[str], *, path: Path | None = None, calls: int = 50
) -> Generator[Event, None, Bench]:
    """Says Progress("bench") and returns the figures of `calls` single predictions.

    The texts are taken in turn, after a warm-up. Raises InputError for no texts.
    """
    if not len(texts) or calls < 1:
        raise InputError("There is nothing to time.", code="no-texts", remedy="Hand over texts.")
    for at in range(WARM_UP):
        runtime.predict(texts[at % len(texts)])
    yield Progress("bench", 0, calls)
    spent: list[float] = []
    said = time.perf_counter()
    for at in range(calls):
        start = time.perf_counter()
        runtime.logits([texts[at % len(texts)]])
        now = time.perf_counter()
        spent.append(now - start)
        if now - said > BREATH:
            said = now
            yield Progress("bench", at + 1, calls)
    yield Progress("bench", calls, calls)
    return Bench(
        runtime.name,
        runtime.arithmetic,
        calls,
        _percentile(spent, 0.5) * 1000,
        _percentile(spent, 0.95) * 1000,
        calls / sum(spent),
        peak_bytes(),
        size_bytes(path) if path is not None else 0,
    )


def _percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest measured value that at least `share` of the calls stayed within."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def peak_bytes() -> int:
    """Largest resident size of this process so far; 0 where the system doesn't tell (Windows)."""
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
