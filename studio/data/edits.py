"""What a person decided about the rows: labels read as one, and rows kept in spite of a rule."""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from studio.core.errors import InputError
from studio.core.values import DropReason
from studio.data.labels import label_key


@dataclass(frozen=True)
class Merge:
    """Labels (`names`) that are read as `into`; one name is a label renamed."""

    names: tuple[str, ...]
    into: str


def parse_merge(text: str) -> Merge:
    """`a,b=c`: labels a and b are read as c; a name with a comma stands in double quotes.

    Raises InputError when there is no name on a side.
    """
    left, sign, right = text.rpartition("=")
    cells = next(csv.reader([left], skipinitialspace=True), [])
    names = tuple(" ".join(cell.split()) for cell in cells)
    into = " ".join(right.strip().strip('"').split())
    if not sign or not into or not names or not all(names):
        raise InputError(
            f"{text!r} doesn't say which labels to merge.",
            code="bad-merge",
            remedy="Write the labels, an equals sign and their new name, such as refund,returns=money back.",
        )
    return Merge(names, into)


def merged_names(present: Collection[str], merges: Sequence[Merge]) -> Mapping[str, str]:
    """Each label name -> its name after the merges, which follow one another.

    Case and spaces are no matter. Raises InputError for a label that there isn't.
    """
    now = {name: name for name in present}
    for merge in merges:
        into = _known(set(now.values()), merge.into) or merge.into
        wanted = {_required(set(now.values()), name) for name in merge.names}
        now = {name: into if current in wanted else current for name, current in now.items()}
    return now


def refuse_unusable(keep: Collection[int], rows: Collection[int], dropped: Mapping[DropReason, Collection[int]]) -> None:  # fmt: skip
    """Raise InputError for a row to keep that isn't there, or has no text or no label."""
    for reason, lost in dropped.items():
        if found := sorted(set(keep) & set(lost)):
            raise InputError(
                f"Row {found[0]} can't be kept: {reason}.",
                code="row-not-usable",
                remedy="Only a repeated text, or one with two labels, can be kept as it is; correct the file for the others.",
            )
    if missing := sorted(set(keep) - set(rows)):
        raise InputError(
            f"The file has no row {missing[0]}.",
            code="no-such-row",
            remedy="Rows are numbered as the import report shows them: by the line they start on.",
        )


def _known(names: Collection[str], name: str) -> str | None:
    if name in names:
        return name
    return next((other for other in sorted(names) if label_key(other) == label_key(name)), None)


def _required(names: Collection[str], name: str) -> str:
    found = _known(names, name)
    if found is None:
        listed = ", ".join(repr(other) for other in sorted(names)[:30])
        raise InputError(
            f"There is no label {name!r} to merge.",
            code="no-such-label",
            remedy=f"The labels are: {listed}.",
        )
    return found
