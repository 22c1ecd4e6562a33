"""Synonym replacement: some words become a WordNet synonym in the same form and case."""

from __future__ import annotations

from typing import ClassVar

from studio.augment.articles import ARTICLES, agreeing
from studio.augment.batch import joined
from studio.augment.registry import METHODS
from studio.augment.synonyms import open_source
from studio.augment.vocabulary import CLOSING, OPENING


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
    counts_every_word: ClassVar[bool] = False
    spared: ClassVar[int] = 0

    def __init__(self, language: str) -> None:
        self._english = language == "eng"
        self._synonyms = open_source(language)

    def options(self, word: str) -> tuple[str, ...]:
        """The word's synonyms in its case and punctuation; none for acronyms.

        Only quotes and sentence punctuation may touch it: no markup, code, path or placeholder.
        """
        if word.isalpha() and word.islower():
            return tuple(self._synonyms(word))
        inner = word.lstrip(OPENING)
        core = inner.rstrip(CLOSING)
        lower = core.lower()
        if not core.isalpha() or core[1:] != lower[1:]:
            return ()
        found = self._synonyms(lower)
        if not found:
            return ()
        if core != lower:
            found = [s[0].upper() + s[1:] for s in found]
        before, after = word[: len(word) - len(inner)], inner[len(core) :]
        return tuple([before + s + after for s in found])

    def edit(self, words: list[str], gaps: list[str] | None, changes: dict[int, str]) -> str:
        """The text with the words replaced, and a/an before them made to agree."""
        for at, new in changes.items():
            if self._english and at and words[at - 1] in ARTICLES:
                words[at - 1] = agreeing(words[at - 1], words[at], new)
            words[at] = new
        return joined(words, gaps)
