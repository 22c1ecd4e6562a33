"""Timing at a set length, and memory that can be measured anew."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np
import pytest

from studio.core.errors import InputError
from studio.core.values import ClassifierCard
from studio.runtime import Runtime
from studio.verify import bench, forget_peak
from studio.verify.bench import text_of
from studio.verify.memory import peak_bytes


class Words:
    """A tokenizer of words: [CLS], the words cut to L - 2, [SEP]; `rare` words are two pieces."""

    def __init__(self, longest: int, rare: frozenset[str] = frozenset()) -> None:
        self.longest, self.rare = longest, rare

    def tokens(self, text: str) -> list[str]:
        pieces = [p for w in text.split() for p in ((w, "##x") if w in self.rare else (w,))]
        return ["[CLS]", *pieces[: self.longest - 2], "[SEP]"]


class Engine:
    def __init__(self) -> None:
        self.seen: list[str] = []

    def logits(self, texts: Sequence[str]) -> np.ndarray:
        self.seen += texts
        return np.zeros((len(texts), 2), np.float32)

    def trouble(self) -> str:
        return ""

    def close(self) -> None: ...

    def peak_bytes(self) -> int:
        return 0


def opened(longest: int = 32, rare: frozenset[str] = frozenset()) -> tuple[Runtime, Engine]:
    engine = Engine()
    card = ClassifierCard(("a", "b"), longest, "digest", "bert")
    return Runtime("x", engine, card, Words(longest, rare), arithmetic="faithful"), engine  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [3, 16, 32])
def test_a_text_of_exactly_so_many_tokens(length: int) -> None:
    runtime, engine = opened(rare=frozenset({"the", "of"}))
    assert len(runtime.encoder.tokens(text_of(runtime, length))) == length
    assert len(list(bench(runtime, ["ignored"], calls=5, length=length))) >= 2
    assert "ignored" not in engine.seen and len(engine.seen) == 8 and len(set(engine.seen)) == 1


def test_what_was_asked_is_in_the_figures() -> None:
    runtime, _ = opened()
    work = bench(runtime, ["one two", "one two three"], calls=6, threads=2, load_seconds=0.5)
    while True:
        try:
            next(work)
        except StopIteration as end:
            found = end.value
            break
    assert (found.tokens, found.length, found.threads, found.load_seconds) == (4, 0, 2, 0.5)


@pytest.mark.parametrize("length", [1, 2, 33])
def test_a_length_the_model_cannot_read(length: int) -> None:
    with pytest.raises(InputError, match="reads 3 to 32 tokens"):
        text_of(opened()[0], length)


def test_a_vocabulary_without_common_words() -> None:
    strange, _ = opened(rare=frozenset("the of and to in is for on with at by from it as be".split()))  # fmt: skip
    with pytest.raises(InputError, match="is one token"):
        text_of(strange, 8)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux measures anew")
def test_the_peak_can_be_forgotten() -> None:
    large = np.ones(30_000_000)  # 240 MB
    peak = peak_bytes()
    assert peak > large.nbytes
    del large
    if not forget_peak():
        pytest.skip("this kernel does not let go of the peak")
    assert peak_bytes() < peak - 200_000_000
