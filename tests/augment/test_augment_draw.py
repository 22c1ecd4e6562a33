"""The generator's numbers, and what a copy depends on."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from studio.augment import AugmentResult, Recipe, augment_texts
from studio.augment.copies import batches
from studio.augment.draw import below, counter, mix, rounded
from studio.core.errors import InputError
from studio.core.events import Event, Progress

TEXTS = [f"They asked for {n} big cars and bought a short story about the town." for n in range(60)]


def run(texts: list[str], recipe: Recipe, keys: list[int]) -> tuple[AugmentResult, list[Event]]:
    work, events = augment_texts(texts, recipe, row_keys=keys), []
    while True:
        try:
            events.append(next(work))
        except StopIteration as end:
            return end.value, events


def test_splitmix_gives_the_published_numbers() -> None:
    state = np.full(5, 1234567, dtype=np.uint64)
    numbers = mix(counter(state, np.arange(1, 6)))
    assert numbers.tolist() == [
        6457827717110365317,
        3203168211198807973,
        9817491932198370423,
        4593380528125082431,
        16408922859458223821,
    ]


def test_numbers_are_even_and_rounding_keeps_the_mean() -> None:
    numbers = mix(counter(np.zeros(200_000, dtype=np.uint64), np.arange(1, 200_001)))
    seven = np.bincount(below(numbers, np.full(len(numbers), 7)), minlength=7)
    assert len(seven) == 7 and abs(seven / len(numbers) - 1 / 7).max() < 0.003
    amounts = rounded(np.full(len(numbers), 1.3), numbers)
    assert set(amounts.tolist()) == {1, 2} and amounts.mean() == pytest.approx(1.3, abs=0.005)
    assert rounded(np.array([2.0, 0.0]), numbers[:2]).tolist() == [2, 0]


def test_every_spot_is_drawn_as_often_as_any_other() -> None:
    text = " ".join(["Alphas", *("bcdefghij"), "ks"])
    made, _ = run([text] * 6000, Recipe((("random_deletion", 0.3),), 1), list(range(6000)))
    assert len(made.texts) == 6000
    gone = np.array([[w not in t.split() for w in text.split()] for t in made.texts]).mean(axis=0)
    assert abs(gone - 0.3).max() < 0.03


def test_methods_are_drawn_evenly_where_both_can_work() -> None:
    made, _ = run(TEXTS * 40, Recipe(copies=1), list(range(2400)))
    assert made.counts["random_deletion"].draws == pytest.approx(1200, abs=100)
    alone, _ = run(["Anna met 300 giraffes"] * 50, Recipe(copies=1), list(range(50)))
    assert alone.counts["random_deletion"].draws == 50  # nothing there has a synonym


def test_rows_do_not_disturb_each_other() -> None:
    whole, _ = run(TEXTS, Recipe(seed=5), list(range(60)))
    part, _ = run(TEXTS[40:], Recipe(seed=5), list(range(40, 60)))
    late = [t for t, r in zip(whole.texts, whole.rows, strict=True) if r >= 40]
    assert part.texts == late
    fewer, _ = run(TEXTS, Recipe(seed=5, copies=1), list(range(60)))
    assert set(fewer.texts) <= set(whole.texts)


def test_where_a_batch_ends_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = run(TEXTS, Recipe(), list(range(60)))
    monkeypatch.setattr("studio.augment.copies.COPIES_A_BATCH", 14)
    monkeypatch.setattr("studio.augment.copier.MEMORY", 5)
    small, events = run(TEXTS, Recipe(), list(range(60)))
    assert (small.texts, small.counts) == (whole.texts, whole.counts)
    assert [e.done for e in events if isinstance(e, Progress)] == [0, *range(7, 57, 7), 60]
    assert all(e.stage == "augment" and e.total == 60 for e in events if isinstance(e, Progress))


def test_batches_cover_every_row_once() -> None:
    texts = ["x" * 100_000] * 7 + ["y"] * 2000
    slices = list(batches(texts, 2))
    assert [t for s in slices for t in texts[s]] == texts
    assert slices[0] == slice(0, 3)
    assert list(batches([], 0)) == []


CODE = """
import sys
from studio.augment import Recipe, augment_texts
work = augment_texts(sys.argv[1:], Recipe(seed=9, copies=3), row_keys=range(len(sys.argv) - 1))
while True:
    try:
        next(work)
    except StopIteration as end:
        print("\\n".join(end.value.texts))
        break
"""


def test_another_process_with_other_hashes_makes_the_same_copies() -> None:
    outputs = set()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", CODE, *TEXTS[:20]]
        env = {**__import__("os").environ, "PYTHONHASHSEED": seed}
        out = subprocess.run(command, capture_output=True, text=True, check=True, env=env)
        outputs.add(out.stdout)
    here, _ = run(TEXTS[:20], Recipe(seed=9, copies=3), list(range(20)))
    assert outputs == {"\n".join(here.texts) + "\n"}


@pytest.mark.parametrize(
    ("recipe", "code"),
    [
        (Recipe((("no_such", 0.1),)), "input.augment-methods"),
        (Recipe(()), "input.augment-methods"),
        (Recipe((("random_deletion", 0.1), ("random_deletion", 0.2))), "input.augment-methods"),
        (Recipe((("random_deletion", 0.9),)), "input.augment-probability"),
        (Recipe((("synonym_replacement", float("nan")),)), "input.augment-probability"),
        (Recipe(copies=-1), "input.augment-copies"),
        (Recipe(copies=101), "input.augment-copies"),
    ],
)
def test_a_bad_recipe_is_refused_with_a_remedy(recipe: Recipe, code: str) -> None:
    with pytest.raises(InputError) as caught:
        run(["text"], recipe, [1])
    assert caught.value.code == code and caught.value.remedy


def test_each_text_needs_a_key() -> None:
    with pytest.raises(InputError, match="row key"):
        run(["a", "b"], Recipe(), [1])


def test_no_rows_no_copies() -> None:
    made, _ = run([], Recipe(), [])
    assert (made.texts, made.dropped) == ([], 0)
    made, _ = run(["Buy a car"], Recipe(copies=0), [1])
    assert (made.texts, made.dropped) == ([], 0)
