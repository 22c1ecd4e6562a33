"""Spelling noise: slips of the hand, one a word.

Source: Belinkov, Bisk, "Synthetic and Natural Noise Both Break Neural Machine Translation" (2018):
neighbouring letters swapped, letters left out or doubled, neighbouring keys hit. As there, a word's
first and last letters stay, so that people still read it.
"""

from __future__ import annotations

import re
from typing import ClassVar

from studio.augment.batch import joined
from studio.augment.registry import METHODS
from studio.augment.vocabulary import CLOSING, OPENING
from studio.augment.words import NEGATIONS

_WORD = re.compile(rf"([{re.escape(OPENING)}]*)([^\W\d_]+)([{re.escape(CLOSING)}]*)")
_SHORTEST = 4
_MOST = 12  # slips to choose from, spread over the word
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {
    letter: row[at + 1] if at + 1 < len(row) else row[at - 1]
    for row in _ROWS
    for at, letter in enumerate(row)
}


@METHODS.register("spelling_noise")
class SpellingNoise:
    """Misspells words."""

    title: ClassVar[str] = "Spelling noise"
    help: ClassVar[str] = (
        "Misspells this share of the longer words by a slip of the hand; names and numbers stay."
    )
    probability: ClassVar[float] = 0.1
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 0.5
    counts_every_word: ClassVar[bool] = False
    spared: ClassVar[int] = 0

    def __init__(self, language: str) -> None:
        pass

    def options(self, word: str) -> tuple[str, ...]:
        """Slips of a word of four letters and more; its punctuation stays."""
        match = _WORD.fullmatch(word)
        if match is None or len(match[2]) < _SHORTEST or match[2].lower() in NEGATIONS:
            return ()
        if not match[2][1:].islower():
            return ()  # acronyms, and scripts without small letters
        found = dict.fromkeys(slips(match[2]))
        every = [slip for slip in found if slip != match[2]]
        step = max(1, -(-len(every) // _MOST))
        return tuple(match[1] + slip + match[3] for slip in every[::step])

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with the words misspelt."""
        for at, new in changes.items():
            words[at] = new
        return joined(words, gaps)


def slips(word: str) -> list[str]:
    """Every slip inside a word: swapped, left out, doubled, the key beside."""
    found = []
    for at in range(1, len(word) - 1):
        before, letter, after = word[:at], word[at], word[at + 1 :]
        if at < len(word) - 2:
            found.append(before + after[0] + letter + after[1:])
        found += [before + after, before + letter * 2 + after]
        if letter in _BESIDE:
            found.append(before + _BESIDE[letter] + after)
    return found
