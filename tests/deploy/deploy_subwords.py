"""Byte-level BPE and Unigram tokenizers as RoBERTa, ModernBERT, ALBERT, XLM-R and DeBERTa bring them, made of any words."""

from __future__ import annotations

import base64
import json
import math
import struct
from collections.abc import Iterable, Sequence
from typing import Any

from studio.deploy.subword import letters
from studio.models.tokenizer import TextEncoder

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>", "<mask>")
MARK = "\u2581"
RULES = {
    **{chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)},  # full width
    **{chr(c): "" for c in (*range(1, 9), 0x0E, 0x7F, 0xAD, 0x200B, 0xFEFF)}, "\t": " ", "\n": " ", "\r": " ", "\u3000": " ", "\u00a0": " ",
    "\u2122": "TM", "\ufb01": "fi", "\u00aa": "a", "\u00bd": "1\u20442", "\u2026": "...", "\u0132": "IJ", "\u1e9b\u0323": "\u1e69",
    **{f"{a}\u0301": b for a, b in zip("aeiouAEIOU", "\u00e1\u00e9\u00ed\u00f3\u00fa\u00c1\u00c9\u00cd\u00d3\u00da", strict=True)},
    "\u304b\u3099": "\u304c", "e\u0301\u0323": "!", "\U0001d400": "A", "\r\n": "?",
}  # fmt: skip
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
META = {"type": "Metaspace", "replacement": MARK, "prepend_scheme": "always", "split": True}
AT_WHITE = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, META]}


def replaced(pattern: str, to: str, kind: str = "String") -> dict[str, Any]:
    return {"type": "Replace", "pattern": {kind: pattern}, "content": to}


def charsmap(rules: dict[str, str]) -> dict[str, Any]:
    """A Precompiled normaliser of these rules: darts-clone's units with a block of 256 for every node."""
    nodes: dict[bytes, int] = {b"": 0}
    for key in rules:
        for end in range(1, len(key.encode()) + 1):
            nodes.setdefault(key.encode()[:end], len(nodes))
    units = [0] * (256 * (len(nodes) + 1))
    place = {node: 0 if not node else 256 * (nodes[node[:-1]] + 1) ^ node[-1] for node in nodes}
    for node, at in place.items():
        units[at] = (node[-1] if node else 0) | (256 * (nodes[node] + 1) ^ at) << 10
    texts = b""
    for key, to in rules.items():
        node = key.encode()
        units[place[node]] |= 1 << 8
        units[256 * (nodes[node] + 1)] = 1 << 31 | len(texts)
        texts += to.encode() + b"\0"
    blob = struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + texts
    return {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(blob).decode()}


FOLDING = [replaced("``", '"'), replaced("''", '"'), {"type": "NFKD"}, {"type": "StripAccents"}, {"type": "Lowercase"}]  # fmt: skip
MAPPED = charsmap(RULES)
UNIGRAM: dict[str, tuple[dict[str, Any] | None, dict[str, Any]]] = {
    "xlm-roberta": ({"type": "Sequence", "normalizers": [MAPPED, replaced(" {2,}", " ", "Regex")]}, AT_WHITE),
    "albert": ({"type": "Sequence", "normalizers": [*FOLDING, MAPPED]}, AT_WHITE),
    "deberta": ({"type": "Sequence", "normalizers": [replaced(r"\s{2,}|[\n\r\t]", " ", "Regex"), {"type": "NFC"}, {"type": "Strip", "strip_left": False, "strip_right": True}]}, META),
    "camembert": (None, AT_WHITE),
    "nfkc, marks before": ({"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Prepend", "prepend": "\u2581"}]}, {**META, "prepend_scheme": "never"}),
}  # fmt: skip
BPE: dict[str, tuple[dict[str, Any] | None, dict[str, Any], dict[str, Any]]] = {
    "roberta": (None, BYTES, {}),
    "modernbert": ({"type": "NFC"}, BYTES, {}),
    "roberta, space first, whole words": (None, {**BYTES, "add_prefix_space": True}, {"ignore_merges": True}),
}  # fmt: skip


def added(vocabulary: dict[str, int]) -> list[dict[str, Any]]:
    """RoBERTa's specials, one that takes the blanks before it, one looked for in normalised text."""
    plain = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}  # fmt: skip
    found = [{**plain, "id": vocabulary[t], "content": t, "lstrip": t == "<mask>"} for t in SPECIALS]  # fmt: skip
    at = max(vocabulary.values()) + 1
    return [*found, {**plain, "id": at, "content": "  \u00e9t\u00e9", "normalized": True, "special": False}, {**plain, "id": at + 1, "content": "<end>", "rstrip": True}]  # fmt: skip


def whole(model: dict[str, Any], vocabulary: dict[str, int], normalizer: Any, split: Any) -> TextEncoder:  # fmt: skip
    after = {"type": "RobertaProcessing", "sep": ["</s>", vocabulary["</s>"]], "cls": ["<s>", vocabulary["<s>"]], "trim_offsets": True, "add_prefix_space": False}  # fmt: skip
    fields = {"version": "1.0", "truncation": None, "padding": None, "added_tokens": added(vocabulary), "normalizer": normalizer, "pre_tokenizer": split, "post_processor": after, "decoder": None, "model": model}  # fmt: skip
    return TextEncoder.from_json(json.dumps(fields), 64)


def unigram(words: Sequence[str], name: str) -> TextEncoder:
    """Pieces of the words, whole and continuing; the earlier a word, the likelier."""
    normalizer, split = UNIGRAM[name]
    singles = sorted({c for word in words for c in word})
    pieces = dict.fromkeys([*SPECIALS, MARK, *singles, *(MARK + word for word in words), *(word[1:] for word in words if len(word) > 3)])  # fmt: skip
    scored = [[piece, 0.0 if piece in SPECIALS else -math.log(at + 2) - 0.3 / len(piece)] for at, piece in enumerate(pieces)]  # fmt: skip
    vocabulary = {piece: at for at, piece in enumerate(pieces)}
    return whole({"type": "Unigram", "unk_id": vocabulary["<unk>"], "vocab": scored, "byte_fallback": False}, vocabulary, normalizer, split)  # fmt: skip


def byte_pairs(words: Sequence[str], name: str) -> TextEncoder:
    """Merges that grow the words from their first letter, and from their last two."""
    normalizer, split, more = BPE[name]
    merges = dict.fromkeys(pair for word in words for pair in _grown(word))
    vocabulary = {t: at for at, t in enumerate(dict.fromkeys([*SPECIALS, *letters(), *(a + b for a, b in merges)]))}  # fmt: skip
    model = {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False, "byte_fallback": False, "ignore_merges": False, "vocab": vocabulary, "merges": [*map(list, merges)], **more}  # fmt: skip
    return whole(model, vocabulary, normalizer, split)


def _grown(word: str) -> Iterable[tuple[str, str]]:
    spelt = [letters()[byte] for byte in word.encode()]
    if len(spelt) > 1:
        yield spelt[-2], spelt[-1]
    if len(spelt) > 3:
        yield spelt[-3], spelt[-2] + spelt[-1]
    known = letters()[0x20]
    for letter in spelt[:6]:
        yield known, letter
        known += letter


def every_subword(words: Sequence[str]) -> list[tuple[str, TextEncoder]]:
    """(name, encoder) of every kind."""
    return [*((f"Unigram, {n}", unigram(words, n)) for n in UNIGRAM), *((f"BPE, {n}", byte_pairs(words, n)) for n in BPE)]  # fmt: skip
