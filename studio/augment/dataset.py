"""A data set with its copies: originals first, then copies in row order. For the train part only."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, overload

import numpy as np

from studio.augment.copies import augment_texts
from studio.augment.recipe import Recipe
from studio.augment.result import AugmentResult
from studio.core.events import Event, Metric, Note
from studio.core.spill import Spill, blocks
from studio.core.stored import After, Named, Writer, text_array
from studio.core.values import Dataset

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

ORIGIN = "augment:"


def augment(
    dataset: Dataset, recipe: Recipe, scratch: Path | None = None
) -> Generator[Event, None, Dataset]:
    """`dataset` followed by its copies: same labels and source rows, origin `augment:<method>`.

    Never hand it a validation or test part: copies don't belong into an exam. A data set that
    has copies already is not copied again. scratch: a folder for the copies, which the result
    reads from; without one they are in memory. Raises InputError, HostError.
    """
    rows = dataset
    if any(origin.startswith(ORIGIN) for origin in dataset.origins):
        rows = dataset.select([at for at, origin in enumerate(dataset.origins) if not origin.startswith(ORIGIN)])  # fmt: skip
    spill = Spill(scratch)
    copies = _Copies(scratch / "copies.arrow" if scratch else None, spill)
    with contextlib.closing(copies):
        made = yield from augment_texts(
            rows.texts, recipe, row_keys=_Keys(rows.source_rows), spill=copies.take
        )
    texts, at, codes = copies.done()
    yield Metric("augment/copies", len(texts))
    yield Metric("augment/unchanged", made.unchanged)
    yield Metric("augment/dropped", made.dropped)
    if made.dropped:
        yield Note(
            f"{made.dropped:,} of {len(rows) * recipe.copies:,} copies were left out: "
            "they came out equal to their original or to each other.",
        )
    return Dataset(
        After(rows.texts, texts),
        _with(rows.label_ids, at, spill),
        _with(rows.source_rows, at, spill),
        After(rows.origins, Named([ORIGIN + name for name in copies.names], codes)),
        rows.labels,
    )


def _with(column: Ints, rows: Ints, spill: Spill) -> Ints:
    """The column, then these rows of it."""
    both = spill.growing(np.int64)
    for some in blocks(len(column)):
        both.add(column[some])
    for some in blocks(len(rows)):
        both.add(column[rows[some]])
    found: Ints = both.done()
    return found


class _Keys(Sequence[int]):
    """Row numbers as whole numbers of Python, a batch at a time."""

    def __init__(self, rows: NDArray[np.int64]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> list[int]: ...
    def __getitem__(self, at: int | slice) -> int | list[int]:
        found: int | list[int] = self._rows[at].tolist()
        return found


class _Copies:
    """Takes copies out of a result batch by batch: texts into a file, numbers into arrays."""

    def __init__(self, place: Path | None, spill: Spill) -> None:
        self._out = Writer(place)
        self._out.open(["text"])
        self._spill = spill
        self._rows, self._codes = spill.growing(np.int64), spill.growing(np.int8)
        self._code_of: dict[str, int] = {}

    @property
    def names(self) -> list[str]:
        """The methods by code."""
        return list(self._code_of)

    def take(self, made: AugmentResult) -> None:
        """Keep the result's copies here, not there."""
        self._out.write([text_array(made.texts)])
        self._rows.add(np.array(made.rows, dtype=np.int64))
        code_of = self._code_of
        codes = [code_of.setdefault(name, len(code_of)) for name in made.methods]
        self._codes.add(np.array(codes, dtype=np.int8))
        for column in (made.texts, made.rows, made.methods):
            column.clear()
        self._spill.let_go()

    def done(self) -> tuple[Sequence[str], NDArray[np.int64], NDArray[np.int8]]:
        """(the texts, the row each is of, its method's code)."""
        texts = self._out.done().columns["text"]
        return texts, self._rows.done(), self._codes.done()

    def close(self) -> None:
        """Let go of the file."""
        self._out.close()
