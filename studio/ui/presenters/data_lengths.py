"""Text lengths in tokens as bars, and where texts are cut."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.ui.presenters import words
from studio.ui.presenters.language import tr

BARS = 48  # at most
WIDTHS = (1, 2, 4, 8, 16)  # tokens a bar may stand for


@dataclass(frozen=True, slots=True)
class Bin:
    """Texts of `low` to `high` tokens, both included."""

    low: int
    high: int
    texts: int


@dataclass(frozen=True)
class Lengths:
    """Bars, the length texts are cut to (`mark`), how many are cut, and the words for it."""

    bins: tuple[Bin, ...] = ()
    mark: int = 0
    cut: float = 0.0
    sentence: str = ""
    mark_words: str = ""
    old: str = ""  # why the count no longer holds


def lengths(told: dict[str, Any] | None, teacher: str = "") -> Lengths:
    """From what was counted (studio.pipeline.lengths); empty for a data set without it.

    teacher: the digest of the one there is now, "" for none.
    """
    if not told or not told.get("counts"):
        return Lengths()
    counts = [(int(length), int(n)) for length, n in told["counts"]]
    mark, rows = int(told["max_length"]), sum(n for _, n in counts)
    cut = sum(n for length, n in counts if length > mark) / rows
    stale = bool(teacher) and told.get("teacher", "") != teacher
    old = tr("Out of date: a teacher was chosen since, whose tokenizer may count otherwise.") if stale else ""  # fmt: skip
    return Lengths(_bins(counts), mark, cut, _sentence(told, mark, cut), tr("cut at {n}", n=mark), old)  # fmt: skip


def _bins(counts: list[tuple[int, int]]) -> tuple[Bin, ...]:
    longest = counts[-1][0]
    width = next((w for w in WIDTHS if longest / w <= BARS), WIDTHS[-1])
    found = [0] * (longest // width + 1)
    for length, n in counts:
        found[length // width] += n
    return tuple(Bin(at * width, at * width + width - 1, n) for at, n in enumerate(found))


def _sentence(told: dict[str, Any], mark: int, cut: float) -> str:
    some = "" if told["rows"] == told["of"] else tr(" on {n} of {of} rows", n=words.count(told["rows"]), of=words.count(told["of"]))  # fmt: skip
    how = {
        "teacher": tr("Counted{some} with the teacher's tokenizer.", some=some),
        "sample": tr("Counted{some} with the installed encoder's tokenizer, until a teacher is chosen.", some=some),
        "words": tr("Estimated{some} from the words, until a teacher is chosen.", some=some),
    }.get(str(told["counted_with"]), "")  # fmt: skip
    if cut:
        return tr("{how} {share} of the texts are longer than {n} tokens and lose their end.", how=how, share=words.share(cut), n=mark)  # fmt: skip
    return tr("{how} No text is longer than {n} tokens.", how=how, n=mark)
