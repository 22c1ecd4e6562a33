"""A WordPiece tokenizer's behaviour as tables, read off the live tokenizer code point by code point."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from studio.deploy.tables import FORMAT, HANGUL, Tables, around, chunks, ranges, tokens_of, unusual

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

_SAMPLE_SYLLABLE = "\uac01"
_READ: dict[str, dict[str, Any]] = {}
KEEP, DELETE, SPACE, SPLIT, MAP = "keep", "delete", "space", "split", "map"


def read(encoder: TextEncoder, fields: dict[str, Any], whose: str) -> Tables:
    """The tables of a WordPiece tokenizer. Raises InputError (`tokenizer-unusual`)."""
    vocabulary = encoder.tokenizer.get_vocab(with_added_tokens=True)
    before, after = around(encoder)
    spec = {
        "format": FORMAT,
        "kind": "WordPiece",
        "before": before,
        "after": after,
        "pad": encoder.pad_id,
        "unknown": _unknown(fields["model"], vocabulary, whose),
        "prefix": fields["model"]["continuing_subword_prefix"],
        "maxWordLength": fields["model"]["max_input_chars_per_word"],
        "special": _specials(fields["added_tokens"], whose),
        "normalizer": _behaviour(encoder.tokenizer, fields, whose),
    }
    return Tables(spec, tokens_of(vocabulary, whose))


def _unknown(model: dict[str, Any], vocabulary: dict[str, int], whose: str) -> int:
    token = model.get("unk_token") or ""
    if token not in vocabulary:
        raise unusual(whose, f"has no token for unknown words ({token!r})")
    return vocabulary[token]


def _specials(added: list[dict[str, Any]], whose: str) -> list[dict[str, Any]]:
    for token in added:
        odd = [k for k in ("lstrip", "rstrip", "single_word", "normalized") if token[k]]
        if odd:
            raise unusual(whose, f"has an added token {token['content']!r} with {', '.join(odd)}")
    return [{"id": token["id"], "text": token["content"]} for token in added]


def _behaviour(tokenizer: Any, fields: dict[str, Any], whose: str) -> dict[str, Any]:
    """Seconds of reading, once for models whose tokenizers normalise and split alike."""
    key = json.dumps([fields["normalizer"], fields["pre_tokenizer"]], sort_keys=True)
    if key not in _READ:
        _READ[key] = _normalizer(tokenizer, whose)
    return _READ[key]


def _normalizer(tokenizer: Any, whose: str) -> dict[str, Any]:
    """delete, space, split, map and hangul: see NormalizerSpec in the kit's WordPieceSpec.swift."""
    normal: Callable[[str], str] = tokenizer.normalizer.normalize_str if tokenizer.normalizer else str  # fmt: skip
    hangul = normal(_SAMPLE_SYLLABLE) == unicodedata.normalize("NFD", _SAMPLE_SYLLABLE)
    if hangul and any(normal(chr(c)) != unicodedata.normalize("NFD", chr(c)) for c in HANGUL):
        raise unusual(whose, "decomposes some Hangul syllables and not others")
    words = _Words(tokenizer.pre_tokenizer, whose)
    actions: dict[str, list[int]] = {DELETE: [], SPACE: [], SPLIT: []}
    mapped: list[int] = []
    for chars in chunks(HANGUL if hangul else range(0)):
        whole = normal("".join(chars))
        if whole == "".join(chars) and words.keeps(chars):
            continue
        for char in chars:
            text = normal(char) if whole else ""
            action = _action(char, text, words)
            if action in actions:
                actions[action].append(ord(char))
            elif action != KEEP:
                mapped += [ord(char), len(text), *map(ord, text)]
    return {**{name: list(ranges(found)) for name, found in actions.items()}, "map": mapped, "hangul": hangul}  # fmt: skip


def _action(char: str, text: str, words: _Words) -> str:
    if not text:
        return DELETE
    if text == f" {char} ":
        return SPLIT
    if text == char:
        return words.kind(char)
    return SPACE if all(words.kind(x) == SPACE for x in text) else MAP


class _Words:
    """Whether a pre-tokenizer keeps a character in a word, drops it between two, or sets it apart."""

    def __init__(self, pre_tokenizer: Any, whose: str) -> None:
        if pre_tokenizer is None:
            raise unusual(whose, "doesn't split words at spaces")
        self._pre, self._whose = pre_tokenizer, whose
        self._known: dict[str, str] = {}

    def kind(self, char: str) -> str:
        """KEEP, SPACE or SPLIT."""
        if char not in self._known:
            pieces = self._pieces(f"a{char}a")
            kinds = {(f"a{char}a",): KEEP, ("a", "a"): SPACE, ("a", char, "a"): SPLIT}
            if tuple(pieces) not in kinds:
                raise unusual(self._whose, f"splits words at {char!r} in its own way", repr(pieces))
            self._known[char] = kinds[tuple(pieces)]
        return self._known[char]

    def keeps(self, chars: Sequence[str]) -> bool:
        """Whether all of them stay in words."""
        words = [f"a{char}a" for char in chars]
        return self._pieces(" ".join(words)) == words

    def _pieces(self, text: str) -> list[str]:
        return [piece for piece, _ in self._pre.pre_tokenize_str(text)]
