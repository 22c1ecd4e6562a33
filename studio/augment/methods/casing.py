"""Casing: some words in small letters, in capitals, or with a first capital, as on a phone.

Source: the case transformations of Dhole et al., "NL-Augmenter" (2021). A model whose tokenizer
lower-cases everything reads the copy as the original: for such a one this adds nothing.
"""

from __future__ import annotations

from typing import ClassVar

from studio.augment.batch import joined
from studio.augment.registry import METHODS


@METHODS.register("casing")
class Casing:
    """Writes words in another case."""

    title: ClassVar[str] = "Casing"
    help: ClassVar[str] = (
        "Writes this share of the words in another case; an uncased teacher sees no difference."
    )
    probability: ClassVar[float] = 0.15
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 1.0
    counts_every_word: ClassVar[bool] = False
    spared: ClassVar[int] = 0

    def __init__(self, language: str) -> None:
        pass

    def options(self, word: str) -> tuple[str, ...]:
        """The word in other cases; none for paths, code and mixed case, which mean something."""
        small = word.lower()
        if not any(map(str.isalpha, word)) or any(map(str.isdigit, word)):
            return ()
        if word not in (small, word.upper(), _capital(small)) or len(small) != len(word):
            return ()
        ways = dict.fromkeys((small, _capital(small), word.upper()))
        return tuple(way for way in ways if way != word and len(way) == len(word))

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with the words in another case."""
        for at, new in changes.items():
            words[at] = new
        return joined(words, gaps)


def _capital(small: str) -> str:
    """With its first letter a capital, whatever punctuation stands before it."""
    for at, letter in enumerate(small):
        if letter.isalpha():
            return small[:at] + letter.upper() + small[at + 1 :]
    return small
