"""The kit's tokenizer in Python, step by step the algorithm of WordPieceTokenizer.swift."""

from __future__ import annotations

from itertools import pairwise
from typing import Protocol

from studio.deploy.tables import HANGUL, Tables, jamo, mappings
from studio.deploy.wordpiece import DELETE, KEEP, SPACE, SPLIT


class Twin(Protocol):
    """A kit's tokenizer as Python computes it."""

    def ids(self, text: str) -> list[int]:
        """Token ids without specials around the text."""


def twin_of(tables: Tables) -> Twin:
    """The twin of the tables' kind."""
    from studio.deploy.subword_twin import SubwordTwin

    return WordPieceTwin(tables) if tables.spec["kind"] == "WordPiece" else SubwordTwin(tables)


class WordPieceTwin:
    """Ids of a text from the exported tables alone: what the device will compute.

    It proves the tables against the live tokenizer where there is no Swift compiler.
    """

    def __init__(self, tables: Tables) -> None:
        spec = tables.spec
        self._unknown, self._prefix = spec["unknown"], spec["prefix"]
        self._longest = spec["maxWordLength"]
        self._vocabulary = {token: at for at, token in enumerate(tables.tokens) if token}
        found = sorted(((s["text"], s["id"]) for s in spec["special"]), key=lambda s: -len(s[0]))
        self._specials = [(text, at) for text, at in found if text]
        self._actions, self._map = _actions(spec["normalizer"])
        self._hangul = spec["normalizer"]["hangul"]
        self._known: dict[str, list[int]] = {}

    def ids(self, text: str) -> list[int]:
        """Token ids without specials around the text."""
        out: list[int] = []
        start = at = 0
        while at < len(text):
            special = next((s for s in self._specials if text.startswith(s[0], at)), None)
            if special is None:
                at += 1
                continue
            out += [*self._words(text[start:at]), special[1]]
            start = at = at + len(special[0])
        return out + self._words(text[start:])

    def _words(self, text: str) -> list[int]:
        out: list[int] = []
        word: list[str] = []
        for char in text:
            if self._hangul and ord(char) in HANGUL:
                word += jamo(ord(char) - HANGUL.start)
            elif char in self._map:
                for mapped in self._map[char]:
                    split = self._actions.get(mapped) == SPLIT
                    self._apply(SPACE if mapped == " " else SPLIT if split else KEEP, mapped, word, out)  # fmt: skip
            else:
                self._apply(self._actions.get(char, KEEP), char, word, out)
        self._flush(word, out)
        return out

    def _apply(self, action: str, char: str, word: list[str], out: list[int]) -> None:
        if action == KEEP:
            word.append(char)
        elif action != DELETE:
            self._flush(word, out)
            if action == SPLIT:
                self._flush([char], out)

    def _flush(self, word: list[str], out: list[int]) -> None:
        if word:
            text = "".join(word)
            if text not in self._known:
                self._known[text] = self._pieces(text)
            out += self._known[text]
            word.clear()

    def _pieces(self, word: str) -> list[int]:
        """Greedy longest match; a piece that can't be matched makes the word unknown."""
        if len(word) > self._longest:
            return [self._unknown]
        out, start = [], 0
        while start < len(word):
            prefix = self._prefix if start else ""
            end = next((e for e in range(len(word), start, -1) if prefix + word[start:e] in self._vocabulary), 0)  # fmt: skip
            if not end:
                return [self._unknown]
            out.append(self._vocabulary[prefix + word[start:end]])
            start = end
        return out


def _actions(spec: dict[str, list[int]]) -> tuple[dict[str, str], dict[str, str]]:
    actions = {
        chr(c): action
        for action in (DELETE, SPACE, SPLIT)
        for first, last in list(pairwise(spec[action]))[::2]
        for c in range(first, last + 1)
    }
    return actions, mappings(spec["map"])
