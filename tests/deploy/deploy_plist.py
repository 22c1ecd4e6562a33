"""Reads the old-style property list of an Xcode project: dictionaries, arrays, words and strings."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(r'\s*(?:/\*.*?\*/|//[^\n]*)|\s*([{}()=;,]|"(?:[^"\\]|\\.)*"|[A-Za-z0-9_./]+)', re.DOTALL)  # fmt: skip


def parse(text: str) -> dict[str, Any]:
    """The root dictionary. Raises ValueError for anything malformed."""
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        if found is None:
            raise ValueError(f"unreadable at {text[at : at + 40]!r}")
        if found.group(1):
            tokens.append(found.group(1))
        at = found.end()
    tokens.reverse()
    root = _value(tokens)
    if tokens:
        raise ValueError(f"something follows: {tokens[-1]!r}")
    return root


def _value(tokens: list[str]) -> Any:
    token = tokens.pop()
    if token == "{":
        found = {}
        while tokens[-1] != "}":
            key = _value(tokens)
            _expect(tokens, "=")
            if key in found:
                raise ValueError(f"{key} twice")
            found[key] = _value(tokens)
            _expect(tokens, ";")
        tokens.pop()
        return found
    if token == "(":
        items = []
        while tokens[-1] != ")":
            items.append(_value(tokens))
            _expect(tokens, ",")
        tokens.pop()
        return items
    if token in "})=;,":
        raise ValueError(f"a value was expected, not {token!r}")
    return re.sub(r"\\(.)", r"\1", token[1:-1]) if token.startswith('"') else token


def _expect(tokens: list[str], wanted: str) -> None:
    if (token := tokens.pop()) != wanted:
        raise ValueError(f"{wanted!r} was expected, not {token!r}")
