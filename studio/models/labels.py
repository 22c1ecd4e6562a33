"""A model's label names against the data's: which row of the head is which label."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from studio.core.errors import InputError
from studio.core.values import LabelSet

_NUMBERED = re.compile(r"(?:label[ _-]?)?(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Matching:
    """rows[dense id] is the row of the model's head; `note` says what was assumed, if anything."""

    rows: tuple[int, ...]
    note: str = ""


def match_labels(names: Sequence[str], labels: LabelSet) -> Matching:
    """Match the head's `names` (by row) with the data's labels.

    Exact names in any order; then names that differ in case, spaces or hyphens; then numbered
    heads (LABEL_0, ...) through the data's own ids. Raises InputError showing both lists.
    """
    for key in (str, _plain):
        wanted, found = [key(n) for n in labels.names], [key(n) for n in names]
        if sorted(wanted) == sorted(found) and len(set(wanted)) == len(wanted):
            rows = tuple(found.index(w) for w in wanted)
            return Matching(rows, "" if key is str else _said(names, labels, rows, "by name"))
    numbers = _numbers(names)
    if numbers is not None and len(names) == len(labels):
        return _match_numbers(names, numbers, labels)
    raise _mismatch(names, labels)


def _match_numbers(names: Sequence[str], numbers: list[int], labels: LabelSet) -> Matching:
    for ids, how in ((labels.source_ids, "by the file's label ids"), (labels.names, "by number")):
        wanted = _numbers(ids)
        if wanted is not None and sorted(wanted) == sorted(numbers):
            rows = tuple(numbers.index(w) for w in wanted)
            return Matching(rows, _said(names, labels, rows, how))
    rows = tuple(numbers.index(n) for n in sorted(numbers))
    how = "in the data's label order, which is a guess"
    return Matching(rows, _said(names, labels, rows, how))


def _numbers(names: Sequence[str]) -> list[int] | None:
    """The numbers in names like LABEL_3 or 3; None when a name is no such or they repeat."""
    found = [_NUMBERED.fullmatch(n.strip()) for n in names]
    numbers = [int(m.group(1)) for m in found if m]
    return numbers if names and len(set(numbers)) == len(names) else None


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[\s_-]+", " ", name).casefold().split())


def _said(names: Sequence[str], labels: LabelSet, rows: tuple[int, ...], how: str) -> str:
    pairs = ", ".join(f"{names[r]} = {n}" for r, n in zip(rows, labels.names, strict=True))
    return f"The model's labels were matched {how}: {pairs}."


def _mismatch(names: Sequence[str], labels: LabelSet) -> InputError:
    have, want = {_plain(n) for n in names}, {_plain(n) for n in labels.names}
    rows = [f"data {n!r} -> model {'the same' if _plain(n) in have else 'nothing'}" for n in labels.names]  # fmt: skip
    rows += [f"model {n!r} -> data nothing" for n in names if _plain(n) not in want]
    return InputError(
        f"The model's {len(names)} labels don't match the data's {len(labels)}.",
        code="labels-mismatch",
        remedy="Rename the labels in one of them, or fine-tune a teacher on this data: pocketbert teach --finetune FOLDER",
        detail="\n".join(rows),
    )
