"""Random deletion: some words go, as when people type in a hurry.

Source: Wei, Zou, "EDA: Easy Data Augmentation Techniques" (2019); kept from it: numbers, names,
words of denial and words that open a quotation or bracket stay, and so does the last word.
"""

from __future__ import annotations

import re
from typing import ClassVar

from studio.augment.registry import METHODS, Reach
from studio.augment.rows import CLOSING, Row
from studio.augment.words import NEGATIONS

_WORD = re.compile(rf"([^\W\d_](?:\S*\w)?)([{re.escape(CLOSING)}]*)")
_MEMORY = 200_000


class Tails(dict[str, str | None]):
    """What stays when a word goes: its closing punctuation; None when the word itself stays."""

    def __missing__(self, word: str) -> str | None:
        if len(self) >= _MEMORY:
            self.clear()
        found = self[word] = _tail(word)
        return found


def _tail(word: str) -> str | None:
    match = _WORD.fullmatch(word)
    if match is None or any(map(str.isdigit, word)):
        return None
    bare = match[1].lower().replace("’", "'")
    if bare in NEGATIONS or bare.endswith("n't"):
        return None
    return match[2]


@METHODS.register("random_deletion")
class RandomDeletion:
    """Leaves out words at random."""

    title: ClassVar[str] = "Random deletion"
    help: ClassVar[str] = "Leaves out this share of the words; names, numbers and denials stay."
    probability: ClassVar[float] = 0.1
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 0.5

    def __init__(self, language: str) -> None:
        self._tails = Tails()

    def reach(self, row: Row) -> Reach:
        """Every ordinary word; p counts all words, so that it is the share a reader sees go."""
        # Where most words are capitals (SHOUTING, Title Case), capitals don't mean names.
        names = row.names if 2 * len(row.names) <= len(row.words) else ()
        tails = map(self._tails.__getitem__, row.words)
        at = [i for i, tail in enumerate(tails) if tail is not None and i not in names]
        return Reach(at, len(row.words), len(at) - 1)

    def edit(self, row: Row, spots: dict[int, int]) -> str:
        """The text without the words; their closing punctuation moves to the word before."""
        words = row.words.copy()
        gaps = None if row.gaps is None else row.gaps.copy()
        for at in sorted(spots, reverse=True):
            word = words.pop(at)
            if gaps is not None:
                del gaps[at or 1]
            whole = row.words[at]
            tail = (self._tails[whole] or "") + word[len(whole) :]
            if tail and at and words[at - 1][-1].isalnum():
                words[at - 1] += tail
        return row.joined(words, gaps)
