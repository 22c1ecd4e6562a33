"""Punctuation insertion: marks of punctuation put in before some words, every word kept.

Source: Karimi, Rossi, Prati, "AEDA: An Easier Data Augmentation Technique for Text Classification"
(2021): between one mark and a third as many as words, of the six below.
"""

from __future__ import annotations

from typing import ClassVar

from studio.augment.batch import joined
from studio.augment.registry import METHODS

MARKS = (".", ";", "?", ":", "!", ",")


@METHODS.register("punctuation_insertion")
class PunctuationInsertion:
    """Puts in marks of punctuation."""

    title: ClassVar[str] = "Punctuation insertion"
    help: ClassVar[str] = "Puts a mark of punctuation before this share of the words (AEDA)."
    probability: ClassVar[float] = 0.15
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 0.5
    counts_every_word: ClassVar[bool] = True
    spared: ClassVar[int] = 0

    def __init__(self, language: str) -> None:
        pass

    def options(self, word: str) -> tuple[str, ...]:
        """The six marks, before anything with a letter."""
        return MARKS if any(map(str.isalpha, word)) and word not in MARKS else ()

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with the marks put in, a space behind each."""
        for at in sorted(changes, reverse=True):
            words.insert(at, changes[at])
            if gaps is not None:
                gaps.insert(at + 1, " ")
        return joined(words, gaps)
