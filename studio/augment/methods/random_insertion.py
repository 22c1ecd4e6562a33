"""Random insertion: synonyms of some words are put in beside others.

Source: Wei, Zou, "EDA: Easy Data Augmentation Techniques" (2019).
"""

from __future__ import annotations

from typing import ClassVar
from zlib import crc32

from studio.augment.batch import joined
from studio.augment.methods.synonym_replacement import SynonymReplacement
from studio.augment.registry import METHODS
from studio.augment.vocabulary import CLOSING, OPENING


@METHODS.register("random_insertion")
class RandomInsertion:
    """Puts synonyms in at random places."""

    title: ClassVar[str] = "Random insertion"
    help: ClassVar[str] = (
        "For this share of the words that have a safe synonym, puts the synonym in somewhere."
    )
    probability: ClassVar[float] = 0.1
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 0.5
    counts_every_word: ClassVar[bool] = False
    spared: ClassVar[int] = 0

    def __init__(self, language: str) -> None:
        self._source = SynonymReplacement(language)

    def options(self, word: str) -> tuple[str, ...]:
        """The word's synonyms, bare and in small letters."""
        return tuple(dict.fromkeys(s.strip(OPENING + CLOSING).lower() for s in self._source.options(word)))  # fmt: skip

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with the synonyms put in; where depends on the synonym and its word's place."""
        inner = max(len(words) - 1, 1)  # the first word stays first, and the last one last
        for at in sorted(changes):
            place = 1 + crc32(f"{changes[at]} {at}".encode()) % inner
            if gaps is not None:
                gaps.insert(place if place == len(words) else place + 1, " ")
            words.insert(place, changes[at])
        return joined(words, gaps)
