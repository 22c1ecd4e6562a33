"""Synonyms in other languages: the Open Multilingual WordNet, through NLTK, where it is installed.

NLTK's reader is not thread-safe (two threads seeking in one file get each other's synsets), so
every look-up holds one lock, and one reader serves the whole process.
"""

from __future__ import annotations

import re
import threading
from typing import Any

from studio.augment.words import Source
from studio.core.errors import HostError, InputError

_LOCK = threading.Lock()
_PLAIN = re.compile(r"[^\W\d_]{3,}\Z")
SENSES = 2
STOP_LISTS = {
    "arb": "arabic", "cat": "catalan", "dan": "danish", "deu": "german", "ell": "greek",
    "eus": "basque", "fin": "finnish", "fra": "french", "heb": "hebrew", "ind": "indonesian",
    "ita": "italian", "nld": "dutch", "nob": "norwegian", "nno": "norwegian",
    "por": "portuguese", "ron": "romanian", "slv": "slovene", "spa": "spanish",
    "swe": "swedish", "zho": "chinese",
}  # fmt: skip


def open_corpus(language: str) -> Source:
    """The synonyms of `language` from NLTK. Raises HostError (no corpus), InputError (no language)."""
    with _LOCK:
        wordnet, stop_words = _load(language)

    def look_up(word: str) -> list[str]:
        if word in stop_words:
            return []
        with _LOCK:
            return _synonyms(wordnet, word, language)

    return look_up


def _load(language: str) -> tuple[Any, frozenset[str]]:
    try:
        from nltk.corpus import wordnet

        if language not in wordnet.langs():
            wordnet.add_omw()  # NLTK lists the other languages only when asked to load them
        known = set(wordnet.langs())
    except (LookupError, OSError, ImportError) as error:
        raise HostError(
            f"The word net for the language {language!r} is not installed.",
            code="no-corpus",
            remedy="Run: python -c \"import nltk; nltk.download(['wordnet', 'omw-1.4', 'omw-2.0', 'stopwords'])\"",
            detail=str(error),
        ) from error
    if language not in known:
        raise InputError(
            f"The Open Multilingual WordNet has no language {language!r}.",
            code="augment-language",
            remedy=f"Choose among {', '.join(sorted(known))}.",
        )
    return wordnet, _stop_words(language)


def _stop_words(language: str) -> frozenset[str]:
    """NLTK's list where it has one; none otherwise (words of three letters and more still count)."""
    from nltk.corpus import stopwords

    try:
        return frozenset(stopwords.words(STOP_LISTS[language]))
    except (LookupError, OSError, KeyError):
        return frozenset()


def _synonyms(wordnet: Any, word: str, language: str) -> list[str]:
    """Plain lower-case synonyms from the first senses of the first part of speech."""
    synsets = wordnet.synsets(word, lang=language)
    first = [s for s in synsets if s.pos() == synsets[0].pos()][:SENSES]
    names = [name for synset in first for name in synset.lemma_names(language)]
    plain = [n for n in names if n != word and n == n.lower() and _PLAIN.match(n)]
    return list(dict.fromkeys(plain))
