"""Which rows become examples: the article's rules, conflicts and duplicates, each drop counted."""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass, field

from studio.core.events import Event, Progress
from studio.core.values import DropReason
from studio.data.edits import Merge, merged_names, refuse_unusable
from studio.data.labels import id_notes, merge_spellings, plain_id
from studio.data.roles import Roles
from studio.data.table import Table, some_rows

STAGE = "check"
_STRIDE = 50_000
_LINE_BREAKS = 100  # in one cell: a quote is probably missing


@dataclass(frozen=True)
class Checked:
    """The rows kept (`at`: indices into the table) with their label names and ids.

    `twins`: every row, kept or not, whose text is repeated or has several labels, by text.
    """

    at: list[int]
    names: list[str]
    ids: list[str]
    dropped: dict[DropReason, list[int]]
    notes: list[str]
    twins: dict[DropReason, list[int]] = field(default_factory=dict)


class _Sieve:
    """Indices of rows still in, and the row numbers of those that fell out, by reason."""

    def __init__(self, table: Table, keep: Collection[int]) -> None:
        self.rows = table.rows.tolist()
        self.keep = frozenset(keep)
        self.dropped: dict[DropReason, list[int]] = {}
        self.twins: dict[DropReason, list[int]] = {}

    def wanted(self, at: int) -> bool:
        """Whether a person decided to keep this row."""
        return self.rows[at] in self.keep

    def drop(self, at: int, reason: DropReason) -> None:
        self.dropped.setdefault(reason, []).append(self.rows[at])

    def row_numbers(self, at: list[int]) -> list[int]:
        return [self.rows[i] for i in at]


def check(
    table: Table,
    roles: Roles,
    *,
    on_duplicate: str = "drop",
    on_conflict: str = "drop",
    merges: Sequence[Merge] = (),
    keep: Collection[int] = (),
) -> Generator[Event, None, Checked]:
    """Apply the rules to every row.

    on_duplicate: `drop` all but the first, or `keep`. on_conflict, for one text with several
    labels: `drop` all its rows, keep those with the `first` row's label, or `keep` all.
    merges: labels read as one; keep: rows (by number) that neither of these rules may drop.
    Raises InputError for a label or row that isn't there.
    """
    sieve, texts = _Sieve(table, keep), table.columns[roles.text]
    cells = table.columns[roles.label or roles.label_id or ""]
    ids = (
        [plain_id(c) for c in table.columns[roles.label_id]]
        if roles.label_id
        else [""] * len(table)
    )
    if roles.label is None:
        cells = ids
    at = yield from _labelled(sieve, texts, cells, ids)
    if keep:
        refuse_unusable(sieve.keep, set(sieve.rows), sieve.dropped)
    spellings = merge_spellings([cells[i] for i in at])
    names = {i: spellings.name_of[cells[i]] for i in at}
    notes = [*spellings.notes, *_long_cells(sieve, texts, at)]
    if roles.label and roles.label_id:
        notes += id_notes([names[i] for i in at], [ids[i] for i in at], sieve.row_numbers(at))
    if merges:
        merged = merged_names(set(names.values()), merges)
        names = {i: merged[name] for i, name in names.items()}
    yield Progress(STAGE, len(table), len(table))
    at = _without_conflicts(sieve, texts, names, at, on_conflict, notes)
    at = _without_duplicates(sieve, texts, names, at, on_duplicate, notes)
    return Checked(
        at, [names[i] for i in at], [ids[i] for i in at], sieve.dropped, notes, sieve.twins
    )


def _labelled(
    sieve: _Sieve, texts: list[str], cells: list[str], ids: list[str]
) -> Generator[Event, None, list[int]]:
    """Indices of rows with a text and a label; "NA", "None" and "null" are words like any other."""
    kept = []
    for at, (text, cell, label_id) in enumerate(zip(texts, cells, ids, strict=True)):
        if not text or text.isspace():
            sieve.drop(at, DropReason.NO_TEXT)
        elif label_id == "-1" or (not label_id and plain_id(cell) == "-1"):
            sieve.drop(at, DropReason.LABEL_MINUS_ONE)
        elif not cell or cell.isspace():
            sieve.drop(at, DropReason.NO_LABEL)
        else:
            kept.append(at)
        if at % _STRIDE == 0:
            yield Progress(STAGE, at, len(texts))
    return kept


def _long_cells(sieve: _Sieve, texts: list[str], at: list[int]) -> list[str]:
    long = [sieve.rows[i] for i in at if "\n" in texts[i] and texts[i].count("\n") > _LINE_BREAKS]
    if not long:
        return []
    return [
        f"The text in {some_rows(long)} has over {_LINE_BREAKS} line breaks. Look whether a quote is missing there."
    ]


def _without_conflicts(
    sieve: _Sieve,
    texts: list[str],
    names: dict[int, str],
    at: list[int],
    on_conflict: str,
    notes: list[str],
) -> list[int]:
    first: dict[str, str] = {}
    torn = {key for i in at if first.setdefault(key := texts[i].strip(), names[i]) != names[i]}
    if not torn:
        return at
    involved = [i for i in at if texts[i].strip() in torn]
    sieve.twins[DropReason.CONFLICT] = _side_by_side(texts, involved)
    fate = {
        "drop": "all of them were dropped, but for rows you keep"
        if sieve.keep
        else "all of them were dropped",
        "first": "those that differ from the first were dropped",
        "keep": "all of them were kept",
    }[on_conflict]
    notes.append(
        f"{len(torn)} texts have more than one label ({some_rows(sieve.row_numbers(involved))}); {fate}. "
        "Decide on one label for each of them in the file."
    )
    if on_conflict == "keep":
        return at
    out = {i for i in involved if on_conflict == "drop" or names[i] != first[texts[i].strip()]}
    out = {i for i in out if not sieve.wanted(i)}
    for i in sorted(out):
        sieve.drop(i, DropReason.CONFLICT)
    return [i for i in at if i not in out]


def _without_duplicates(
    sieve: _Sieve,
    texts: list[str],
    names: dict[int, str],
    at: list[int],
    on_duplicate: str,
    notes: list[str],
) -> list[int]:
    seen: set[tuple[str, str]] = set()
    fresh: list[int] = []
    again: list[int] = []
    for i in at:
        key = (texts[i].strip(), names[i])
        (again if key in seen else fresh).append(i)
        seen.add(key)
    if not again:
        return at
    repeated = {(texts[i].strip(), names[i]) for i in again}
    twins = [i for i in at if (texts[i].strip(), names[i]) in repeated]
    sieve.twins[DropReason.DUPLICATE] = _side_by_side(texts, twins)
    fate = {"drop": "the first of each was kept", "keep": "all of them were kept"}[on_duplicate]
    notes.append(
        f"{len(again)} rows repeat an earlier text with the same label ({some_rows(sieve.row_numbers(again))}); {fate}. "
        "Import with duplicates kept or dropped, as their frequency matters or not."
    )
    if on_duplicate == "keep":
        return at
    out = {i for i in again if not sieve.wanted(i)}
    for i in sorted(out):
        sieve.drop(i, DropReason.DUPLICATE)
    return [i for i in at if i not in out]


def _side_by_side(texts: list[str], at: list[int]) -> list[int]:
    """The rows with those of one text together, in the order of each text's first row."""
    first: dict[str, int] = {}
    for i in at:
        first.setdefault(texts[i].strip(), i)
    return sorted(at, key=lambda i: (first[texts[i].strip()], i))
