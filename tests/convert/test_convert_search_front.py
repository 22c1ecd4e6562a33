"""The front of mixtures: from large to small, each step the cheapest, nothing dominated."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.convert.held import INNER, LAST, WORDS, Weight
from studio.convert.search import Mix, Option, codings_for, front, plain, told
from studio.convert.stored import Coding

WIDTHS = [(8, 1.0), (6, 0.75), (4, 0.5), (2, 0.25)]


def options(size: float, losses: list[float]) -> list[Option]:
    coded = [Option(Coding("palette", b), size * s, x) for (b, s), x in zip(WIDTHS, losses, strict=True)]  # fmt: skip
    return [Option(None, size * 2, 0.0), *coded]


many = st.lists(
    st.tuples(st.integers(1, 1000), st.lists(st.floats(0, 1), min_size=4, max_size=4)),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(many)
def test_the_front_falls_in_size_and_rises_in_loss(given_ones: list[tuple[int, list[float]]]) -> None:  # fmt: skip
    mixes = front({str(n): options(size, sorted(x)) for n, (size, x) in enumerate(given_ones)})
    for larger, smaller in itertools.pairwise(mixes):
        assert smaller.size < larger.size and smaller.loss > larger.loss


@settings(deadline=None, max_examples=50)
@given(many)
def test_no_mixture_at_all_beats_one_of_the_front(given_ones: list[tuple[int, list[float]]]) -> None:  # fmt: skip
    ways = {str(n): options(size, sorted(x)) for n, (size, x) in enumerate(given_ones)}
    mixes = front(ways)
    for chosen in itertools.product(*ways.values()):
        size, loss = sum(o.size for o in chosen), sum(o.loss for o in chosen)
        assert not any(size < m.size - 1e-6 and loss < m.loss - 1e-6 for m in mixes)


def test_golden_front() -> None:
    ways = {"a": options(100, [0.0, 0.11, 0.2, 0.9]), "b": options(10, [0.0, 0.5, 0.6, 0.7])}
    widths = [
        tuple(m.options[n].coding.bits if m.options[n].coding else 16 for n in "ab")
        for m in front(ways)
    ]
    # 16 -> 8 bits is free; between (6, 8) and (4, 8), b's bits save less than they cost
    assert widths == [
        (8, 8),
        (6, 8),
        (4, 8),
        (4, 6),
        (4, 4),
        (4, 2),
        (2, 8),
        (2, 6),
        (2, 4),
        (2, 2),
    ]


def test_a_large_front_is_thinned_and_keeps_its_ends() -> None:
    dice = np.random.default_rng(0)
    ways = {str(n): options(float(dice.integers(1, 1000)), sorted(dice.random(4))) for n in range(60)}  # fmt: skip
    mixes = front(ways)
    assert 200 < len(mixes) <= 256
    assert mixes[-1].size == sum(min(o.size for o in each) for each in ways.values())
    assert mixes[0].loss == sum(min(o.loss for o in each) for each in ways.values())
    greedy = {name: each[2] for name, each in ways.items()}  # all at 6 bits
    size, loss = sum(o.size for o in greedy.values()), sum(o.loss for o in greedy.values())
    assert any(m.size <= size * 1.005 and m.loss < loss for m in mixes)


def weight(role: str, rows: int = 64) -> Weight:
    return Weight(role, np.zeros((rows, 64), np.float16), frozenset({"linear"}), 0, role)


def test_what_is_offered_depends_on_role_size_and_target() -> None:
    assert [c.bits for c in codings_for(weight(WORDS), "iOS18") if not c.rest] == [8, 6, 4, 3, 2]
    assert any(c.rest for c in codings_for(weight(WORDS), "iOS18"))
    assert not any(c.rest for c in codings_for(weight(WORDS), "iOS16"))
    assert not any(c.rest for c in codings_for(weight(INNER), "iOS18"))
    old = codings_for(weight(INNER), "iOS16")
    assert [c.bits for c in old] == [8, 6, 4, 2] and not any(c.group for c in old)
    assert [c.bits for c in codings_for(weight(LAST), "iOS18")] == [8]
    assert codings_for(weight(INNER, 32), "iOS18") == ()  # 2,048 numbers: not worth a table


def test_rows_for_people_name_every_weight() -> None:
    weights = (weight(WORDS), weight(INNER, 16))
    chosen = Option(Coding("palette", 4, 16), 2080.0, 0.25)
    rows = told(weights, Mix({WORDS: chosen}, 2080.0, 0.25))
    assert [r["coding"] for r in rows] == ["palette4/16", "as it was"]
    assert rows[0]["bits"] == 4.062 and rows[0]["loss"] == 0.25 and rows[1]["bits"] == 16
    assert plain(weights[0]).size == 64 * 64 * 2
