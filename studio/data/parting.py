"""The rows an import keeps become three data sets: rare labels seen to, groups of near-duplicates whole."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.spill import Spill, blocks
from studio.core.stored import Named, Texts
from studio.core.values import ORIGIN_CSV, Dataset, LabelSet, Split
from studio.data.splitting import splitting
from studio.data.tabulated import Tabulated, tabulating

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Kept:
    """n rows of a table: `at` int64[n], their indices in it, ascending; `label_ids` int64[n] of `labels`.

    texts, rows: the whole table's texts and row numbers.
    """

    texts: Texts
    rows: Ints
    at: Ints
    label_ids: Ints
    labels: LabelSet
    spill: Spill

    def __len__(self) -> int:
        return len(self.at)

    def dataset(self, some: Ints) -> Dataset:
        """These rows (indices into `at`) as examples; their texts stay where they are."""
        at = self.spill.taken(self.at, some)
        return Dataset(
            self.texts.take(at),
            self.spill.taken(self.label_ids, some),
            self.spill.taken(self.rows, at),
            Named((ORIGIN_CSV,), np.zeros(len(at), np.int8)),
            self.labels,
        )


@dataclass(frozen=True)
class Parted:
    """A split; the rows it was made of; and the labels (ids) that have too few groups to be in every part."""

    split: Split
    kept: Kept
    rare: Ints
    dropped: list[int]  # row numbers of rare labels


def parting(
    kept: Kept, groups: Ints, *, validation: float, test: float, seed: int, drop_rare: bool, name: str
) -> Generator[Event, None, Parted]:  # fmt: skip
    """groups: int64[n], near-duplicates have one number; name: the file's. Raises InputError."""
    parts, spill, dropped = 1 + (validation > 0) + (test > 0), kept.spill, list[int]()
    found = yield from tabulating(kept.label_ids, groups, len(kept.labels), seed, spill)
    rare = np.flatnonzero(found.groups_per_label() < parts)
    again: Tabulated | None = found
    if len(rare) and drop_rare:
        kept, groups, dropped = _without(kept, groups, rare, name)
        again = None
    part = yield from splitting(kept.label_ids, groups, validation=validation, test=test, seed=seed, found=again, spill=spill)  # fmt: skip
    split = Split(*(kept.dataset(spill.where(part == p)) for p in range(3)))
    if sum(len(p) > 0 for p in (split.train, split.validation, split.test)) < parts:
        raise InputError(
            f"{name} has too few different texts to split: {len(kept)} rows, no label in three of them apart.",
            code="too-few-rows",
            remedy="Add rows: each label needs at least three texts that are not near-duplicates.",
        )
    return Parted(split, kept, rare, dropped)


def one_class(file: str, name: str, rows: int, lost: str) -> InputError:
    """The error of a file whose rows all have one label."""
    return InputError(
        f"Every usable row of {file} has the label {name!r}: {rows} rows{lost}.",
        code="one-class",
        remedy="A classifier needs at least two labels: add rows with another label, or choose another label column.",
    )


def _without(kept: Kept, groups: Ints, rare: Ints, name: str) -> tuple[Kept, Ints, list[int]]:
    """The rows without the rare labels', their groups numbered anew, and the numbers of the rows dropped."""
    spill, out = kept.spill, np.zeros(len(kept.labels), dtype=np.bool_)
    out[rare] = True
    gone = spill.taken(out, kept.label_ids)
    stay, left = spill.where(~gone), np.flatnonzero(~out)
    if len(left) < 2:
        last = kept.labels.names[left[0]] if len(left) else ""
        raise one_class(name, last, len(stay), " after rare labels were dropped")
    labels = LabelSet(
        *(tuple(values[i] for i in left) for values in (kept.labels.names, kept.labels.source_ids))
    )
    dense = np.cumsum(~out) - 1
    ids, groups = spill.taken(kept.label_ids, stay), spill.taken(groups, stay)
    used = np.zeros(int(groups.max(initial=-1)) + 1, dtype=np.bool_)
    for some in blocks(len(groups)):
        used[groups[some]] = True
    number = spill.zeros(len(used), np.int64)
    np.cumsum(used, out=number)
    number -= 1
    dropped = kept.rows[kept.at[spill.where(gone)]].tolist()
    at, ids = spill.taken(kept.at, stay), spill.taken(dense, ids)
    return replace(kept, at=at, label_ids=ids, labels=labels), spill.taken(number, groups), dropped
