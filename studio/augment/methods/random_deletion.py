"""Random deletion: some words go, as when people type in a hurry.

Source: Wei, Zou, "EDA: Easy Data Augmentation Techniques" (2019). Other than there, numbers,
names, words of denial and words that open a quotation or bracket stay, and so does the last word.
"""

from __future__ import annotations

import re
from typing import ClassVar

from studio.augment.batch import joined
from studio.augment.registry import METHODS
from studio.augment.vocabulary import CLOSING
from studio.augment.words import NEGATIONS

_WORD = re.compile(rf"([^\W\d_](?:\S*\w)?)([{re.escape(CLOSING)}]*)")


@METHODS.register("random_deletion")
class RandomDeletion:
    """Leaves out words at random."""

    title: ClassVar[str] = "Random deletion"
    help: ClassVar[str] = "Leaves out this share of the words; names, numbers and denials stay."
    probability: ClassVar[float] = 0.1
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 0.5
    counts_every_word: ClassVar[bool] = True  # the share of words a reader sees go
    spared: ClassVar[int] = 1  # never empty

    def __init__(self, language: str) -> None:
        pass  # the lists of denials are English; other languages just have none of their words

    def options(self, word: str) -> tuple[str, ...]:
        """What stays of an ordinary word: its closing punctuation."""
        core = word.rstrip(CLOSING)
        if core.isalpha():
            return () if core.lower() in NEGATIONS else (word[len(core) :],)
        match = _WORD.fullmatch(word)
        if match is None or any(map(str.isdigit, word)):
            return ()
        bare = match[1].lower().replace("’", "'")
        return () if bare in NEGATIONS or bare.endswith("n't") else (match[2],)

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text without the words; what stays of one joins the word before."""
        for at in sorted(changes, reverse=True):
            del words[at]
            if gaps is not None:
                del gaps[at or 1]
            kept = changes[at]
            if kept and at:
                if at - 1 in changes:
                    changes[at - 1] += kept
                elif words[at - 1][-1].isalnum():
                    words[at - 1] += kept
        return joined(words, gaps)
