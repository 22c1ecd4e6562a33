"""Random swap: some words change places, as when people write faster than they think.

Source: Wei, Zou, "EDA: Easy Data Augmentation Techniques" (2019). Here the share counts the words
that move, names and numbers stay, and punctuation and the sentence's capital keep their places.
"""

from __future__ import annotations

import re
from typing import ClassVar

from studio.augment.batch import joined
from studio.augment.registry import METHODS
from studio.augment.vocabulary import CLOSING, OPENING
from studio.augment.words import NEGATIONS

_WORD = re.compile(rf"([{re.escape(OPENING)}]*)([^\W\d_]+)([{re.escape(CLOSING)}]*)")


@METHODS.register("random_swap")
class RandomSwap:
    """Lets words change places."""

    title: ClassVar[str] = "Random swap"
    help: ClassVar[str] = (
        "Lets this share of the words change places with each other; names, numbers and denials stay."
    )
    probability: ClassVar[float] = 0.1
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 0.5
    counts_every_word: ClassVar[bool] = True
    spared: ClassVar[int] = 1  # one word alone has nowhere to go

    def __init__(self, language: str) -> None:
        pass

    def options(self, word: str) -> tuple[str, ...]:
        """The bare word of an ordinary one: what travels. Punctuation stays where it is."""
        match = _WORD.fullmatch(word)
        if match is None or match[2].lower() in NEGATIONS or match[2] == "I":
            return ()
        return (f"{match[2]}\0",)  # marked, so that it isn't the word itself

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with the chosen words moved on, each to the next one's place."""
        places = sorted(changes)
        if len(places) == 1:
            other = self._beside(words, places[0])
            if other is None:
                return joined(words, gaps)
            places = sorted((places[0], other))
        old = [words[at] for at in places]
        for at, word, coming in zip(places, old, [old[-1], *old[:-1]], strict=True):
            words[at] = _in_place_of(word, coming)
        return joined(words, gaps)

    def _beside(self, words: list[str], at: int) -> int | None:
        """The nearest other word that may move."""
        for step in range(1, len(words)):
            for other in (at + step, at - step):
                if 0 <= other < len(words) and self.options(words[other]) and _bare(words[other]) != _bare(words[at]) and (words[other].islower() or not other):  # fmt: skip
                    return other
        return None


def _bare(word: str) -> str:
    match = _WORD.fullmatch(word)
    return match[2].lower() if match else word


def _in_place_of(word: str, coming: str) -> str:
    """The coming word with the other's punctuation and, if it had one, its first capital."""
    here, there = _WORD.fullmatch(word), _WORD.fullmatch(coming)
    assert here is not None and there is not None
    bare = there[2]
    if here[2][:1].isupper() and here[2][1:] == here[2][1:].lower():
        bare = bare[:1].upper() + bare[1:]
    elif there[2][:1].isupper() and there[2][1:] == there[2][1:].lower() and here[2].islower():
        bare = bare.lower()
    return here[1] + bare + here[3]
