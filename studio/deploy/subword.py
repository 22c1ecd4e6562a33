"""Byte-level BPE (RoBERTa, ModernBERT) and Unigram (ALBERT, XLM-R, DeBERTa) as tables."""

from __future__ import annotations

import json
import struct
from functools import cache
from typing import TYPE_CHECKING, Any

from studio.deploy.live import live
from studio.deploy.steps import steps_of, white
from studio.deploy.tables import FORMAT, Tables, around, chunks, ranges, tokens_of, unusual

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

_PLAIN = ("dropout", "continuing_subword_prefix", "end_of_word_suffix", "byte_fallback")


def read(encoder: TextEncoder, fields: dict[str, Any], whose: str) -> Tables:
    """The tables of a BPE or Unigram tokenizer. Raises InputError (`tokenizer-unusual`)."""
    vocabulary = encoder.tokenizer.get_vocab(with_added_tokens=True)
    before, after = around(encoder)
    kind = fields["model"]["type"]
    words = _words(fields["pre_tokenizer"], whose)
    if (kind == "BPE") != (words["kind"] == "bytes"):
        raise unusual(whose, f"is {kind} and splits words as {words['kind']}")
    spec = {
        "format": FORMAT,
        "kind": kind,
        "before": before,
        "after": after,
        "pad": encoder.pad_id,
        "special": _specials(fields, whose),
        "white": white(),
        "steps": steps_of(fields["normalizer"], whose),
        "words": words,
    }
    model = fields["model"]
    if odd := [name for name in _PLAIN if model.get(name)]:
        raise unusual(whose, f"has {', '.join(odd)}")
    tokens = tokens_of(vocabulary, whose)
    return _bpe(spec, model, tokens, whose) if kind == "BPE" else _unigram(spec, model, tokens, whose)  # fmt: skip


def _bpe(
    spec: dict[str, Any], model: dict[str, Any], tokens: tuple[str, ...], whose: str
) -> Tables:
    ids: dict[str, int] = model["vocab"]
    bytes_ = [ids.get(letter, -1) for letter in letters()]
    if -1 in bytes_:
        raise unusual(whose, "has no token for some byte", f"{bytes_.index(-1)}")
    lines = [f"{ids[left]} {ids[right]} {ids[left + right]}\n" for left, right in map(_pair, model["merges"])]  # fmt: skip
    spec |= {"unknown": -1, "bytes": bytes_, "wholeWords": bool(model.get("ignore_merges")), "pieces": len(ids)}  # fmt: skip
    own = set(ids.values())
    spec["outside"] = [at for at, token in enumerate(tokens) if token and at not in own]
    return Tables(spec, tokens, {"merges.txt": "".join(lines)})


def _pair(merge: Any) -> tuple[str, str]:
    left, right = merge.split(" ") if isinstance(merge, str) else merge
    return left, right


def _unigram(
    spec: dict[str, Any], model: dict[str, Any], tokens: tuple[str, ...], whose: str
) -> Tables:
    pieces = [(token, float(score)) for token, score in model["vocab"]]
    if model.get("unk_id") is None:
        raise unusual(whose, "has no token for what it doesn't know")
    if any(not token or token != tokens[at] for at, (token, _) in enumerate(pieces)):
        raise unusual(whose, "has empty pieces, or several alike")
    bits = [struct.pack(">d", score).hex() for _, score in pieces]  # exact, and quick to read
    spec |= {"unknown": int(model["unk_id"]), "pieces": len(pieces)}
    return Tables(spec, tokens, {"scores.txt": "".join(f"{each}\n" for each in bits)})


def _words(split: dict[str, Any] | None, whose: str) -> dict[str, Any]:
    """How the normalised text falls into words."""
    parts = split["pretokenizers"] if split and split["type"] == "Sequence" else [split] if split else []  # fmt: skip
    kinds = [part["type"] for part in parts]
    if kinds == ["ByteLevel"] and parts[0].get("use_regex", True):
        return {"kind": "bytes", "prefixSpace": bool(parts[0]["add_prefix_space"]), **_classes()}
    if kinds in (["WhitespaceSplit", "Metaspace"], ["Metaspace"]):
        meta = parts[-1]
        if meta.get("prepend_scheme") in ("always", "never") and meta.get("split", True) and len(meta["replacement"]) == 1:  # fmt: skip
            return {"kind": "spaces", "mark": ord(meta["replacement"]), "always": meta["prepend_scheme"] == "always", "atWhite": len(parts) == 2}  # fmt: skip
    raise unusual(whose, f"splits words with {json.dumps(split, sort_keys=True)[:200]}")


@cache
def _classes() -> dict[str, list[int]]:
    """Letters, numbers and blanks of GPT-2's pattern, told by what the library keeps together."""
    from tokenizers.pre_tokenizers import ByteLevel

    pieces = ByteLevel(add_prefix_space=False, use_regex=True).pre_tokenize_str
    found: dict[str, list[int]] = {"letters": [], "numbers": [], "blanks": []}
    for chars in chunks():
        if _all(pieces, chars, "!"):
            continue
        if _all(pieces, chars, "a"):
            found["letters"] += map(ord, chars)
            continue
        for char in chars:
            joined = next((name for name, probe in (("letters", "a"), ("numbers", "1"), ("", "!")) if len(pieces(probe + char)) == 1), "blanks")  # fmt: skip
            if joined:
                found[joined].append(ord(char))
    return {name: [*ranges(codes)] for name, codes in found.items()}


def _all(pieces: Any, chars: list[str], probe: str) -> bool:
    """Whether each of them stays with the probe before it."""
    found = pieces("".join(f" {probe}{c}" for c in chars))
    return len(found) == len(chars) and all(end - start == 3 for _, (start, end) in found)


@cache
def letters() -> tuple[str, ...]:
    """The letter that stands for each byte in a byte-level vocabulary."""
    plain = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in plain]
    table = {b: chr(b) for b in plain} | {b: chr(0x100 + at) for at, b in enumerate(others)}
    return tuple(table[byte] for byte in range(256))


def _specials(fields: dict[str, Any], whose: str) -> list[dict[str, Any]]:
    found = []
    for token in fields["added_tokens"]:
        if token["single_word"]:
            raise unusual(whose, f"has an added token {token['content']!r} with single_word")
        text, late = token["content"], bool(token["normalized"] and fields["normalizer"])
        if late:
            text = live(fields["normalizer"])(text)
        found.append({"id": token["id"], "text": text, "left": token["lstrip"], "right": token["rstrip"], "late": late})  # fmt: skip
    return found
