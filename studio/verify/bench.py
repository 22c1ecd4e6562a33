"""Speed, memory and size of one open classifier."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.files import size_bytes
from studio.runtime import Runtime
from studio.verify.memory import peak_bytes

WARM_UP = 3
BREATH = 0.25  # seconds between two signs of life
FILLER = "the of and to in is for on with at by from it as be"


@dataclass(frozen=True, slots=True)
class Bench:
    """Milliseconds of single calls (encoding included), texts a second, and what it takes.

    tokens is the median token count of the texts ([CLS] and [SEP] included, before padding);
    length is the token count that was asked for, 0 for texts as they are; threads 0 means the
    runtime's own choice. peak_bytes is the largest resident size of the process that does the work:
    of this one (memory.peak_bytes), or of coreml's child; 0 where nobody tells.
    """

    runtime: str
    arithmetic: str
    calls: int
    p50_milliseconds: float
    p95_milliseconds: float
    texts_per_second: float
    peak_bytes: int
    size_bytes: int
    tokens: int = 0
    length: int = 0
    threads: int = 0
    load_seconds: float | None = None


def bench(
    runtime: Runtime,
    texts: Sequence[str],
    *,
    path: Path | None = None,
    calls: int = 50,
    length: int = 0,
    threads: int = 0,
    load_seconds: float | None = None,
) -> Generator[Event, None, Bench]:
    """Says Progress("bench") and returns the figures of `calls` single predictions.

    The texts are taken in turn, after a warm-up; with a `length` one text of that many tokens.
    Raises InputError for no texts, or a length the model can't read.
    """
    if not len(texts) or calls < 1:
        raise InputError("There is nothing to time.", code="no-texts", remedy="Hand over texts.")
    if length:
        texts = [text_of(runtime, length)]
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
        runtime.peak_bytes() or peak_bytes(),
        size_bytes(path) if path is not None else 0,
        _tokens(runtime, texts),
        length,
        threads,
        load_seconds,
    )


def text_of(runtime: Runtime, length: int) -> str:
    """A text of exactly `length` tokens, [CLS] and [SEP] included. Raises InputError."""
    longest = runtime.card.max_length
    if not 3 <= length <= longest:
        raise InputError(
            f"This model reads 3 to {longest} tokens, not {length}.",
            code="bad-length",
            remedy=f"Choose a length up to {longest}.",
        )
    words = [word for word in FILLER.split() if len(runtime.encoder.tokens(word)) == 3]
    if not words:
        raise InputError("None of the common words is one token of this model.", code="bad-length", remedy="Time real sentences: leave the length out.")  # fmt: skip
    return " ".join(words[at % len(words)] for at in range(length - 2))


def _tokens(runtime: Runtime, texts: Sequence[str]) -> int:
    if runtime.encoder is None:
        return 0
    return round(statistics.median(len(runtime.encoder.tokens(text)) for text in texts))


def _percentile(seconds: Sequence[float], share: float) -> float:
    """The smallest measured value that at least `share` of the calls stayed within."""
    ordered = sorted(seconds)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
