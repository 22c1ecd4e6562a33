"""Stratified train, validation and test parts that never cut a group of near-duplicates."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.seeds import derive

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

STAGE = "split"
TRAIN, VALIDATION, TEST = 0, 1, 2
_STRIDE = 20_000


@dataclass(frozen=True)
class _Groups:
    """G groups with their rows by label: pairs (group, label, rows), sorted by group.

    `first`[g] : `first`[g + 1] are group g's pairs; `lead`[g] is its most frequent label;
    `order`[g] a seeded random number.
    """

    group: Ints
    label: Ints
    rows: Ints
    first: Ints
    size: Ints
    lead: Ints
    order: NDArray[np.uint64]


def splitting(
    label_ids: Ints, groups: Ints, *, validation: float, test: float, seed: int
) -> Generator[Event, None, Ints]:
    """The part of each row, int64[n]: 0 train, 1 validation, 2 test; groups stay whole.

    Labels with at least as many groups as parts get one into each part first; then the large
    groups go where their label lacks most; single rows fill up the exact shares. Labels with
    fewer groups stay in train.
    """
    shares, begin = np.array([1 - validation - test, validation, test]), Progress(STAGE, 0, len(label_ids))  # fmt: skip
    yield begin
    found = _tabulate(label_ids, groups, seed)
    part = np.full(len(found.size), -1, dtype=np.int64)
    yield begin
    for _ in _reserve(found, shares, part):
        yield begin
    need = np.bincount(label_ids)[:, None] * shares
    _subtract(found, part, need)
    yield from _place_large(found, part, need)
    _place_single(found, part, need)
    yield Progress(STAGE, len(label_ids), len(label_ids))
    return part[groups]


def groups_per_label(label_ids: Ints, groups: Ints, k: int) -> Ints:
    """How many groups each label appears in, int64[k]."""
    pairs = np.sort(groups * k + label_ids)  # np.unique hashes them: 40 times as long at 3 million
    new = np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]
    return np.bincount(pairs[new] % k, minlength=k)


def _tabulate(label_ids: Ints, groups: Ints, seed: int) -> _Groups:
    k = int(label_ids.max()) + 1
    pairs, rows = np.unique(groups * k + label_ids, return_counts=True)
    group, label = pairs // k, pairs % k
    first = np.searchsorted(group, np.arange(group[-1] + 2))
    best = np.lexsort((label, -rows, group))  # most rows first within each group
    lead = label[best][first[:-1]]
    size = np.bincount(groups)
    return _Groups(group, label, rows, first, size, lead, _random(len(size), seed))


def _random(n: int, seed: int) -> NDArray[np.uint64]:
    """n seeded 64-bit numbers (splitmix64): the same on every machine and numpy version."""
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64(derive(seed, "split"))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def _reserve(found: _Groups, shares: NDArray[np.float64], part: Ints) -> Iterator[None]:
    """Give each label one group in each part, rarest label first; too rare ones stay in train.

    A label at a time, between signs of life.
    """
    wanted = [p for p in (TEST, VALIDATION, TRAIN) if shares[p] > 0]
    by_label = np.argsort(found.label, kind="stable")
    bounds = np.searchsorted(found.label[by_label], np.arange(found.label.max() + 2))
    for label in np.argsort(np.diff(bounds), kind="stable").tolist():
        inside = found.group[by_label[bounds[label] : bounds[label + 1]]]
        if len(inside) < len(wanted):
            part[inside[part[inside] < 0]] = TRAIN
            continue
        yield
        inside = inside[np.lexsort((found.order[inside], found.size[inside]))]
        for p in wanted:
            free = inside[part[inside] < 0]
            if len(free) and not (part[inside] == p).any():
                part[free[-1] if p == TRAIN else free[0]] = p


def _subtract(found: _Groups, part: Ints, need: NDArray[np.float64]) -> None:
    placed = part[found.group] >= 0
    np.subtract.at(need, (found.label[placed], part[found.group[placed]]), found.rows[placed])


def _place_large(
    found: _Groups, part: Ints, need: NDArray[np.float64]
) -> Generator[Event, None, None]:
    """Groups of several rows, largest first, to the part where their lead label lacks most."""
    large = np.flatnonzero((part < 0) & (found.size > 1))
    large = large[np.lexsort((found.order[large], -found.size[large]))]
    lacking, first = need.tolist(), found.first
    for done, group in enumerate(large.tolist()):
        row = lacking[found.lead[group]]
        best = max((TRAIN, VALIDATION, TEST), key=row.__getitem__)
        part[group] = best
        for at in range(first[group], first[group + 1]):
            lacking[found.label[at]][best] -= int(found.rows[at])
        if done % _STRIDE == 0:
            yield Progress(STAGE, done, len(part))
    need[:] = lacking


def _place_single(found: _Groups, part: Ints, need: NDArray[np.float64]) -> None:
    """Groups of one row: each label's are dealt out in random order to fill its shares."""
    single = np.flatnonzero(part < 0)
    single = single[np.lexsort((found.order[single], found.lead[single]))]
    bounds = np.searchsorted(found.lead[single], np.arange(len(need) + 1))
    for label, lacking in enumerate(need):
        ours = single[bounds[label] : bounds[label + 1]]
        test = min(len(ours), max(0, round(lacking[TEST])))
        validation = min(len(ours) - test, max(0, round(lacking[VALIDATION])))
        part[ours] = TRAIN
        part[ours[:test]] = TEST
        part[ours[test : test + validation]] = VALIDATION
