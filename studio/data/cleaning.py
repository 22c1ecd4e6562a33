"""Which rows become examples: the article's rules, conflicts and duplicates, each drop counted.

Rows are numbers here, and their texts hashes of 8 bytes: a table larger than memory can be judged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.core.spill import Spill
from studio.core.stored import Texts
from studio.core.values import DropReason
from studio.data.coded import Coded, coding, pair_counts
from studio.data.edits import Merge, merged_names, refuse_unusable
from studio.data.labels import id_notes, merge_spellings, plain_id
from studio.data.repeated import Repeated, hashes, repeats
from studio.data.roles import Roles
from studio.data.table import Table, some_rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Codes = NDArray[np.int32]
    Mask = NDArray[np.bool_]

STAGE = "check"
_LINE_BREAKS = 100  # in one cell: a quote is probably missing


@dataclass(frozen=True)
class Checked:
    """The rows kept (`at`: ascending indices into the table) with their label names and ids.

    `twins`: every row, kept or not, whose text is repeated or has several labels, by text.
    """

    at: Ints
    names: Coded
    ids: Coded
    dropped: dict[DropReason, list[int]]
    notes: list[str]
    twins: dict[DropReason, Ints] = field(default_factory=dict)


class _Sieve:
    """The row numbers that fell out, by reason, and those a person wants to keep."""

    def __init__(self, rows: Ints, keep: Collection[int]) -> None:
        self.rows, self.keep = rows, np.array(sorted(keep), dtype=np.int64)
        self.dropped: dict[DropReason, list[int]] = {}
        self.twins: dict[DropReason, Ints] = {}
        self.notes: list[str] = []

    def drop(self, at: Ints, reason: DropReason) -> Ints:
        """Drop these rows (indices, ascending), but for those to keep; the ones that went."""
        out = at[~np.isin(self.rows[at], self.keep)] if len(self.keep) else at
        if len(out):
            self.dropped.setdefault(reason, []).extend(self.rows[out].tolist())
        return out


@dataclass(frozen=True)
class _Looked:
    """What a pass over the texts found, each of n rows: a hash, whether it is blank, or very long."""

    hashed: Ints
    blank: Mask
    long: Ints


def check(
    table: Table,
    roles: Roles,
    *,
    on_duplicate: str = "drop",
    on_conflict: str = "drop",
    merges: Sequence[Merge] = (),
    keep: Collection[int] = (),
    spill: Spill,
) -> Generator[Event, None, Checked]:
    """Apply the rules to every row of a stored table.

    on_duplicate: `drop` all but the first, or `keep`. on_conflict, for one text with several
    labels: `drop` all its rows, keep those with the `first` row's label, or `keep` all.
    merges: labels read as one; keep: rows (by number) that neither of these rules may drop.
    Raises InputError for a label or row that isn't there.
    """
    sieve, texts = _Sieve(table.rows, keep), _column(table, roles.text)
    ids = Coded([""], spill.zeros(len(table), np.int32), spill)
    if roles.label_id:
        ids = (yield from coding(_column(table, roles.label_id), STAGE, spill)).called(plain_id)
    cells = (yield from coding(_column(table, roles.label), STAGE, spill)) if roles.label else ids
    looked = yield from _look(texts, spill)
    at, done = _labelled(sieve, looked.blank, cells, ids, spill), Progress(STAGE, len(table), len(table))  # fmt: skip
    yield done
    if keep:
        there = table.rows[np.isin(table.rows, sieve.keep)]
        refuse_unusable(frozenset(keep), there.tolist(), sieve.dropped)
    cells, ids = cells.take(at), ids.take(at)
    yield done
    spellings = merge_spellings(cells.counts())
    names = cells.called(lambda cell: spellings.name_of.get(cell, cell))
    yield done
    sieve.notes += [*spellings.notes, *_long_cells(table.rows, looked.long[_among(at, len(table))[looked.long]])]  # fmt: skip
    if roles.label and roles.label_id:
        sieve.notes += _id_notes(names, ids, spill.taken(table.rows, at))
    if merges:
        merged = merged_names(set(names.counts()), merges)
        names = names.called(lambda name: merged.get(name, name))
    hashed = spill.taken(looked.hashed, at)
    del looked, cells
    yield done
    again = yield from repeats(hashed, at, _stripped(texts), STAGE, len(table), spill)
    yield done
    label = names.codes[_places(at, again.rows)]
    out = _conflicts(sieve, again, label, on_conflict)
    left = ~_among(out, len(table))[again.rows]
    more = _duplicates(sieve, again.rows[left], again.group[left], label[left], on_duplicate)
    yield done
    gone = _among(np.concatenate((out, more)), len(table))
    stay = spill.where(spill.made(len(at), np.bool_, lambda some: ~gone[at[some]]))
    return Checked(spill.taken(at, stay), names.take(stay), ids.take(stay), sieve.dropped, sieve.notes, sieve.twins)  # fmt: skip


def _among(rows: Ints, n: int) -> Mask:
    """bool[n]: whether a row is one of these. np.isin would sort them all."""
    mask = np.zeros(n, dtype=np.bool_)
    mask[rows] = True
    return mask


def _places(rows: Ints, some: Ints) -> Ints:
    """Where some of the rows (ascending) stand among them; asked for in order, each lies near the last."""
    order = np.argsort(some)
    found = np.empty(len(some), dtype=np.int64)
    found[order] = np.searchsorted(rows, some[order])
    return found


def _column(table: Table, name: str) -> Texts:
    column = table.columns[name]
    assert isinstance(column, Texts), "the table is stored"
    return column


def _stripped(texts: Texts) -> Callable[[Ints], list[str]]:
    return lambda rows: [text.strip() for text in texts.array(rows).to_pylist()]


def _look(texts: Texts, spill: Spill) -> Generator[Event, None, _Looked]:
    n = len(texts)
    found = _Looked(spill.zeros(n, np.int64), np.empty(n, np.bool_), np.empty(0, np.int64))
    long = [found.long]
    for at, cells in texts.arrays():
        stripped = [text.strip() for text in cells.to_pylist()]
        part = slice(at, at + len(stripped))
        found.hashed[part] = hashes(stripped)
        found.blank[part] = [not text for text in stripped]
        long.append(at + np.flatnonzero([t.count("\n") > _LINE_BREAKS for t in stripped]))
        yield Progress(STAGE, at, n)
    return _Looked(found.hashed, found.blank, np.concatenate(long))


def _labelled(sieve: _Sieve, blank: Mask, cells: Coded, ids: Coded, spill: Spill) -> Ints:
    """Indices of rows with a text and a label; "NA", "None" and "null" are words like any other."""

    def rows_where(column: Coded, holds: Callable[[str], bool]) -> Mask:
        held = np.array([holds(value) for value in column.values], dtype=np.bool_)
        return spill.taken(held, column.codes)

    minus = rows_where(cells, lambda cell: plain_id(cell) == "-1")
    minus &= rows_where(ids, lambda value: not value)
    minus |= rows_where(ids, lambda value: value == "-1")
    minus &= ~blank
    unlabelled = rows_where(cells, lambda cell: not cell.strip()) & ~blank & ~minus
    found = [
        (np.flatnonzero(mask), reason)
        for mask, reason in (
            (blank, DropReason.NO_TEXT),
            (minus, DropReason.LABEL_MINUS_ONE),
            (unlabelled, DropReason.NO_LABEL),
        )
        if mask.any()
    ]
    for at, reason in sorted(found, key=lambda lost: int(lost[0][0])):
        sieve.dropped[reason] = sieve.rows[at].tolist()  # nobody can keep these
    return spill.where(~(blank | minus | unlabelled))


def _long_cells(rows: Ints, at: Ints) -> list[str]:
    if not len(at):
        return []
    return [
        f"The text in {some_rows(rows[at])} has over {_LINE_BREAKS} line breaks. Look whether a quote is missing there."
    ]


def _id_notes(names: Coded, ids: Coded, rows: Ints) -> list[str]:
    def differ(name: str, usual: str) -> Ints:
        theirs = np.array([value not in ("", usual) for value in ids.values], dtype=np.bool_)
        return rows[(names.codes == names.values.index(name)) & theirs[ids.codes]]

    return id_notes(pair_counts(names, ids), differ)


def _conflicts(sieve: _Sieve, again: Repeated, label: Codes, on_conflict: str) -> Ints:
    """The rows dropped because their text has several labels (indices, ascending)."""
    nothing = np.zeros(0, dtype=np.int64)
    if not len(again.rows):
        return nothing
    torn = np.minimum.reduceat(label, again.begins) != np.maximum.reduceat(label, again.begins)
    if not torn.any():
        return nothing
    inside, group = torn[again.group], again.group
    involved = again.rows[inside]
    sieve.twins[DropReason.CONFLICT] = _side_by_side(involved, group[inside])
    fate = {
        "drop": "all of them were dropped, but for rows you keep"
        if len(sieve.keep)
        else "all of them were dropped",
        "first": "those that differ from the first were dropped",
        "keep": "all of them were kept",
    }[on_conflict]
    sieve.notes.append(
        f"{torn.sum()} texts have more than one label ({some_rows(sieve.rows[np.sort(involved)])}); {fate}. "
        "Decide on one label for each of them in the file."
    )
    if on_conflict == "keep":
        return nothing
    other = label[inside] != label[again.begins][group[inside]]
    out = involved if on_conflict == "drop" else involved[other]
    return sieve.drop(np.sort(out), DropReason.CONFLICT)


def _duplicates(sieve: _Sieve, rows: Ints, group: Ints, label: Codes, on_duplicate: str) -> Ints:
    """The rows dropped because they repeat an earlier text with its label (indices, ascending)."""
    order = np.lexsort((rows, label, group))
    rows, group, label = rows[order], group[order], label[order]
    repeat = np.zeros(len(rows), dtype=np.bool_)
    repeat[1:] = (group[1:] == group[:-1]) & (label[1:] == label[:-1])
    again = np.sort(rows[repeat])
    if not len(again):
        return again
    twins = repeat | np.append(repeat[1:], False)
    sieve.twins[DropReason.DUPLICATE] = _side_by_side(rows[twins], group[twins])
    fate = {"drop": "the first of each was kept", "keep": "all of them were kept"}[on_duplicate]
    sieve.notes.append(
        f"{len(again)} rows repeat an earlier text with the same label ({some_rows(sieve.rows[again])}); {fate}. "
        "Import with duplicates kept or dropped, as their frequency matters or not."
    )
    return again[:0] if on_duplicate == "keep" else sieve.drop(again, DropReason.DUPLICATE)


def _side_by_side(rows: Ints, group: Ints) -> Ints:
    """The rows with those of one text together, in the order of each text's first row."""
    order = np.lexsort((rows, group))
    rows, group = rows[order], group[order]
    new = np.append(True, group[1:] != group[:-1])
    first = rows[new][np.cumsum(new) - 1]
    return rows[np.lexsort((rows, first))]
