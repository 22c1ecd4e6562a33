"""Synonym replacement: some words become a WordNet synonym in the same form and case."""

from __future__ import annotations

import re
from typing import ClassVar

from studio.augment.articles import ARTICLES, agreeing
from studio.augment.registry import METHODS, Reach
from studio.augment.rows import CLOSING, OPENING, Row
from studio.augment.synonyms import Source, open_source

# No markup, code, path or placeholder: only quotes and sentence punctuation may touch the word.
_WORD = re.compile(rf"([{re.escape(OPENING)}]*)([^\W\d_]{{3,}})([{re.escape(CLOSING)}]*)")
_MEMORY = 200_000


class Swaps(dict[str, tuple[str, ...]]):
    """What a word, with its punctuation and case, may become; worked out once a word."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MEMORY:
            self.clear()
        found = self[word] = self._look_up(word)
        return found

    def _look_up(self, word: str) -> tuple[str, ...]:
        match = _WORD.fullmatch(word)
        if match is None:
            return ()
        before, core, after = match.groups()
        if core[1:] != core[1:].lower():
            return ()
        lower = core.lower()
        synonyms = [s for s in self._source(lower) if s != lower]
        if core != lower:
            synonyms = [s[0].upper() + s[1:] for s in synonyms]
        return tuple([before + s + after for s in synonyms])


@METHODS.register("synonym_replacement")
class SynonymReplacement:
    """Replaces words by synonyms."""

    title: ClassVar[str] = "Synonym replacement"
    help: ClassVar[str] = (
        "Replaces this share of the words that have a safe synonym; names and numbers stay."
    )
    probability: ClassVar[float] = 0.2
    lowest: ClassVar[float] = 0.01
    highest: ClassVar[float] = 1.0

    def __init__(self, language: str) -> None:
        self._english = language == "eng"
        self._swaps = Swaps(open_source(language))

    def reach(self, row: Row) -> Reach:
        """The words that have a synonym and aren't names; p counts these alone."""
        swaps = map(self._swaps.__getitem__, row.words)
        at = [i for i, found in enumerate(swaps) if found]
        if row.names:
            names = row.names
            at = [i for i in at if i not in names]
        return Reach(at, len(at), len(at))

    def edit(self, row: Row, spots: dict[int, int]) -> str:
        """The text with each spot's word replaced, and a/an made to agree."""
        words = row.words.copy()
        for at, number in spots.items():
            old = words[at]
            options = self._swaps[old]
            new = words[at] = options[number * len(options) >> 32]
            if self._english and at and words[at - 1] in ARTICLES:
                words[at - 1] = agreeing(words[at - 1], old, new)
        return row.joined(words, row.gaps)
