"""Every distinct word of a run once: what it looks like, and what each method may make of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.augment.registry import Method
from studio.augment.words import ABBREVIATIONS, GIVEN_NAMES

OPENING = "\"'(“‘«¿¡—"
CLOSING = ".,;:!?)\"'”’»…—"
_SENTENCE_END = re.compile(r"[.!?…。！？][\"')\]”’»]*\Z")

CAPITAL = 1  # has a capital letter (and is not "I"): a name, unless ...
ORDINARY = 2  # ... only the first letter is one and it is no given name, at a sentence's start
ENDS = 4  # ends a sentence
BULLET = 8  # has no letter or digit
LOWER = 16  # has a small letter


class Vocabulary(dict[str, int]):
    """Word -> number. looks[number]: the bits above; options[m][number]: what method m offers;
    changeable[m][number]: 1 where that is something.
    """

    def __init__(self, methods: Sequence[Method]) -> None:
        self.looks = bytearray()
        self.options: list[list[tuple[str, ...]]] = [[] for _ in methods]
        self.changeable = [bytearray() for _ in methods]
        asked = zip(methods, self.options, self.changeable, strict=True)
        self._asked = [(m.options, known.append, flags.append) for m, known, flags in asked]

    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        self.looks.append(LOWER if word.isalpha() and word.islower() else look(word))
        for ask, keep, flag in self._asked:
            options = ask(word)
            keep(options)
            flag(options != ())
        return number


def look(word: str) -> int:
    """The bits of one word."""
    lower = word.lower()
    bits = 0 if word == word.upper() else LOWER
    if word != lower:
        bits |= _capitals(word.lstrip(OPENING).rstrip(CLOSING))
    if not word[-1].isalnum():
        if not any(map(str.isalnum, word)):
            bits |= BULLET
        if _SENTENCE_END.search(word) and not _abbreviation(lower.strip(OPENING + CLOSING)):
            bits |= ENDS
    return bits


def _capitals(bare: str) -> int:
    """CAPITAL and ORDINARY for a word with a capital, its punctuation stripped."""
    if bare[:1] == "I" and bare[1:2] in ("", "'", "’"):
        return 0
    lower = bare.lower()
    ordinary = bare[:1].isupper() and bare[1:] == lower[1:] and lower not in GIVEN_NAMES
    return CAPITAL | ORDINARY if ordinary else CAPITAL


def _abbreviation(bare: str) -> bool:
    """Whether a full stop after it ends no sentence: "Mr.", "e.g.", "J."."""
    return bare in ABBREVIATIONS or (len(bare) == 1 and bare.isalpha())
