"""Where synonyms come from: the compact English table, or NLTK's corpora for other languages."""

from __future__ import annotations

import gzip
import json
from functools import cache

from studio.augment.words import STOP_WORDS, Source
from studio.core.errors import HostError
from studio.core.files import resource

ENGLISH = "eng"
TABLE = "wordnet/synonyms.json.gz"


def open_source(language: str) -> Source:
    """The synonyms of a language. Raises HostError when a corpus is missing or damaged."""
    if language != ENGLISH:
        from studio.augment.multilingual import open_corpus

        return open_corpus(language)
    return english(load_table())


def english(table: dict[str, str]) -> Source:
    """The look-up in a table, with stop words on neither side."""

    def look_up(word: str) -> list[str]:
        found = table.get(word)
        if found is None or word in STOP_WORDS:
            return []
        return [synonym for synonym in found.split() if synonym not in STOP_WORDS]

    return look_up


@cache
def load_table() -> dict[str, str]:
    """The shipped table: word -> synonyms with spaces between them. Raises HostError."""
    path = resource(TABLE)
    try:
        with gzip.open(path) as file:
            table: dict[str, str] = json.loads(file.read())["synonyms"]
            return table
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise HostError(
            f"The studio's own file {path.name} is damaged.",
            code="resource-damaged",
            remedy="Install PocketBERT Studio again.",
            detail=str(error),
        ) from error
