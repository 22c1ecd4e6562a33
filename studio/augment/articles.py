"""English a and an: which one a word wants."""

from __future__ import annotations

import re

ARTICLES = frozenset(("a", "an", "A", "An"))
_VOWEL_SOUND = re.compile(
    r"\W*(?!uni(?!n|m)|use|usu|uti|ubi|ura|eu|ewe|one(?!r)|once)(?:[aeiou]|hono|hour|heir|honest)",
    re.IGNORECASE,
)


def wants_an(word: str) -> bool:
    """Whether a word begins with a vowel sound, by spelling."""
    return bool(_VOWEL_SOUND.match(word))


def agreeing(article: str, old: str, new: str) -> str:
    """The article for `new`, if it was right for `old`; a wrong one stays as it was."""
    had = article.lower() == "an"
    wants = wants_an(new)
    if had == wants or had != wants_an(old):
        return article
    return article[0] + ("n" if wants else "")
