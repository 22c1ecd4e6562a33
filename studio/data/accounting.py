"""What an import says of the rows: its report, and notes where a person should look."""

from __future__ import annotations

import numpy as np

from studio.core.values import ImportReport
from studio.data.cleaning import Checked
from studio.data.parting import Kept, Parted
from studio.data.roles import Roles
from studio.data.table import TableReport


def role_notes(roles: Roles) -> list[str]:
    """Columns that were taken for what they hold."""
    columns = roles.to_columns()
    return [
        f"Column {columns[role]!r} was taken for the {role} because of its content. Say which column it is if that is wrong."
        for role in roles.guessed
    ]


def rare_notes(parted: Parted, on_rare: str) -> list[str]:
    """Labels that are kept in train alone."""
    kept, rare = parted.kept, parted.rare
    if not len(rare) or on_rare == "drop":
        return []
    counts = np.bincount(kept.label_ids, minlength=len(kept.labels))
    listed = ", ".join(f"{kept.labels.names[i]!r} ({counts[i]} rows)" for i in rare[:10])
    return [
        f"Too few different texts to be in every part, so in train only: {listed}. Add examples, merge these labels or drop them."
    ]


def absent_notes(parted: Parted) -> list[str]:
    """Labels with groups enough that mixed groups still kept out of a part."""
    notes, split = [], parted.split
    for name, part in (("validation", split.validation), ("test", split.test)):
        if len(part):
            there = np.bincount(part.label_ids, minlength=len(split.labels)) > 0
            absent = np.setdiff1d(np.flatnonzero(~there), parted.rare)
            listed = ", ".join(repr(split.labels.names[i]) for i in absent[:10])
            if len(absent):
                notes.append(
                    f"The {name} part has no row labelled {listed}: its near-duplicates carry other labels. Check those labels."
                )
    return notes


def account(
    read: TableReport, roles: Roles, checked: Checked, kept: Kept, notes: list[str]
) -> ImportReport:
    """Every row read, by what became of it."""
    dropped = {**read.dropped, **checked.dropped}
    counts = np.bincount(kept.label_ids, minlength=len(kept.labels))
    return ImportReport(
        rows_read=read.rows_read,
        kept=len(kept),
        dropped={str(reason): rows for reason, rows in dropped.items()},
        label_counts=dict(zip(kept.labels.names, counts.tolist(), strict=True)),
        encoding=read.encoding,
        delimiter=read.delimiter,
        columns=roles.to_columns(),
        notes=notes,
    )
