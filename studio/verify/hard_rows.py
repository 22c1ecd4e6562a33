"""Texts that break careless conversions: empty, exactly full, over-long, strange scripts."""

from __future__ import annotations

from collections.abc import Sequence

STRANGE = (
    "",
    " ",
    "word",
    "🙂",
    "👩‍👩‍👧‍👦 🏳️‍🌈 ok 👍🏽",
    "我的包裹在哪里",
    "私の荷物はどこですか。 한국어도",
    "tab\tnew line\ncarriage\rzero\x00bell\x07delete\x7f",
    "e\u0301a\u0308n\u0303 Z\u0351\u036b\u0343\u036aalgo",
    "אין חבילה \u202eמימין\u202c לשמאל",
    "\ufeff\u200b\u00a0\u2028 spaces nobody sees",
    "\ud83d half a pair",
    "!?.,;:—…“”«»",
    "3.14159 1e-9 0x1F 2024-01-31",
    "http://example.org/a?b=c&d=%20 <b>&amp;</b> \\n",
    "ALL CAPITALS AND straße İstanbul ﬁ ½",
    "x" * 400,  # one word nobody knows: longer than a tokenizer's limit for one
)
FILLER = "the of and to in is for on with at by from it as be"


def hard_rows(max_length: int, sample_texts: Sequence[str]) -> list[str]:
    """Rows to add to every parity check of a model that reads max_length tokens.

    Besides the strange ones: one word (padded nearly to the end), one token short of full, exactly
    full and over-long rows (of words that are one token in common vocabularies), and the sample
    texts glued together beyond the limit.
    """
    words = FILLER.split()
    room = max(1, max_length - 2)  # [CLS] and [SEP]

    def run(count: int) -> str:
        return " ".join(words[i % len(words)] for i in range(count))

    edges = [run(max(1, room - 1)), run(room), run(room + 1), run(4 * max_length)]
    glued = _glued(sample_texts, 6 * max_length)
    return [*STRANGE, *edges, *([glued] if glued else [])]


def _glued(texts: Sequence[str], characters: int) -> str:
    parts, size = [], 0
    for text in texts:
        parts.append(text)
        size += len(text) + 1
        if size > characters:
            break
    return " ".join(parts).strip()
