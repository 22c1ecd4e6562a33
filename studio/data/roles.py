"""Which column is the text, which the label, which the label's id: by name, then by content."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from studio.core.errors import InputError
from studio.data.names import ID_NAMES, LABEL_NAMES, TEXT_NAMES, plain_name
from studio.data.table import Table

_SAMPLE = 5_000
_NUMBER = re.compile(r"\s*-?\d+(\.0+)?\s*\Z")


@dataclass(frozen=True)
class Roles:
    """Column names by role; label or label_id may be None, not both. `guessed`: roles by content."""

    text: str
    label: str | None
    label_id: str | None
    guessed: tuple[str, ...] = ()

    def to_columns(self) -> dict[str, str]:
        """Roles that have a column, for ImportReport.columns."""
        pairs = {"text": self.text, "label": self.label, "label_id": self.label_id}
        return {role: name for role, name in pairs.items() if name is not None}


def find_roles(
    table: Table, *, text: str | None = None, label: str | None = None, label_id: str | None = None
) -> Roles:
    """Roles asked for, then known names, then content: the longest texts, the fewest values.

    Raises InputError naming the columns there are.
    """
    asked = [
        _asked(table, role, name)
        for role, name in (("text", text), ("label", label), ("label_id", label_id))
    ]
    text, label, label_id = asked
    free = [name for name in table.names if name not in asked]
    guessed = []
    id_only = label_id is not None and label is None
    text = text or _by_name(free, TEXT_NAMES)
    label_id = label_id or _by_name(free, ID_NAMES)
    label = label or (None if id_only else _by_name([n for n in free if n != text], LABEL_NAMES))
    free = [name for name in free if name not in (text, label, label_id)]
    if text is None:
        text = _longest(table, free)
        free = [name for name in free if name != text]
        guessed.append("text")
    if text is None:
        raise _missing("text", "no-text-column", table)
    if label is None and label_id is None:
        label = _fewest(table, free)
        guessed.append("label")
    if label is None and label_id is None:
        raise _missing("label", "no-label-column", table)
    return Roles(text, label, label_id, tuple(guessed))


def text_column(table: Table, asked: str | None = None) -> str:
    """The column of sentences alone, for a table without labels. Raises InputError."""
    name = _asked(table, "text", asked) or _by_name(table.names, TEXT_NAMES)
    name = name or _longest(table, list(table.names))
    if name is None and len(table.names) == 1:
        name = table.names[0]
    if name is None:
        raise _missing("text", "no-text-column", table)
    return name


def _by_name(names: Iterable[str], known: tuple[str, ...]) -> str | None:
    plain = {plain_name(name): name for name in reversed(list(names))}
    return next((plain[name] for name in known if name in plain), None)


def _asked(table: Table, role: str, name: str | None) -> str | None:
    """The column a person named: to the letter, else ignoring case and spacing."""
    if name is None or name in table.names:
        return name
    found = _by_name(table.names, (plain_name(name),))
    if found is None:
        raise InputError(
            f"There is no column {name!r} for the {role.replace('_', ' ')}.",
            code=f"no-{role.replace('_', '-')}-column",
            remedy=f"The file's columns are: {_listed(table)}.",
        )
    return found


def _missing(role: str, code: str, table: Table) -> InputError:
    return InputError(
        f"No column looks like the {role}; the file's columns are: {_listed(table)}.",
        code=code,
        remedy=f"Say which one it is (--{role} COLUMN), or name a column {role!r}.",
    )


def _listed(table: Table) -> str:
    return ", ".join(repr(name) for name in table.names[:30])


def _longest(table: Table, names: list[str]) -> str | None:
    """The column with the longest cells on average that holds words, not numbers."""
    sizes = {}
    for name in names:
        cells = [cell for cell in table.columns[name][:_SAMPLE] if cell.strip()]
        words = sum(any(map(str.isalpha, cell)) for cell in cells)
        if cells and words >= len(cells) / 2 and len(set(cells)) > 1:
            sizes[name] = sum(map(len, cells)) / len(cells)
    return max(sizes, key=lambda name: sizes[name]) if sizes else None


def _fewest(table: Table, names: list[str]) -> str | None:
    """The column with the fewest distinct values, at least two, each used about three times or more.

    Names beat numbers: a column of words comes before a column of ids.
    """
    counts = {}
    for name in names:
        cells = [cell.strip() for cell in table.columns[name] if cell.strip()]
        distinct = len(set(cells))
        if 2 <= distinct <= max(2, len(cells) // 3):
            numeric = all(_NUMBER.match(cell) for cell in set(cells))
            counts[name] = (numeric, distinct)
    return min(counts, key=lambda name: counts[name]) if counts else None
