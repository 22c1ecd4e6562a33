"""A file becomes a Split: read, checked, grouped, parted; with an account of every row."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.stored import Named, Texts, of_lists
from studio.core.values import ORIGIN_CSV, Dataset, DropReason, ImportReport, LabelSet, Split
from studio.data.cleaning import Checked, check
from studio.data.coded import pair_counts
from studio.data.edits import parse_merge
from studio.data.findings import Findings, found
from studio.data.labels import label_set
from studio.data.near_duplicates import grouping
from studio.data.overrides import Overrides
from studio.data.read import reading
from studio.data.roles import Roles, find_roles
from studio.data.splitting import groups_per_label, splitting
from studio.data.table import Table, TableReport

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Imported:
    """The parts, the account of every row, the rows behind it, and the file's column names."""

    split: Split
    report: ImportReport
    findings: Findings
    names: tuple[str, ...]


def import_file(path: Path, **options: Any) -> Generator[Event, None, tuple[Split, ImportReport]]:
    """`importing` without the findings."""
    done = yield from importing(path, **options)
    return done.split, done.report


def importing(
    path: Path,
    *,
    text: str | None = None,
    label: str | None = None,
    label_id: str | None = None,
    seed: int = 0,
    validation: float = 0.15,
    test: float = 0.15,
    on_duplicate: str = "drop",
    on_conflict: str = "drop",
    on_rare: str = "keep",
    merge: Sequence[str] = (),
    keep_rows: Collection[int] = (),
    known: Overrides | None = None,
    scratch: Path | None = None,
) -> Generator[Event, None, Imported]:
    """Read a labelled file and part it, saying Progress in the stages read, check,
    near-duplicates and split.

    text, label, label_id: columns (None: guessed). validation, test: shares of the rows, 0..1.
    on_duplicate: drop | keep; on_conflict: drop | first | keep; on_rare (labels with too few
    groups to be in every part): keep them in train | drop. merge: `a,b=c` reads labels a and b
    as c; keep_rows: numbers of rows neither repetition nor a second label drops; known: how a
    delimited file is written, where somebody knows better. scratch: an empty folder on a disk with
    room for a copy of the file, which what is returned reads from; without one it is in memory.
    Raises InputError.
    """
    path, merges = Path(path), [parse_merge(text) for text in merge]
    _check_options(validation, test, on_duplicate, on_conflict, on_rare)
    place = scratch / "rows.arrow" if scratch else None
    table, read = yield from reading(path, known, place)
    if not all(isinstance(column, Texts) for column in table.columns.values()):
        table = Table(dict(of_lists(table.columns, place).columns), table.rows)
    roles = find_roles(table, text=text, label=label, label_id=label_id)
    checked = yield from check(
        table,
        roles,
        on_duplicate=on_duplicate,
        on_conflict=on_conflict,
        merges=merges,
        keep=keep_rows,
    )
    _need_rows(path, checked)
    dataset = _dataset(table, roles, checked)
    groups = yield from grouping(dataset.texts)
    parts_wanted = 1 + (validation > 0) + (test > 0)
    rare = np.flatnonzero(
        groups_per_label(dataset.label_ids, groups, len(dataset.labels)) < parts_wanted
    )
    if len(rare) and on_rare == "drop":
        dataset, groups = _without_labels(path, dataset, groups, rare, checked)
    part = yield from splitting(
        dataset.label_ids, groups, validation=validation, test=test, seed=seed
    )
    split = Split(*(dataset.select(np.flatnonzero(part == p)) for p in range(3)))
    _need_parts(path, split, parts_wanted)
    notes = [
        *read.notes,
        *_role_notes(roles),
        *checked.notes,
        *_rare_notes(dataset, rare, on_rare),
        *_absent_notes(split, rare),
    ]
    report = _report(read, roles, checked, dataset, notes)
    dropped = {**read.dropped, **checked.dropped}
    encoding = "" if read.format in ("json", "xlsx") else read.encoding  # records have no lines
    rows = found(path, encoding, table, roles, dropped, checked.twins)
    return Imported(split, report, rows, table.names)


def _check_options(
    validation: float, test: float, on_duplicate: str, on_conflict: str, on_rare: str
) -> None:
    if not (0 <= validation < 1 and 0 <= test < 1 and validation + test < 1):
        raise InputError(
            f"Shares of {validation:g} for validation and {test:g} for the test leave nothing to train on.",
            code="bad-shares",
            remedy="Choose shares between 0 and 1 that sum to less than 1, such as 0.15 and 0.15.",
        )
    for name, value, choices in (
        ("on_duplicate", on_duplicate, ("drop", "keep")),
        ("on_conflict", on_conflict, ("drop", "first", "keep")),
        ("on_rare", on_rare, ("keep", "drop")),
    ):
        if value not in choices:
            raise InputError(
                f"{value!r} is no choice for {name}.",
                code="bad-choice",
                remedy=f"Choose one of: {', '.join(choices)}.",
            )


def _need_rows(path: Path, checked: Checked) -> None:
    names = checked.names.counts()
    lost = ", ".join(f"{len(rows)} {reason}" for reason, rows in checked.dropped.items())
    if not names:
        raise InputError(
            f"No row of {path.name} is usable ({lost}).",
            code="no-rows-left",
            remedy="Check that the right columns are used for text and label.",
        )
    if len(names) == 1:
        raise _one_class(path, next(iter(names)), len(checked.at), f" ({lost})" if lost else "")


def _one_class(path: Path, name: str, rows: int, lost: str) -> InputError:
    return InputError(
        f"Every usable row of {path.name} has the label {name!r}: {rows} rows{lost}.",
        code="one-class",
        remedy="A classifier needs at least two labels: add rows with another label, or choose another label column.",
    )


def _need_parts(path: Path, split: Split, wanted: int) -> None:
    if sum(len(part) > 0 for part in (split.train, split.validation, split.test)) < wanted:
        rows = len(split.train) + len(split.validation) + len(split.test)
        raise InputError(
            f"{path.name} has too few different texts to split: {rows} rows, no label in three of them apart.",
            code="too-few-rows",
            remedy="Add rows: each label needs at least three texts that are not near-duplicates.",
        )


def _dataset(table: Table, roles: Roles, checked: Checked) -> Dataset:
    labels = label_set(pair_counts(checked.names, checked.ids))
    index = {name: at for at, name in enumerate(labels.names)}
    dense = np.array([index.get(name, -1) for name in checked.names.values], dtype=np.int64)
    texts = table.columns[roles.text]
    assert isinstance(texts, Texts), "the table is stored"
    return Dataset(
        texts.take(checked.at),
        dense[checked.names.codes],
        table.rows[checked.at],
        Named((ORIGIN_CSV,), np.zeros(len(checked.at), np.int8)),
        labels,
    )


def _without_labels(
    path: Path, dataset: Dataset, groups: Ints, rare: Ints, checked: Checked
) -> tuple[Dataset, Ints]:
    """The data set without the rare labels; their rows are counted as dropped."""
    keep = ~np.isin(dataset.label_ids, rare)
    checked.dropped[DropReason.RARE_LABEL] = dataset.source_rows[~keep].tolist()
    left = np.setdiff1d(np.arange(len(dataset.labels)), rare)
    if len(left) < 2:
        name = dataset.labels.names[left[0]] if len(left) else ""
        raise _one_class(path, name, int(keep.sum()), " after rare labels were dropped")
    labels = LabelSet(
        *(
            tuple(values[i] for i in left)
            for values in (dataset.labels.names, dataset.labels.source_ids)
        )
    )
    kept = dataset.select(np.flatnonzero(keep))
    dense = np.searchsorted(left, kept.label_ids)
    _, groups = np.unique(groups[keep], return_inverse=True)
    return Dataset(kept.texts, dense, kept.source_rows, kept.origins, labels), groups


def _role_notes(roles: Roles) -> list[str]:
    columns = roles.to_columns()
    return [
        f"Column {columns[role]!r} was taken for the {role} because of its content. Say which column it is if that is wrong."
        for role in roles.guessed
    ]


def _rare_notes(dataset: Dataset, rare: Ints, on_rare: str) -> list[str]:
    if not len(rare) or on_rare == "drop":
        return []
    counts = np.bincount(dataset.label_ids, minlength=len(dataset.labels))
    listed = ", ".join(f"{dataset.labels.names[i]!r} ({counts[i]} rows)" for i in rare[:10])
    return [
        f"Too few different texts to be in every part, so in train only: {listed}. Add examples, merge these labels or drop them."
    ]


def _absent_notes(split: Split, rare: Ints) -> list[str]:
    """Labels with groups enough that mixed groups still kept out of a part."""
    notes = []
    for name, part in (("validation", split.validation), ("test", split.test)):
        if len(part):
            absent = np.setdiff1d(np.arange(len(split.labels)), np.append(part.label_ids, rare))
            listed = ", ".join(repr(split.labels.names[i]) for i in absent[:10])
            if len(absent):
                notes.append(
                    f"The {name} part has no row labelled {listed}: its near-duplicates carry other labels. Check those labels."
                )
    return notes


def _report(
    read: TableReport, roles: Roles, checked: Checked, dataset: Dataset, notes: list[str]
) -> ImportReport:
    dropped = {**read.dropped, **checked.dropped}
    counts = np.bincount(dataset.label_ids, minlength=len(dataset.labels))
    return ImportReport(
        rows_read=read.rows_read,
        kept=len(dataset),
        dropped={str(reason): rows for reason, rows in dropped.items()},
        label_counts=dict(zip(dataset.labels.names, counts.tolist(), strict=True)),
        encoding=read.encoding,
        delimiter=read.delimiter,
        columns=roles.to_columns(),
        notes=notes,
    )
