"""Near-duplicate groups against a brute-force definition, and their speed."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.data import jaccard, near_duplicate_groups
from studio.data.near_duplicates import normalised_words
from studio.data.union import Components

WORDS = [f"w{n}" for n in range(14)]
TEXT = st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join)


def brute(texts: list[str]) -> list[int]:
    words = [normalised_words(text) or [text.strip()] for text in texts]
    groups = Components(len(texts))
    for i, one in enumerate(words):
        for j in range(i):
            a, b = set(one), set(words[j])
            if one[:8] == words[j][:8] or 5 * len(a & b) >= 4 * len(a | b):
                groups.join(i, j)
    return groups.numbered().tolist()


@settings(max_examples=200, deadline=None)
@given(texts=st.lists(TEXT, max_size=30))
def test_groups_are_those_of_the_definition(texts: list[str]) -> None:
    assert near_duplicate_groups(texts).tolist() == brute(texts)


@pytest.mark.parametrize("crowd", [1, 2, 8])
@pytest.mark.parametrize("seed", range(4))
def test_refined_keys_lose_nothing(crowd: int, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jaccard, "_CROWD", crowd)
    rng = random.Random(seed)
    texts: list[str] = []
    for _ in range(120):
        words = rng.choice(texts).split() if texts and rng.random() < 0.6 else rng.choices(WORDS, k=rng.randint(1, 40))  # fmt: skip
        words = [rng.choice(WORDS) if rng.random() < 0.05 else w for w in words]
        rng.shuffle(words)
        texts.append(" ".join(words))
    assert near_duplicate_groups(texts).tolist() == brute(texts)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("one two three four five six seven eight NINE", "One, two; three four five six seven eight ten eleven", True),
        ("a b c d", "a b c d e", True),  # 4 of 5
        ("a b c d e f g", "e d c b a x y", False),
        ("a b c", "a b c d", False),  # 3 of 4
        ("Hello!", "hello", True),
        ("!!!", "???", False),
        ("???", " ??? ", True),
        ("ﬁne café", "fine cafe\u0301", True),
        ("我的包裹在哪里", "我的包裹在哪里呢", True),
        ("我的包裹在哪里", "我想退货因为尺码不合适", False),
        ("", "x", False),
    ],
)  # fmt: skip
def test_pairs(one: str, other: str, alike: bool) -> None:
    groups = near_duplicate_groups([one, other]).tolist()
    assert groups == ([0, 0] if alike else [0, 1])


def test_groups_are_transitive_and_numbered_by_appearance() -> None:
    texts = ["x y", "a b c d e", "a b c d e f", "a b c d e f g", "z"]
    assert near_duplicate_groups(texts).tolist() == [0, 1, 1, 1, 2]
    assert near_duplicate_groups([]).tolist() == []


def test_time_grows_about_as_the_rows_do() -> None:
    rng = random.Random(0)
    vocabulary = [f"w{n}" for n in range(4000)]
    weights = [1 / (n + 3) for n in range(4000)]
    texts = [" ".join(rng.choices(vocabulary, weights, k=10)) for _ in range(8_000)]

    def seconds(n: int) -> float:
        start = time.process_time()
        near_duplicate_groups(texts[:n])
        return time.process_time() - start

    small = min(seconds(2_000) for _ in range(2))
    assert seconds(8_000) < 10 * small + 0.5  # four times the rows; sixteen would be quadratic
