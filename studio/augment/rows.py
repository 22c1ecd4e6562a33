"""A text as words and the white space between them, and which words are names."""

from __future__ import annotations

import re
from itertools import compress
from operator import ne

from studio.augment.words import ABBREVIATIONS, GIVEN_NAMES

OPENING = "\"'(“‘«¿¡—"
CLOSING = ".,;:!?)\"'”’»…—"
_WORDS = re.compile(r"\S+")
_SENTENCE_END = re.compile(r"[.!?…。！？][\"')\]”’»]*\Z")


class Row:
    """One text, read once for all its copies.

    words: what stands between white space, punctuation included; gaps: the white space before
    each word and after the last, or None where it is one space between words; names: positions
    of proper nouns and acronyms.
    """

    __slots__ = ("gaps", "names", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.split()
        self.gaps = None if " ".join(self.words) == text else _WORDS.split(text)
        self.names = frozenset[int]() if text.islower() else self._find_names()

    def joined(self, words: list[str], gaps: list[str] | None) -> str:
        """A text of changed words; `gaps` is this row's, shortened where words went."""
        if gaps is None:
            return " ".join(words)
        return gaps[0] + "".join([w + g for w, g in zip(words, gaps[1:], strict=True)])

    def _find_names(self) -> frozenset[int]:
        capitals = map(ne, self.words, self.text.lower().split())
        at = compress(range(len(self.words)), capitals)
        return frozenset([i for i in at if self._is_name(i)])

    def _is_name(self, at: int) -> bool:
        word = self.words[at].lstrip(OPENING).rstrip(CLOSING)
        if word[:1] == "I" and word[1:2] in ("", "'", "’"):
            return False
        lower = word.lower()
        ordinary = word[:1].isupper() and word[1:] == lower[1:] and lower not in GIVEN_NAMES
        return not (ordinary and self._starts_sentence(at))

    def _starts_sentence(self, at: int) -> bool:
        if at == 0 or (self.gaps is not None and "\n" in self.gaps[at]):
            return True
        before = self.words[at - 1]
        if not any(map(str.isalnum, before)):  # a bullet, an opening dash
            return self._starts_sentence(at - 1) or bool(_SENTENCE_END.search(before))
        bare = before.rstrip(CLOSING).lstrip(OPENING).lower()
        known = bare in ABBREVIATIONS or (len(bare) == 1 and bare.isalpha())
        return not known and bool(_SENTENCE_END.search(before))
