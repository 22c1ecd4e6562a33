"""The contract every registered method meets, and the golden copies of each."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.augment import METHODS, AugmentResult, Recipe, augment, augment_texts
from studio.augment.registry import Method
from studio.core.events import Event
from studio.core.values import Dataset, Example, LabelSet

R = TypeVar("R")
LONG = (
    "The teacher asked the students to write a short story about a small town, and they began "
    "quickly because the job was hard. Later the child found a big car near the road and "
    "helped the doctor carry the heavy package home before night."
)
ROWS = [
    "Where is my parcel?",
    "I want to buy a car, but it is not big enough.",
    "They asked whether the movie was a true story.",
    LONG,
]


def finish(work: Generator[Event, None, R]) -> R:
    """The result of a generator, its events thrown away."""
    while True:
        try:
            next(work)
        except StopIteration as end:
            return end.value


def copies(
    texts: Sequence[str], *methods: tuple[str, float], n: int = 2, seed: int = 0
) -> AugmentResult:
    recipe = Recipe(methods or (("synonym_replacement", 0.2), ("random_deletion", 0.1)), n, seed)
    return finish(augment_texts(texts, recipe, row_keys=range(len(texts))))


def edit(name: str, text: str, changes: dict[int, str]) -> str:
    from studio.augment.batch import Batch
    from studio.augment.vocabulary import Vocabulary

    method: Method = METHODS[name]("eng")
    batch = Batch([text], Vocabulary([method]))
    return method.edit(batch.words[0], batch.gaps[0], changes)


NAMES = [
    "casing",
    "punctuation_insertion",
    "random_deletion",
    "random_insertion",
    "random_swap",
    "spelling_noise",
    "synonym_replacement",
]


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_contract_covers_every_method() -> None:
    assert list(METHODS) == NAMES


def test_a_form_can_be_drawn(name: str) -> None:
    method = METHODS[name]
    assert method.title and method.help.endswith(".")
    assert 0 < method.lowest <= method.probability <= method.highest <= 1


def test_same_seed_same_text(name: str) -> None:
    p = METHODS[name].probability
    assert copies(ROWS, (name, p), seed=3).texts == copies(ROWS, (name, p), seed=3).texts
    assert copies(ROWS, (name, p), seed=3).texts != copies(ROWS, (name, p), seed=4).texts


@pytest.mark.parametrize("p", [0.05, 0.1, 0.2, 0.45])
def test_the_change_rate_is_p(name: str, p: float) -> None:
    text = f"{LONG} {LONG}"  # p times the words that may change is more than one
    result = copies([text] * 400, (name, p), n=1)
    count = result.counts[name]
    assert count.changed / count.words == pytest.approx(p, abs=0.005)
    assert result.unchanged == result.repeated == 0
    # Counted again from the texts, not by the engine's own books.
    words, lost = len(text.split()), []
    for copy in result.texts:
        left = copy.split()
        same = sum(a == b for a, b in zip(left, text.split(), strict=False))
        lost.append(abs(words - len(left)) or words - same)  # gone, put in, or other than before
    eligible = words if METHODS[name].counts_every_word else count.words / count.draws
    assert np.mean(lost) / eligible == pytest.approx(p, abs=0.02)


def test_on_short_rows_the_first_draws_keep_the_rate(name: str) -> None:
    p = METHODS[name].probability
    count = copies(ROWS[:3] * 500, (name, p)).counts[name]
    assert count.changed / count.words == pytest.approx(p, abs=0.02)


def test_unchanged_copies_are_counted_and_drawn_again(name: str) -> None:
    result = copies(["They purchase tea in an inn"] * 300, (name, 0.02), n=1)
    assert result.unchanged > 200
    assert len(result.texts) == 300 and result.dropped == 0
    assert "They purchase tea in an inn" not in result.texts


def test_what_cannot_change_is_dropped_and_counted(name: str) -> None:
    result = copies(["", "   ", "42", "NASA", "!?"], (name, METHODS[name].probability))
    assert (result.texts, result.dropped) == ([], 10)
    assert result.unchanged >= 10


def test_copies_of_a_row_differ(name: str) -> None:
    result = copies(["They purchase tea"] * 50, (name, METHODS[name].highest), n=5)
    for row in range(50):
        made = [t for t, r in zip(result.texts, result.rows, strict=True) if r == row]
        assert len(made) == len(set(made))
    assert result.repeated and result.dropped == 250 - len(result.texts)


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(st.text(max_size=60), min_size=1, max_size=4), seed=st.integers(0, 2**70))
def test_any_text_is_survived(texts: list[str], seed: int) -> None:
    result = copies(texts, n=3, seed=seed)
    assert result.dropped + len(result.texts) == 3 * len(texts)
    for text, row in zip(result.texts, result.rows, strict=True):
        assert text.strip() and text != texts[row]


WORD = st.sampled_from(
    "Where is my parcel? car cars, an auto; (buy) “big” NASA Paris 42 don't not film. "
    "quickly e.g. – 你好 é́té\u0301 story! İstanbul ﬁlm".split()
)
GAP = st.sampled_from([" ", "  ", "\n", "\t", "\u3000", "\r\n ", "\x1f"])
TEXT = st.lists(st.tuples(WORD, GAP), min_size=1, max_size=14).map(
    lambda p: "".join(w + g for w, g in p)
)


@settings(max_examples=200, deadline=None)
@given(text=TEXT, lead=st.sampled_from(["", " ", "\n"]), seed=st.integers(0, 99))
def test_a_replacement_leaves_every_other_byte(text: str, lead: str, seed: int) -> None:
    text = lead + text
    method = METHODS["synonym_replacement"]("eng")
    for copy in copies([text], ("synonym_replacement", 0.5), seed=seed).texts:
        old, new = text.split(), copy.split()
        assert len(old) == len(new)
        assert outside(text) == outside(copy)
        for at, (a, b) in enumerate(zip(old, new, strict=True)):
            article = a.lower() in ("a", "an") and old[at + 1 :][:1] != new[at + 1 :][:1]
            assert a == b or b in method.options(a) or article


def outside(text: str) -> list[str]:
    """The white space around words, one entry a gap."""
    import re

    return re.split(r"\S+", text)


@settings(max_examples=200, deadline=None)
@given(text=TEXT, seed=st.integers(0, 99))
def test_a_deletion_only_takes_away(text: str, seed: int) -> None:
    for copy in copies([text], ("random_deletion", 0.4), seed=seed).texts:
        rest = iter(text)
        assert all(letter in rest for letter in copy)  # what is left stands in the same order
        assert any(map(str.isalnum, copy))
        for kept in ("42", "don't", "not"):
            assert copy.count(kept) == text.count(kept)
        assert copy.count("NASA") == text.count("NASA") or text == text.upper()


@pytest.mark.parametrize(
    ("text", "changes", "copy"),
    [
        ("Buy an auto now.", {2: "car"}, "Buy a car now."),
        ("A big car.", {1: "enormous"}, "An enormous car."),
        ("An hour ago", {1: "minute"}, "A minute ago"),
        ("a  union\tof cars ", {1: "enormous"}, "an  enormous\tof cars "),
        ("a auto", {1: "car"}, "a car"),
        ("a story", {1: "unique"}, "a unique"),
    ],
)
def test_articles_agree(text: str, changes: dict[int, str], copy: str) -> None:
    assert edit("synonym_replacement", text, changes) == copy


@settings(max_examples=200, deadline=None)
@given(text=TEXT, seed=st.integers(0, 99))
def test_a_swap_loses_nothing(text: str, seed: int) -> None:
    def letters(of: str) -> list[str]:
        return sorted(w.strip("“”()?,.;!").casefold() for w in of.split())

    for copy in copies([text], ("random_swap", 0.4), seed=seed).texts:
        assert letters(copy) == letters(text)
        assert outside(copy) == outside(text)
        for at, word in enumerate(text.split()):
            if any(map(str.isdigit, word)) or word in ("don't", "not"):
                assert copy.split()[at] == word


@settings(max_examples=200, deadline=None)
@given(text=TEXT, seed=st.integers(0, 99))
def test_marks_are_only_put_in(text: str, seed: int) -> None:
    for copy in copies([text], ("punctuation_insertion", 0.4), seed=seed).texts:
        rest = iter(copy.split())
        assert all(word in rest for word in text.split())  # every word, in order
        assert len(copy.split()) > len(text.split())


@settings(max_examples=150, deadline=None)
@given(text=TEXT, seed=st.integers(0, 99))
def test_an_insertion_keeps_every_word(text: str, seed: int) -> None:
    for copy in copies([text], ("random_insertion", 0.5), seed=seed).texts:
        rest = iter(copy.split())
        assert all(word in rest for word in text.split())
        assert copy.split()[0] == text.split()[0]


@settings(max_examples=150, deadline=None)
@given(text=TEXT, seed=st.integers(0, 99))
def test_casing_changes_case_alone(text: str, seed: int) -> None:
    for copy in copies([text], ("casing", 0.7), seed=seed).texts:
        assert copy.lower() == text.lower() and copy != text


def test_slips_leave_both_ends_and_one_edit() -> None:
    from studio.augment.methods.spelling_noise import slips

    for word in ("parcel", "Where", "four", "bookkeeper"):
        for slip in slips(word):
            assert slip[0] == word[0] and slip[-1] == word[-1]
            assert abs(len(slip) - len(word)) <= 1
    assert set(slips("four")) == {"fuor", "fur", "foour", "fpur", "for", "fouur", "foir"}
    options = METHODS["spelling_noise"]("eng").options
    assert options("NASA") == options("cat") == options("b2b-sales") == options("without") == ()
    assert all(o.startswith("(") and o.endswith(").") for o in options("(parcel)."))


@pytest.mark.parametrize(
    ("name", "text", "changes", "copy"),
    [
        ("random_swap", "Where is my parcel?", {2: "my", 3: "parcel"}, "Where is parcel my?"),
        ("random_swap", "Where is my parcel?", {0: "Where", 1: "is"}, "Is where my parcel?"),
        ("random_swap", "so  good,\tbut dear.", {0: "so", 1: "good", 3: "dear"}, "dear  so,\tbut good."),
        ("punctuation_insertion", "Where is  my parcel?", {0: ";", 2: "!"}, "; Where is  ! my parcel?"),
        ("casing", "so  good", {1: "GOOD"}, "so  GOOD"),
        ("spelling_noise", "so  good", {1: "godo"}, "so  godo"),
    ],
)  # fmt: skip
def test_edits_as_written(name: str, text: str, changes: dict[int, str], copy: str) -> None:
    assert edit(name, text, changes) == copy


@pytest.mark.parametrize(
    ("text", "changes", "copy"),
    [
        ("Where is my parcel?", {3: "?"}, "Where is my?"),
        ("Where is my parcel?", {0: "", 1: ""}, "my parcel?"),
        (" one\n two  three ", {0: ""}, " two  three "),
        (" one\n two  three ", {1: ""}, " one  three "),
        (" one\n two  three ", {2: ""}, " one\n two "),
        ("good, bad.", {1: "."}, "good,"),
        ("so very good.", {1: "", 2: "."}, "so."),
    ],
)
def test_deleted_words_leave_their_punctuation(
    text: str, changes: dict[int, str], copy: str
) -> None:
    assert edit("random_deletion", text, changes) == copy


def test_negations_and_numbers_are_never_deleted() -> None:
    text = "It does not cost 300 euros and you can't return it without Anna."
    for copy in copies([text], ("random_deletion", 0.5), n=40).texts:
        for kept in ("not", "300", "can't", "without", "Anna"):
            assert kept in copy


def test_golden_copies() -> None:
    result = copies(ROWS, n=2, seed=7)
    assert list(zip(result.rows, result.methods, result.texts, strict=True)) == GOLDEN


def test_a_dataset_keeps_its_rows_and_gains_copies() -> None:
    labels = LabelSet(("shipping", "sales"))
    rows = [Example(ROWS[0], 0, 17), Example(ROWS[1], 1, 4), Example("42", 1, 5)]
    made = finish(augment(Dataset.of(rows, labels), Recipe(copies=2, seed=1)))
    assert [made[at] for at in range(3)] == rows
    assert made.source_rows.tolist() == [17, 4, 5, 17, 17, 4, 4]
    assert made.label_ids.tolist() == [0, 1, 1, 0, 0, 1, 1]
    assert made.labels == labels
    assert {o.split(":")[0] for o in made.origins[3:]} == {"augment"}
    again = finish(augment(made, Recipe(copies=2, seed=1)))
    assert again.digest == made.digest
    no_copies = finish(augment(made.select([0, 1, 2]), Recipe(copies=0)))
    assert list(no_copies.texts) == [e.text for e in rows]


GOLDEN = [
    (0, "random_deletion", "Where is my?"),
    (0, "random_deletion", "Where is parcel?"),
    (1, "synonym_replacement", "I want to purchase a car, but it is not big enough."),
    (1, "synonym_replacement", "I want to buy a car, but it is not large enough."),
    (2, "random_deletion", "They asked whether the was a true story."),
    (2, "synonym_replacement", "They asked whether the film was a true story."),
    (
        3,
        "synonym_replacement",
        "The teacher asked the students to write a short story about a small town, and they began "
        "quickly because the job was hard. Afterward the kid found a big car near the road and "
        "helped the doctor carry the heavy packet home before night.",
    ),
    (
        3,
        "random_deletion",
        "The asked the students to write a short story about small town, and they began quickly "
        "because the job was hard. Later the child found a big car near the road and helped doctor "
        "carry the heavy home before night.",
    ),
]
