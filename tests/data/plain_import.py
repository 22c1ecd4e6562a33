"""The rules of an import, said plainly with dictionaries: slow, large, and what the studio is held to."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from studio.core.values import DropReason
from studio.data.labels import plain_id
from studio.data.near_duplicates import normalised_words
from studio.data.union import Components


@dataclass
class Plain:
    """Indices of the rows kept, rows dropped by reason, and the twins in the order shown."""

    at: list[int] = field(default_factory=list)
    dropped: dict[DropReason, list[int]] = field(default_factory=dict)
    twins: dict[DropReason, list[int]] = field(default_factory=dict)


def checked(
    texts: Sequence[str],
    names: Sequence[str],
    ids: Sequence[str],
    rows: Sequence[int],
    *,
    on_duplicate: str = "drop",
    on_conflict: str = "drop",
    keep: Collection[int] = (),
) -> Plain:
    """What becomes of each row; names that differ are different labels here."""
    found, at = Plain(), []

    def drop(which: int, reason: DropReason) -> None:
        found.dropped.setdefault(reason, []).append(rows[which])

    for i, (text, name, ident) in enumerate(zip(texts, names, ids, strict=True)):
        if not text.strip():
            drop(i, DropReason.NO_TEXT)
        elif plain_id(ident) == "-1" or (not plain_id(ident) and plain_id(name) == "-1"):
            drop(i, DropReason.LABEL_MINUS_ONE)
        elif not name.strip():
            drop(i, DropReason.NO_LABEL)
        else:
            at.append(i)

    def side_by_side(some: list[int]) -> list[int]:
        first: dict[str, int] = {}
        for i in some:
            first.setdefault(texts[i].strip(), i)
        return sorted(some, key=lambda i: (first[texts[i].strip()], i))

    said: dict[str, list[str]] = {}
    for i in at:
        said.setdefault(texts[i].strip(), []).append(names[i])
    torn = [i for i in at if len(set(said[texts[i].strip()])) > 1]
    if torn:
        found.twins[DropReason.CONFLICT] = side_by_side(torn)
    out = {i for i in torn if on_conflict == "drop" or names[i] != said[texts[i].strip()][0]}
    out = {i for i in out if on_conflict != "keep" and rows[i] not in keep}
    for i in sorted(out):
        drop(i, DropReason.CONFLICT)
    at = [i for i in at if i not in out]

    seen: dict[tuple[str, str], list[int]] = {}
    for i in at:
        seen.setdefault((texts[i].strip(), names[i]), []).append(i)
    if twins := [i for some in seen.values() if len(some) > 1 for i in some]:
        found.twins[DropReason.DUPLICATE] = side_by_side(sorted(twins))
    again = sorted(i for some in seen.values() for i in some[1:])
    out = {i for i in again if on_duplicate == "drop" and rows[i] not in keep}
    for i in sorted(out):
        drop(i, DropReason.DUPLICATE)
    found.at = [i for i in at if i not in out]
    return found


def grouped(texts: Sequence[str]) -> list[int]:
    """Groups of near-duplicates by their definition, every text against every other."""
    words = [normalised_words(text) or [text.strip()] for text in texts]
    groups = Components(len(texts))
    for i, one in enumerate(words):
        for j in range(i):
            a, b = set(one), set(words[j])
            if one[:8] == words[j][:8] or 5 * len(a & b) >= 4 * len(a | b):
                groups.join(i, j)
    return groups.numbered().tolist()
