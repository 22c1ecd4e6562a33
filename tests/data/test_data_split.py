"""The split: groups stay whole, labels reach every part, shares hold, seeds count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core.spill import Spill
from studio.data.read import drain
from studio.data.splitting import splitting
from studio.data.tabulated import tabulating


def split(
    labels: list[int],
    groups: list[int],
    validation: float = 0.15,
    test: float = 0.15,
    seed: int = 0,
) -> list[int]:
    parts = splitting(
        np.array(labels), np.array(groups), validation=validation, test=test, seed=seed
    )
    return drain(parts).tolist()


@st.composite
def rows(draw: st.DrawFn) -> tuple[list[int], list[int]]:
    groups = draw(st.lists(st.integers(0, 30), min_size=2, max_size=80))
    numbered = {group: at for at, group in enumerate(dict.fromkeys(groups))}
    groups = [numbered[group] for group in groups]
    mixed = draw(st.booleans())
    own = draw(st.lists(st.integers(0, 3), min_size=31, max_size=31))
    labels = draw(st.lists(st.integers(0, 3), min_size=len(groups), max_size=len(groups)))
    return (labels if mixed else [own[g] for g in groups]), groups


@settings(max_examples=200, deadline=None)
@given(
    drawn=rows(),
    shares=st.sampled_from([(0.15, 0.15), (0.3, 0.0), (0.0, 0.5), (0.05, 0.4)]),
    seed=st.integers(0, 3),
)
def test_laws(drawn: tuple[list[int], list[int]], shares: tuple[float, float], seed: int) -> None:
    labels, groups = drawn
    part = split(labels, groups, *shares, seed=seed)
    where: dict[int, set[int]] = {}
    for group, p in zip(groups, part, strict=True):
        where.setdefault(group, set()).add(p)
    assert all(len(parts) == 1 for parts in where.values())  # no group straddles
    wanted = {0} | {p for p, share in ((1, shares[0]), (2, shares[1])) if share}
    assert set(part) <= wanted
    mixed = any(len({x for x, g in zip(labels, groups, strict=True) if g == group}) > 1 for group in set(groups))  # fmt: skip
    for label in set(labels):
        own = {g for g, x in zip(groups, labels, strict=True) if x == label}
        parts = {p for p, x in zip(part, labels, strict=True) if x == label}
        if not mixed:
            assert parts == (wanted if len(own) >= len(wanted) else {0})
    assert part == split(labels, groups, *shares, seed=seed)


def test_single_rows_meet_the_shares_exactly() -> None:
    labels = [0] * 1000 + [1] * 200 + [2] * 20
    part = np.array(split(labels, list(range(1220)), 0.1, 0.2))
    found = [[int((part[np.array(labels) == k] == p).sum()) for p in range(3)] for k in range(3)]
    assert found == [[700, 100, 200], [140, 20, 40], [14, 2, 4]]


def test_a_giant_group_goes_to_train() -> None:
    part = split([0] * 60 + [1] * 60, [0] * 50 + list(range(1, 71)))
    assert part[:50] == [0] * 50 and {1, 2} <= set(part)


def test_seeds_matter_and_are_pinned() -> None:
    labels, groups = [n % 2 for n in range(40)], list(range(40))
    assert split(labels, groups, seed=1) != split(labels, groups, seed=2)
    assert (
        "".join(map(str, split(labels, groups, seed=0)))
        == "0012200000110000012000000000000120100202"
    )


def test_groups_are_counted_by_label() -> None:
    found = drain(
        tabulating(np.array([0, 0, 1, 0]), np.array([0, 0, 0, 1]), 3, 0, Spill())
    ).groups_per_label()
    assert found.tolist() == [2, 1, 0]


def test_rare_labels_stay_in_train() -> None:
    part = split([0] * 40 + [1, 1], list(range(42)))
    assert part[40:] == [0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_mixed_groups_still_reach_every_part(seed: int) -> None:
    labels = [n % 5 for n in range(300)]
    groups = [n // 3 for n in range(300)]
    part = split(labels, groups, seed=seed)
    for label in range(5):
        assert {p for p, x in zip(part, labels, strict=True) if x == label} == {0, 1, 2}
