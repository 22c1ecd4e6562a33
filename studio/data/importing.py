"""A file becomes a Split: read, checked, grouped, parted; with an account of every row."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.spill import Spill
from studio.core.stored import Texts, of_lists
from studio.core.values import DropReason, ImportReport, Split
from studio.data.accounting import absent_notes, account, rare_notes, role_notes
from studio.data.cleaning import Checked, check
from studio.data.coded import pair_counts
from studio.data.edits import parse_merge
from studio.data.findings import Findings, found
from studio.data.labels import label_set
from studio.data.near_duplicates import grouping
from studio.data.overrides import Overrides
from studio.data.parting import Kept, one_class, parting
from studio.data.read import reading
from studio.data.roles import Roles, find_roles
from studio.data.table import Table


@dataclass(frozen=True)
class Imported:
    """The parts, the account of every row, the rows behind it, and the file's column names.

    `spill`: what holds the rows' numbers, of which memory is to `let_go` while they are gone through.
    """

    split: Split
    report: ImportReport
    findings: Findings
    names: tuple[str, ...]
    spill: Spill


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
    room for two copies of the file, which what is returned reads from; without one it is in memory.
    Raises InputError.
    """
    _check_options(validation, test, on_duplicate, on_conflict, on_rare)
    path, merges, spill = Path(path), [parse_merge(text) for text in merge], Spill(scratch)
    place = scratch / "rows.arrow" if scratch else None
    table, read = yield from spill.eased(reading(path, known, place, spill))
    if not all(isinstance(column, Texts) for column in table.columns.values()):
        table = Table(dict(of_lists(table.columns, place).columns), table.rows)
    roles = find_roles(table, text=text, label=label, label_id=label_id)
    checking = check(table, roles, on_duplicate=on_duplicate, on_conflict=on_conflict, merges=merges, keep=keep_rows, spill=spill)  # fmt: skip
    checked = yield from spill.eased(checking)
    _need_rows(path, checked)
    kept = _kept(table, roles, checked, spill)
    groups = yield from spill.eased(grouping(kept.texts.take(kept.at), spill))
    parted = yield from spill.eased(parting(kept, groups, validation=validation, test=test, seed=seed, drop_rare=on_rare == "drop", name=path.name))  # fmt: skip
    if parted.dropped:
        checked.dropped[DropReason.RARE_LABEL] = parted.dropped
    notes = [
        *read.notes,
        *role_notes(roles),
        *checked.notes,
        *rare_notes(parted, on_rare),
        *absent_notes(parted),
    ]
    report = account(read, roles, checked, parted.kept, notes)
    dropped = {**read.dropped, **checked.dropped}
    encoding = "" if read.format in ("json", "xlsx") else read.encoding  # records have no lines
    rows = found(path, encoding, table, roles, dropped, checked.twins)
    return Imported(parted.split, report, rows, table.names, spill)


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
        raise one_class(path.name, next(iter(names)), len(checked.at), f" ({lost})" if lost else "")


def _kept(table: Table, roles: Roles, checked: Checked, spill: Spill) -> Kept:
    labels = label_set(pair_counts(checked.names, checked.ids))
    index = {name: at for at, name in enumerate(labels.names)}
    dense = np.array([index.get(name, -1) for name in checked.names.values], dtype=np.int64)
    texts = table.columns[roles.text]
    assert isinstance(texts, Texts), "the table is stored"
    return Kept(texts, table.rows, checked.at, spill.taken(dense, checked.names.codes), labels, spill)  # fmt: skip
