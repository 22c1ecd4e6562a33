"""Groups of texts so alike that they must not be parted between training and the exam.

Two texts are near-duplicates when their first 8 normalised words are the same, or when the sets
of their words have a Jaccard similarity of 0.8 or more; groups are the connected components.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from studio.core.events import Event, Progress
from studio.data.jaccard import join_similar
from studio.data.union import Components

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

STAGE = "near-duplicates"
_FIRST = 8
_STRIDE = 5_000
_ID_BYTES = array("i").itemsize
# Chinese and Japanese write no spaces: each of their characters counts as a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def normalised_words(text: str) -> list[str]:
    """Words without case, punctuation, accents' encoding and letter width (NFKC)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _WORD.findall(text.casefold())


def near_duplicate_groups(texts: Sequence[str]) -> Ints:
    """Group ids int64[n], numbered by first appearance."""
    steps = grouping(texts)
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            result: Ints = stop.value
            return result


def grouping(texts: Sequence[str], scratch: object = None) -> Generator[Event, None, Ints]:
    """`near_duplicate_groups` with its progress: half for the words, half for comparing sets."""
    n = len(texts)
    groups = Components(n)
    word_ids: dict[str, int] = {}
    by_start: dict[bytes, int] = {}  # bytes: a tenth of the memory of tuples and sets
    by_set: dict[bytes, int] = {}
    for at, text in enumerate(texts):
        words = normalised_words(text) or [text.strip()]
        ids = array("i", [word_ids.setdefault(word, len(word_ids)) for word in words])
        groups.join(by_start.setdefault(ids[:_FIRST].tobytes(), at), at)
        groups.join(by_set.setdefault(array("i", sorted(set(ids))).tobytes(), at), at)
        if at % _STRIDE == 0:
            yield Progress(STAGE, at // 2, n)
    del by_start
    owners = np.fromiter(by_set.values(), dtype=np.int64, count=len(by_set))
    sizes = np.fromiter(map(len, by_set), dtype=np.int64, count=len(by_set)) // _ID_BYTES
    flat = np.frombuffer(b"".join(by_set), dtype=np.intc)
    del by_set
    for share in join_similar(flat, sizes, owners, groups):
        yield Progress(STAGE, n // 2 + int(share * (n - n // 2)), n)
    yield Progress(STAGE, n, n)
    return groups.numbered()
