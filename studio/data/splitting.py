"""Stratified train, validation and test parts that never cut a group of near-duplicates."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.spill import Spill, blocks
from studio.data.tabulated import Several, Singles, Tabulated, random_numbers, tabulating

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Part = NDArray[np.int8]
    Need = NDArray[np.float64]
    Randoms = NDArray[np.uint64]

STAGE = "split"
TRAIN, VALIDATION, TEST = 0, 1, 2
_STRIDE = 20_000


def splitting(
    label_ids: Ints,
    groups: Ints,
    *,
    validation: float,
    test: float,
    seed: int,
    found: Tabulated | None = None,
    spill: Spill | None = None,
) -> Generator[Event, None, Part]:
    """The part of each row, int8[n]: 0 train, 1 validation, 2 test; groups stay whole.

    found: what `tabulating` makes of the rows, where it is there already.

    Labels with at least as many groups as parts get one into each part first; then the large
    groups go where their label lacks most; single rows fill up the exact shares. Labels with
    fewer groups stay in train.
    """
    shares, begin = np.array([1 - validation - test, validation, test]), Progress(STAGE, 0, len(label_ids))  # fmt: skip
    spill = spill or Spill()
    total = np.bincount(label_ids)
    yield begin
    if found is None:
        found = yield from tabulating(label_ids, groups, len(total), seed, spill)
    part = np.full(len(found.several.size), -1, dtype=np.int8)
    first: dict[int, list[int]] = {}
    for _ in _reserve(found, shares, part, first):
        yield begin
    need = total[:, None] * shares
    _subtract(found, part, first, need)
    yield from _place_large(found.several, part, need, len(label_ids))
    dealt = _Dealt(len(total))
    for label, lacking in enumerate(need):
        dealt.deal(label, found.singles, first[label], lacking)
        yield begin

    parts: Part = spill.zeros(len(groups), np.int8)
    for some in blocks(len(groups)):
        ours, single, there = groups[some], found.single[some], parts[some]
        there[single] = dealt.part(label_ids[some][single], random_numbers(ours[single], seed))
        there[~single] = part[np.searchsorted(found.several.name, ours[~single])]
        yield begin
    yield Progress(STAGE, len(label_ids), len(label_ids))
    return parts


class _Dealt:
    """How the single rows of k labels are parted: by how their random numbers compare with two bounds a label."""

    def __init__(self, k: int) -> None:
        self.first: dict[int, tuple[int, Randoms]] = {}  # part and rows reserved before
        self._upto: tuple[Randoms, Randoms] = (np.zeros(k, np.uint64), np.zeros(k, np.uint64))
        self._any = (np.zeros(k, np.bool_), np.zeros(k, np.bool_))
        self._front = np.zeros((2, k), np.uint64)
        self._front_part = np.full((2, k), -1, np.int8)

    def deal(self, label: int, singles: Singles, front: list[int], lacking: Need) -> None:
        """Fill what the label lacks of test, then of validation; `front`: parts of its first rows and the last's."""
        numbers, ahead = singles.of(label), [p for p in front if p != TRAIN]
        left = len(numbers) - len(front)
        test = min(left, max(0, round(lacking[TEST])))
        validation = min(left - test, max(0, round(lacking[VALIDATION])))
        if not len(ahead) + test + validation:
            return
        marks = set(range(len(ahead))) | {len(ahead) + n - 1 for n in (test, test + validation) if n}  # fmt: skip
        numbers.partition(sorted(marks))
        for at, p in enumerate(ahead):
            self._front[at, label], self._front_part[at, label] = numbers[at], p
        for which, n in enumerate((test, test + validation)):
            if n:
                self._any[which][label], self._upto[which][label] = True, numbers[len(ahead) + n - 1]  # fmt: skip

    def part(self, label: Ints, number: Randoms) -> Part:
        """The part of each single row."""
        found = np.full(len(label), TRAIN, dtype=np.int8)
        for which, p in ((1, VALIDATION), (0, TEST)):
            found[self._any[which][label] & (number <= self._upto[which][label])] = p
        for at in range(2):
            reserved = (self._front_part[at][label] >= 0) & (number == self._front[at][label])
            found[reserved] = self._front_part[at][label[reserved]]
        return found


def _reserve(
    found: Tabulated, shares: Need, part: Part, first: dict[int, list[int]]
) -> Iterator[None]:
    """Give each label one group in each part, rarest label first; too rare ones stay in train.

    first[label]: the parts its first single rows go to, by their random numbers, TRAIN for its last one.
    A label at a time, between signs of life.
    """
    wanted = [p for p in (TEST, VALIDATION, TRAIN) if shares[p] > 0]
    several, alone = found.several, np.diff(found.singles.first)
    by_label = np.argsort(several.label, kind="stable")
    bounds = np.searchsorted(several.label[by_label], np.arange(len(alone) + 1))
    for label in np.argsort(found.groups_per_label(), kind="stable").tolist():
        inside = several.group[by_label[bounds[label] : bounds[label + 1]]]
        n, mine = int(alone[label]), first.setdefault(label, [])
        if len(inside) + n < len(wanted):
            part[inside[part[inside] < 0]] = TRAIN
            mine += [TRAIN] * n
            continue
        yield
        inside = inside[np.lexsort((several.order[inside], several.size[inside]))]
        for p in wanted:
            free = inside[part[inside] < 0]
            if p in mine or (part[inside] == p).any():
                continue
            if p == TRAIN and len(free):
                part[free[-1]] = p
            elif n > len(mine):
                mine.append(p)
            elif len(free):
                part[free[0]] = p


def _subtract(found: Tabulated, part: Part, first: dict[int, list[int]], need: Need) -> None:
    several = found.several
    placed = part[several.group] >= 0
    np.subtract.at(need, (several.label[placed], part[several.group[placed]]), several.rows[placed])
    for label, parts in first.items():
        for p in parts:
            need[label, p] -= 1


def _place_large(
    found: Several, part: Part, need: Need, total: int
) -> Generator[Event, None, None]:
    """Groups of several rows, largest first, to the part where their lead label lacks most."""
    large = np.flatnonzero(part < 0)
    large = large[np.lexsort((found.order[large], -found.size[large]))]
    lacking, first = need.tolist(), found.first
    for done, group in enumerate(large.tolist()):
        row = lacking[found.lead[group]]
        best = max((TRAIN, VALIDATION, TEST), key=row.__getitem__)
        part[group] = best
        for at in range(first[group], first[group + 1]):
            lacking[found.label[at]][best] -= int(found.rows[at])
        if done % _STRIDE == 0:
            yield Progress(STAGE, done, total)
    need[:] = lacking
