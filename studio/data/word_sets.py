"""Texts as sets of word numbers, and as keys of 128 bits that equal texts share."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from studio.core.spill import Spill
from studio.data.vocabulary import Vocabulary

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Numbers = NDArray[np.uint64]
    Keys = tuple[Numbers, Numbers]

_FIRST = 8
# Chinese and Japanese write no spaces: each of their characters counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_MARK = "\0"  # between two texts; no word has it
_WORD_OR_MARK = re.compile(rf"{_WORD.pattern}|{_MARK}")


def normalised_words(text: str) -> list[str]:
    """Words without case, punctuation, accents' encoding and letter width (NFKC)."""
    return _WORD.findall(_normal(text))


def _normal(text: str) -> str:
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).casefold()


class WordSets:
    """n texts: text i has `sizes`[i] different words, in `flat` after those of the texts before it.

    Keys are sums of 64-bit numbers drawn for the words, two a text: equal sets have equal keys, and
    others, but for one pair in 2^126, have not. The numbers are new in every process, so that no
    file can be made to have such pairs.
    """

    def __init__(self, n: int, spill: Spill) -> None:
        self.sizes = spill.zeros(n, np.int32)
        self._flat = spill.growing(np.int32)
        self._starts, self._sets = (
            (spill.zeros(n, np.uint64), spill.zeros(n, np.uint64)) for _ in range(2)
        )
        self._words = Vocabulary()
        draw = np.random.default_rng()
        self._salts = draw.integers(1 << 63, size=2, dtype=np.uint64)
        self._places = draw.integers(1 << 63, size=(2, _FIRST), dtype=np.uint64) | np.uint64(1)

    def take_flat(self) -> NDArray[np.int32]:
        """Every text's different words, in no order, int32; nothing can be added then."""
        return self._flat.done()

    def take_starts(self) -> Keys:
        """Two halves, uint64[n], of the keys of the first 8 words in their order; they are not kept."""
        taken, self._starts = self._starts, (np.zeros(0, np.uint64),) * 2
        return taken

    def take_sets(self) -> Keys:
        """Two halves, uint64[n], of the keys of the sets of words; they are not kept."""
        taken, self._sets = self._sets, (np.zeros(0, np.uint64),) * 2
        return taken

    def add(self, at: int, texts: Sequence[str]) -> None:
        """Texts `at`, `at` + 1, ..."""
        codes, sizes, words = _coded(texts)
        ids = self._words.ids(words)
        part = slice(at, at + len(sizes))
        row = np.repeat(np.arange(len(sizes)), sizes)
        place = np.arange(len(codes)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        early = place < _FIRST
        begins = np.concatenate(([0], np.cumsum(np.minimum(sizes, _FIRST))[:-1]))
        both = np.sort(row * len(words) + codes)
        both = both[np.append(True, both[1:] != both[:-1])]
        row, different = both // len(words), both % len(words)
        counts = np.bincount(row, minlength=len(sizes))
        with np.errstate(over="ignore"):
            for half in range(2):
                drawn = _mixed(ids.astype(np.uint64) + self._salts[half])
                first = drawn[codes[early]] * self._places[half][place[early]]
                self._starts[half][part] = np.add.reduceat(first, begins)
                offsets = np.cumsum(counts) - counts
                self._sets[half][part] = np.add.reduceat(drawn[different], offsets)
        self.sizes[part] = counts
        self._flat.add(ids[different])


def _coded(texts: Sequence[str]) -> tuple[Ints, Ints, list[str]]:
    """(each word's code, one text after the other; how many words each text has; the words by code).

    A text without words is one word, as it stands but for the space around it.
    """
    plain = [text.replace(_MARK, " ") if _MARK in text else text for text in texts]
    codes_of: dict[str, int] = defaultdict(count(1).__next__)
    codes_of[_MARK] = 0
    found = _WORD_OR_MARK.findall(_normal(_MARK.join(plain)))
    codes = np.fromiter(map(codes_of.__getitem__, found), dtype=np.int64, count=len(found))
    marks = np.flatnonzero(codes == 0)
    sizes = np.diff(np.concatenate(([-1], marks, [len(codes)]))) - 1
    codes = codes[codes > 0]
    wordless = np.flatnonzero(sizes == 0)
    if len(wordless):
        own = [codes_of[f"{_MARK} {texts[at].strip()}"] for at in wordless.tolist()]
        codes = np.insert(codes, np.cumsum(sizes)[wordless], own)
        sizes[wordless] = 1
    return codes - 1, sizes, list(codes_of)[1:]


def _mixed(numbers: Numbers) -> Numbers:
    """Each number's 64 bits thrown about (splitmix64)."""
    z = numbers * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
