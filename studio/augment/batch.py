"""Some texts read at once: their words, the white space between, and where names stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from studio.augment.vocabulary import BULLET, CAPITAL, ENDS, LOWER, ORDINARY, Vocabulary

_WORDS = re.compile(r"\S+")
SHOUTED = 3  # from so many words on, a text without small letters has no names


class Batch:
    """Some r texts as w words. numbers: the vocabulary's, int64[w]; lengths, starts: int64[r];
    row_of: int64[w]; names: bool[w], the proper nouns and acronyms. word_numbers and begins
    are numbers and starts as lists, which Python reads faster one by one.

    gaps[row]: the white space before each word and after the last; None for single spaces.
    """

    def __init__(self, texts: Sequence[str], vocabulary: Vocabulary) -> None:
        self.texts = texts
        self.words = [text.split() for text in texts]
        self.gaps = [
            None if " ".join(words) == text else _WORDS.split(text)
            for words, text in zip(self.words, texts, strict=True)
        ]
        number = vocabulary.__getitem__
        flat = map(number, chain.from_iterable(self.words))
        self.lengths = np.array(list(map(len, self.words)), dtype=np.int64)
        self.word_numbers = list(flat)
        self.numbers = np.array(self.word_numbers, dtype=np.int64)
        self.starts = np.cumsum(self.lengths) - self.lengths
        self.begins: list[int] = self.starts.tolist()
        self.row_of = np.repeat(np.arange(len(texts)), self.lengths)
        looks = np.frombuffer(bytes(vocabulary.looks), dtype=np.uint8)
        self.names = self._names(looks[self.numbers])

    def per_row(self, words: NDArray[np.bool_]) -> NDArray[np.int64]:
        """How many words of each row are marked, int64[r]."""
        return np.bincount(self.row_of[words], minlength=len(self.texts))

    def _names(self, looks: NDArray[np.uint8]) -> NDArray[np.bool_]:
        capital, ordinary = (looks & CAPITAL) > 0, (looks & ORDINARY) > 0
        names = capital & ~(ordinary & self._sentence_starts(looks))
        silent = self.per_row((looks & LOWER) > 0) == 0
        shouted = silent & (self.lengths >= SHOUTED)
        return names & ~shouted[self.row_of]

    def _sentence_starts(self, looks: NDArray[np.uint8]) -> NDArray[np.bool_]:
        first = np.zeros(len(looks), dtype=bool)
        first[self.starts[self.lengths > 0]] = True
        before = np.concatenate([looks[:0], looks[-1:], looks[:-1]])
        starts = first | ((before & ENDS) > 0)
        for row, gaps in enumerate(self.gaps):
            for at, gap in enumerate(gaps[1:-1] if gaps else (), start=1):
                if "\n" in gap:
                    starts[self.starts[row] + at] = True
        bullet = ((before & BULLET) > 0) & ~first
        for _ in range(2):  # "- " and "- 'quoted" open a line
            starts = starts | (bullet & np.concatenate([starts[-1:], starts[:-1]]))
        return starts


def joined(words: list[str], gaps: list[str] | None) -> str:
    """Words with the white space between them."""
    if gaps is None:
        return " ".join(words)
    return gaps[0] + "".join([w + g for w, g in zip(words, gaps[1:], strict=True)])
