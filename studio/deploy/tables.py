"""What the kit's tokenizers read: tables, and what is needed to make and to walk them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.files import digest_bytes

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

FORMAT = 1
REMEDY = "Distil into a student with a BERT vocabulary (WordPiece): the kit then has everything it needs."
SURROGATES = range(0xD800, 0xE000)
HANGUL = range(0xAC00, 0xD7A4)
TOGETHER = 128  # code points asked about at once; they are looked at one by one only where something happens


@dataclass(frozen=True)
class Tables:
    """What the Swift tokenizer reads: `spec` as plain JSON, `tokens` by id ("" is a hole), `more` files by name."""

    spec: dict[str, Any]
    tokens: tuple[str, ...]
    more: dict[str, str] = field(default_factory=dict)

    @property
    def spec_json(self) -> str:
        """The same tables give the same text."""
        return json.dumps(self.spec, ensure_ascii=True, sort_keys=True, separators=(",", ":")) + "\n"  # fmt: skip

    @property
    def vocabulary(self) -> str:
        """A token a line, in id order."""
        return "".join(f"{token}\n" for token in self.tokens)

    @property
    def files(self) -> dict[str, str]:
        """Every file of the tokenizer's folder."""
        return {"tokenizer.json": self.spec_json, "vocabulary.txt": self.vocabulary, **self.more}

    @cached_property
    def name(self) -> str:
        """A folder's name for them: models with the same tables share one."""
        parts = [text.encode() for _, text in sorted(self.files.items())]
        return f"{self.spec['kind'].lower()}-{digest_bytes(*parts)[:10]}"


def unusual(whose: str, what: str, detail: str = "") -> InputError:
    """A refusal that names what is unusual."""
    return InputError(
        f"The tokenizer of {whose} {what}; the iPhone kit can't rebuild that exactly.",
        code="tokenizer-unusual",
        remedy=REMEDY,
        detail=detail,
    )


def around(encoder: TextEncoder) -> tuple[list[int], list[int]]:
    """Ids before and after every text."""
    body = encoder.tokenizer.encode("a", add_special_tokens=False).ids
    whole = encoder.encode(["a"], 512).ids[0]
    if not body:
        return whole, []
    at = next(i for i in range(len(whole)) if whole[i : i + len(body)] == body)
    return whole[:at], whole[at + len(body) :]


def tokens_of(vocabulary: dict[str, int], whose: str) -> tuple[str, ...]:
    """Tokens in id order; holes are empty."""
    tokens = [""] * (max(vocabulary.values()) + 1)
    for token, at in vocabulary.items():
        if "\n" in token or tokens[at]:
            raise unusual(whose, f"has a token with a line break or an id of two tokens ({token!r})")  # fmt: skip
        tokens[at] = token
    return tuple(tokens)


def chunks(without: range = range(0)) -> Iterator[list[str]]:
    """Every scalar, a few at a time, save those of `without`."""
    for start in range(0, 0x110000, TOGETHER):
        codes = range(start, start + TOGETHER)
        if chars := [chr(c) for c in codes if c not in SURROGATES and c not in without]:
            yield chars


def where(plain: Callable[[list[str]], bool], each: Callable[[str], bool]) -> list[int]:
    """Scalars for which `each` holds; `plain` says of many at once that it holds for none."""
    return [ord(c) for chars in chunks() if not plain(chars) for c in chars if each(c)]


def ranges(scalars: Iterable[int]) -> Iterator[int]:
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


def within(flat: Sequence[int]) -> frozenset[str]:
    """The characters of such ranges."""
    pairs = zip(flat[::2], flat[1::2], strict=True)
    return frozenset(chr(c) for first, last in pairs for c in range(first, last + 1))


def mappings(flat: Sequence[int]) -> dict[str, str]:
    """`[scalar, output length, output..., scalar, ...]` as a dictionary."""
    found, at = {}, 0
    while at < len(flat):
        end = at + 2 + flat[at + 1]
        found[chr(flat[at])] = "".join(map(chr, flat[at + 2 : end]))
        at = end
    return found


def jamo(syllable: int) -> str:
    """Unicode 3.12: leading consonant, vowel, perhaps a trailing consonant."""
    codes = [0x1100 + syllable // 588, 0x1161 + syllable % 588 // 28]
    return "".join(map(chr, (*codes, *([0x11A7 + syllable % 28] if syllable % 28 else []))))
