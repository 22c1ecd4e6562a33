"""Label names and ids as the file spells them become one dense LabelSet."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.core.values import LabelSet
from studio.data.table import some_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WHOLE = re.compile(r"([+-]?\d+)\.0+\Z")


@dataclass(frozen=True)
class Spellings:
    """`name_of`: the spelling as read -> the name used; `notes`: what was merged."""

    name_of: dict[str, str]
    notes: list[str]


def plain_id(cell: str) -> str:
    """An id without spaces; `4.0`, which spreadsheets make of 4 beside empty cells, is `4`."""
    cell = cell.strip()
    whole = _WHOLE.match(cell)
    return whole.group(1) if whole else cell


def merge_spellings(counts: Mapping[str, int]) -> Spellings:
    """Labels that differ only in case, spaces or letter width get the most frequent spelling.

    counts: how many rows have each spelling.
    """
    variants: dict[str, Counter[str]] = defaultdict(Counter)
    for cell, rows in counts.items():
        variants[label_key(cell)][" ".join(cell.split())] += rows
    best = {
        key: max(names.items(), key=lambda item: (item[1], item[0]))[0]
        for key, names in variants.items()
    }
    name_of = {cell: best[label_key(cell)] for cell in counts}
    notes = []
    for key, name in best.items():
        spelled = (
            {cell: counts[cell] for cell in counts if label_key(cell) == key}
            if len(variants[key]) > 1
            else {}
        )
        if spelled:
            listed = ", ".join(f"{cell!r} ({rows})" for cell, rows in sorted(spelled.items()))
            notes.append(
                f"Labels that differ only in case or spaces were read as {name!r}: {listed}. Rename them in the file if they mean different things."
            )
    return Spellings(name_of, notes)


def label_set(pairs: Mapping[tuple[str, str], int]) -> LabelSet:
    """Dense labels, ordered by the file's ids where it has them.

    pairs: how many rows have each (name, id), the id "" where there is none.

    Ids order the labels when each label has its own whole number; otherwise names do (numbers
    by value). A label's source id is its most frequent one, "" where there is none.
    """
    id_of = _usual_ids(pairs)
    own = [value for value in id_of.values() if _is_number(value)]
    by_id = len(own) == len(id_of) == len(set(own))
    ordered = sorted(id_of, key=lambda name: (int(id_of[name]) if by_id else 0, *_natural(name)))
    return LabelSet(tuple(ordered), tuple(id_of[name] for name in ordered))


def id_notes(
    pairs: Mapping[tuple[str, str], int], differ: Callable[[str, str], NDArray[np.int64]]
) -> list[str]:
    """Where ids disagree with names: a name with two ids, an id with two names.

    pairs: how many rows have each (name, id); differ(name, id): the numbers of the name's rows
    that have another id.
    """
    pairs = {pair: n for pair, n in pairs.items() if pair[1]}
    notes = []
    for name, found in _grouped(pairs, 0).items():
        if len(found) > 1:
            usual = max(found, key=lambda value: (found[value], value))
            listed = ", ".join(sorted(found))
            notes.append(
                f"Label {name!r} has the ids {listed} ({some_rows(differ(name, usual))} differ from {usual}); the name counts. Correct the id column."
            )
    for value, found in _grouped(pairs, 1).items():
        if len(found) > 1:
            listed = ", ".join(repr(name) for name in sorted(found))
            notes.append(
                f"Id {value} stands for several labels: {listed}; the names count. Give each label its own id."
            )
    return notes


def label_key(cell: str) -> str:
    """What two spellings of one label share: neither case, nor spaces, nor letter width."""
    return " ".join(unicodedata.normalize("NFKC", cell).split()).casefold()


def _usual_ids(pairs: Mapping[tuple[str, str], int]) -> dict[str, str]:
    found = _grouped(pairs, 0)
    usual = {}
    for name, counts in found.items():
        counts.pop("", None)
        usual[name] = max(counts, key=lambda value: (counts[value], value)) if counts else ""
    return usual


def _grouped(pairs: Mapping[tuple[str, str], int], by: int) -> dict[str, dict[str, int]]:
    groups: dict[str, dict[str, int]] = defaultdict(dict)
    for pair, rows in pairs.items():
        groups[pair[by]][pair[1 - by]] = rows
    return groups


def _is_number(value: str) -> bool:
    return re.fullmatch(r"[+-]?[0-9]+", value) is not None


def _natural(name: str) -> tuple[bool, int, str, str]:
    number = int(name) if _is_number(name) else 0
    return (not _is_number(name), number, name.casefold(), name)
