"""A WordPiece tokenizer's behaviour as tables, read off the live tokenizer code point by code point."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.files import digest_bytes

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

FORMAT = 1
KINDS = {
    "BPE": "BPE (byte pairs, as RoBERTa's and GPT's)",
    "Unigram": "Unigram (SentencePiece, as ALBERT's and XLM-R's)",
    "WordLevel": "WordLevel (whole words)",
}
REMEDY = "Distil into a student with a BERT vocabulary (WordPiece): the kit then has everything it needs."
SURROGATES = range(0xD800, 0xE000)
HANGUL = range(0xAC00, 0xD7A4)
_SAMPLE_SYLLABLE = "\uac01"
_TOGETHER = 128
_READ: dict[str, dict[str, Any]] = {}
KEEP, DELETE, SPACE, SPLIT, MAP = "keep", "delete", "space", "split", "map"


@dataclass(frozen=True)
class Tables:
    """What the Swift tokenizer reads: `spec` as plain JSON and `tokens` by id ("" is a hole)."""

    spec: dict[str, Any]
    tokens: tuple[str, ...]

    @property
    def spec_json(self) -> str:
        """The same tables give the same text."""
        return json.dumps(self.spec, ensure_ascii=True, sort_keys=True, separators=(",", ":")) + "\n"  # fmt: skip

    @property
    def vocabulary(self) -> str:
        """A token a line, in id order."""
        return "".join(f"{token}\n" for token in self.tokens)

    @cached_property
    def name(self) -> str:
        """A folder's name for them: models with the same tables share one."""
        return "wordpiece-" + digest_bytes(self.spec_json.encode(), self.vocabulary.encode())[:10]


def tables_of(encoder: TextEncoder, whose: str) -> Tables:
    """Read a live tokenizer's behaviour; `whose` names the model in refusals.

    Raises InputError (`tokenizer-kind`, `tokenizer-unusual`) for what WordPiece tables can't say.
    """
    fields = json.loads(encoder.to_json())
    kind = fields["model"].get("type", "")
    if kind != "WordPiece":
        raise InputError(
            f"{whose} has a {KINDS.get(kind, kind)} tokenizer; the iPhone kit rebuilds WordPiece (BERT's) only.",
            code="tokenizer-kind",
            remedy=REMEDY,
        )
    vocabulary = encoder.tokenizer.get_vocab(with_added_tokens=True)
    before, after = _around(encoder)
    spec = {
        "format": FORMAT,
        "before": before,
        "after": after,
        "pad": encoder.pad_id,
        "unknown": _unknown(fields["model"], vocabulary, whose),
        "prefix": fields["model"]["continuing_subword_prefix"],
        "maxWordLength": fields["model"]["max_input_chars_per_word"],
        "special": _specials(fields["added_tokens"], whose),
        "normalizer": _behaviour(encoder.tokenizer, fields, whose),
    }
    return Tables(spec, _tokens(vocabulary, whose))


def unusual(whose: str, what: str, detail: str = "") -> InputError:
    """A refusal that names what is unusual."""
    return InputError(
        f"The tokenizer of {whose} {what}; the iPhone kit can't rebuild that exactly.",
        code="tokenizer-unusual",
        remedy=REMEDY,
        detail=detail,
    )


def _around(encoder: TextEncoder) -> tuple[list[int], list[int]]:
    """Ids before and after every text."""
    body = encoder.tokenizer.encode("a", add_special_tokens=False).ids
    whole = encoder.encode(["a"], 512).ids[0]
    at = next(i for i in range(len(whole)) if whole[i : i + len(body)] == body)
    return whole[:at], whole[at + len(body) :]


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


def _tokens(vocabulary: dict[str, int], whose: str) -> tuple[str, ...]:
    tokens = [""] * (max(vocabulary.values()) + 1)
    for token, at in vocabulary.items():
        if "\n" in token or tokens[at]:
            raise unusual(whose, f"has a token with a line break or an id of two tokens ({token!r})")  # fmt: skip
        tokens[at] = token
    return tuple(tokens)


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
    for chars in _chunks(hangul):
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
    return {**{name: list(_ranges(found)) for name, found in actions.items()}, "map": mapped, "hangul": hangul}  # fmt: skip


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


def _chunks(hangul: bool) -> Iterator[list[str]]:
    """Every scalar, a few at a time; Hangul syllables are left out where they follow arithmetic."""
    for start in range(0, 0x110000, _TOGETHER):
        codes = range(start, start + _TOGETHER)
        if chars := [chr(c) for c in codes if c not in SURROGATES and not (hangul and c in HANGUL)]:
            yield chars


def _ranges(scalars: Iterable[int]) -> Iterator[int]:
    """[first, last, first, last, ...] of ascending scalars."""
    first = last = -2
    for scalar in scalars:
        if scalar != last + 1:
            if last >= 0:
                yield from (first, last)
            first = scalar
        last = scalar
    if last >= 0:
        yield from (first, last)
