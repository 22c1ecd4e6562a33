"""Strings that tell tokenizers apart: hard cases by name, and random ones from every script."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import product
from typing import TYPE_CHECKING
from unicodedata import category, combining

from studio.deploy.tables import Tables, unusual
from studio.deploy.twin import twin_of

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

HARD = {
    "plain": "This movie was surprisingly good!", "empty": "", "only spaces": "  \t\n ", "one full stop": ".",
    "only what vanishes": "\u200b\u200d\ufeff", "CR LF": "line one\r\nline two", "tabs and lines": "a\t\nb\r\nc\rd",
    "control characters": "a\x00b\x07c\x7fd\x85e", "vertical space": "a\x0bb\x0cc\x1cd", "no-break space": "5\u00a0\u20ac",
    "kinds of space": "a\u2003b\u3000c\u202fd\u1680e\u205ff\u200ag", "line separators": "a\u2028b\u2029c",
    "100 letters": "a" * 100, "101 letters": "a" * 101, "101 after folding": "a" * 99 + "\u00e9\u0301", "combining 100": "e\u0301" * 100,
    "composed": "Caf\u00e9 na\u00efve \u00c5ngstr\u00f6m", "decomposed": "Cafe\u0301 nai\u0308ve A\u030angstro\u0308m",
    "mark first": "\u0301abc", "marks only": "\u0301\u0302", "stacked marks": "a\u0323\u0307\u0301b", "mark on space": "a \u0301b",
    "German": "Stra\u00dfe STRASSE \u1e9e \u00dcber", "Turkish": "\u0130stanbul \u0131s\u0131 I i", "Greek": "\u039f\u03b4\u03c5\u03c3\u03c3\u03b5\u03cd\u03c2 \u03a3\u03a3 \u1f08\u03b8",
    "Russian": "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u0439\u0401", "Hebrew": "\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd", "Arabic": "\u0645\u064e\u0631\u0652\u062d\u064e\u0628\u0627",
    "Hindi": "\u0928\u092e\u0938\u094d\u0924\u0947 \u0915\u094d\u200d\u0937", "Thai": "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35\u0e04\u0e23\u0e31\u0e1a", "Chinese": "\u4f60\u597dworld\u4e16\u754c",
    "Japanese": "\u6771\u4eac\u30bf\u30ef\u30fc \u304b\u3099\u304c", "half width": "\uff76\uff9e\uff77\uff9e \uff21\uff22", "Korean": "\uc548\ub155\ud558\uc138\uc694 \ud55c\uad6d\uc5b4\uac01",
    "jamo": "\u1112\u1161\u11ab \ud55c", "ideographs beyond": "\U00020000\U0002a6df\U0002b820\U0002b91f\U0002b920\U0002f800\uf900\ufa0e", "radicals": "\u2f00\u2e80\u3005\u3007",
    "Cherokee": "\u13e3\u13b3\u13a9 \uabb3\uab83", "Georgian": "\u1c90\u1c91 \u10d0\u10d1", "Deseret": "\U00010400\U00010428", "digraphs": "\u01c5 \u01c8 \ufb01 \u0132",
    "emoji": "\U0001f600\U0001f600 ok", "family": "\U0001f468\u200d\U0001f469\u200d\U0001f467", "skin and flags": "\U0001f44d\U0001f3ff\U0001f1e9\U0001f1ea", "variation": "\u270c\ufe0f\u270c",
    "tags": "a\U000e0041b", "private use": "a\ue000b\U000f0000c", "non-characters": "a\ufdd0b\uffffc\U0010ffffd", "replacement": "a\ufffdb", "music": "\U0001d15e\U0001d165\U0001d16d",
    "mathematical": "\U0001d518\U0001d52b\U0001d526 \u2260\u226e\u037e\u1fef", "soft hyphen": "co\u00adoperate", "bidi": "a\u202eb\u202cc\u200fd",
    "quotes": "''''\"\"\"``\u2018\u2019\u201c\u201d", "dashes": "\u2014\u2013-\u2010\u2011\u2212", "dots": "\u2026... \u00b7\u2022", "money": "$5 \u20ac5 \u00a35 5\u00a2 \u20b95",
    "ASCII punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", "numbers": "1,234.56 3.14e-10 \u0661\u0662 \u00bd \u2075", "code": "snake_case camelCase #tag @user a.b.c http://x.y/z?q=1",
    "html": "&amp; &lt;b&gt; <br/>", "continuations": "##ing ## ing #", "specials": "a[SEP]b[MASK][CLS] [PAD][UNK]", "almost specials": "[[SEP]] [sep] [ SEP ] [SEP", "unknown inside": "hel\u2603lo \u2603",
    "long": "the quick brown fox jumps " * 60, "long word": "pneumono" * 30, "upper": "LOUD SHOUTING TEXT", "apostrophes": "don't o'clock we're \u02bcn",
}  # fmt: skip
BLOCKS = (
    *[(0x20, 0x7E)] * 6, *[(0xA0, 0x24F)] * 3, (0, 0x1F), (0x2B0, 0x36F), (0x370, 0x52F), (0x530, 0x8FF), (0x900, 0xDFF),
    (0xE00, 0x10FF), (0x1100, 0x11FF), (0x13A0, 0x13FF), (0x1AB0, 0x1AFF), (0x1C80, 0x1CBF), (0x1E00, 0x1FFF),
    (0x2000, 0x206F), (0x20A0, 0x2BFF), (0x2C00, 0x2FFF), (0x3000, 0x30FF), (0x3100, 0x3420), (0x4DB0, 0x9FFF),
    (0xA640, 0xABFF), (0xAC00, 0xD7A3), (0xD7A4, 0xD7FF), (0xE000, 0xE0FF), (0xF900, 0xFAFF), (0xFB00, 0xFDFF), (0xFE00, 0xFE2F),
    (0xFF00, 0xFFFF), (0x10000, 0x10FFF), (0x11000, 0x11FFF), (0x1D000, 0x1D7FF), (0x1E000, 0x1EFFF),
    (0x1F1E6, 0x1F1FF), (0x1F300, 0x1FAFF), (0x20000, 0x2FA1F), (0x30000, 0x3134F), (0xE0000, 0xE01EF), (0x80, 0x10FFFF),
)  # fmt: skip
GLUE = (" ", " ", "", "", "\n", ", ", "'s ", "-", "\u00a0", "\u200b")
NEAR_SPECIAL = ("[SEP]", "[MASK]", "[CLS]", "[sep]", "[UNK", "[PAD]", "##", "[[")
CHECKED = 2_000  # random strings every export is checked with


def strings(tokens: Sequence[str], count: int, seed: int = 0) -> Iterator[str]:
    """`count` random strings: pieces of the vocabulary among characters of every block."""
    dice = random.Random(seed)
    words = [t.removeprefix("##") for t in tokens if t and not t.startswith("[")] or ["a"]
    for _ in range(count):
        if dice.random() < 0.02:
            yield _long_word(dice)
        else:
            yield "".join(_part(dice, words) for _ in range(dice.randint(1, 30)))


def _part(dice: random.Random, words: Sequence[str]) -> str:
    kind = dice.random()
    if kind < 0.4:
        word = dice.choice(words)
        cased = dice.choice((word, word, word.upper(), word.title()))
        return cased + dice.choice(GLUE)
    if kind < 0.43:
        return dice.choice(NEAR_SPECIAL)
    low, high = dice.choice(BLOCKS)
    codes = [dice.randint(low, high) for _ in range(dice.randint(1, 4))]
    return "".join(chr(c) for c in codes if not 0xD800 <= c < 0xE000)


def _long_word(dice: random.Random) -> str:
    """Around the length from which a word is unknown, also by way of marks that go or stay."""
    return "a" * dice.randint(95, 105) + dice.choice(("", "\u0301", "\u00e9\u0301x", " b", "\u3099", "\uac01"))  # fmt: skip


def neighbours() -> Iterator[str]:
    """Pairs that catch what no single character shows: runs, reordered marks, final sigma."""
    chars = [*".!'-_#\u00b7\u2014", "a", "A", "1", " ", "\u03a3", "\u0301", "\u0323", "\u3099", "\u1161", "\u11ab", "\uac00", "\u4e00", "\u200d"]  # fmt: skip
    yield from (f"{before}{a}{b}{after}" for a, b in product(chars, repeat=2) for before in ("", "a") for after in ("", "a"))  # fmt: skip
    yield from (f"a{a}{b}" for a, b in product(_movers(), repeat=2))


@cache
def _movers() -> tuple[str, ...]:
    """Characters that sorting by combining class can move, and that stripping accents leaves."""
    every = map(chr, range(0x110000))
    return tuple(c for c in every if combining(c) and category(c) != "Mn")


def prove(encoder: TextEncoder, tables: Tables, rows: Sequence[str], whose: str, count: int = CHECKED) -> int:  # fmt: skip
    """Compare the tables with the live tokenizer on hard, neighbouring, random and own strings.

    Returns how many were compared. Raises InputError (`tokenizer-unusual`) at the first difference.
    """
    texts = [*HARD.values(), *neighbours(), *strings(tables.tokens, count), *rows]
    for text, ids, wanted in differences(encoder, tables, texts):
        raise unusual(
            whose,
            f"reads {text[:40]!r} in a way its tables don't show",
            f"tables {ids}, tokenizer {wanted}",
        )
    return len(texts)


def differences(encoder: TextEncoder, tables: Tables, texts: Sequence[str]) -> Iterator[tuple[str, list[int], list[int]]]:  # fmt: skip
    """(text, the twin's ids, the live tokenizer's) of every text on which they differ."""
    twin = twin_of(tables)
    clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
    encoded = encoder.tokenizer.encode_batch_fast(clean, add_special_tokens=False)
    for text, live in zip(clean, encoded, strict=True):
        if (ids := twin.ids(text)) != live.ids:
            yield text, ids, live.ids
