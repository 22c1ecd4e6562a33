"""A normaliser's behaviour as steps over scalars, each read off the live code, code point by code point.

A step is plain JSON with a `kind`; what each does is in the kit's NormalizingStep.swift.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from studio.deploy.charsmap import charsmap_step
from studio.deploy.live import Normal, live
from studio.deploy.tables import HANGUL, SURROGATES, chunks, mappings, ranges, unusual, where

ALIKE = {"Lowercase", "StripAccents", "Nmt"}  # one scalar at a time, whatever its neighbours
FORMS = {
    "NFD": ("NFD", "NFC"),
    "NFKD": ("NFKD", "NFKC"),
    "NFC": ("NFD", "NFC"),
    "NFKC": ("NFKD", "NFKC"),
}
_RUNS = {
    " {2,}": (True, False),
    r"\s{2,}|[\n\r\t]": (False, True),
}  # only spaces; lines and tabs alone, too
_HIGHEST = "\u0345"  # the one mark of the highest combining class, 240


def steps_of(normalizer: dict[str, Any] | None, whose: str) -> list[dict[str, Any]]:
    """Steps for a tokenizer.json's normaliser. Raises InputError (`tokenizer-unusual`)."""
    found: list[dict[str, Any]] = []
    for step in (s for part in _parts(normalizer) for s in _steps(json.dumps(part), whose)):
        if found and all(s["kind"] == "map" and not s["hangul"] for s in (found[-1], step)):
            step = step | {"map": _one_after_other(found.pop()["map"], step["map"])}
        found.append(step)
    return found


def _one_after_other(first: list[int], second: list[int]) -> list[int]:
    """Two maps as one, which walks over a text once."""
    early, late = mappings(first), mappings(second)
    flat: list[int] = []
    for char in sorted({*early, *late}):
        text = "".join(late.get(c, c) for c in early.get(char, char))
        if text != char:
            flat += [ord(char), len(text), *map(ord, text)]
    return flat


def _parts(normalizer: dict[str, Any] | None) -> Iterator[dict[str, Any]]:
    if normalizer and normalizer["type"] == "Sequence":
        for part in normalizer["normalizers"]:
            yield from _parts(part)
    elif normalizer:
        yield normalizer


@cache
def _steps(text: str, whose: str) -> tuple[dict[str, Any], ...]:
    fields = json.loads(text)
    kind = fields["type"]
    if kind in ALIKE:
        return ({"kind": "map", "map": _map(live(fields)), "hangul": False},)
    if kind in FORMS:
        return _form(kind)
    if kind == "Precompiled":
        return (charsmap_step(fields, whose),)
    if kind == "Replace":
        return (_replace(fields, whose),)
    if kind == "Strip":
        return ({"kind": "strip", "set": white(), "left": bool(fields["strip_left"]), "right": bool(fields["strip_right"])},)  # fmt: skip
    if kind == "Prepend":
        return ({"kind": "prepend", "to": [*map(ord, fields["prepend"])]},)
    raise unusual(whose, f"normalises with {kind}")


def _replace(fields: dict[str, Any], whose: str) -> dict[str, Any]:
    to = [*map(ord, fields["content"])]
    pattern = fields["pattern"]
    if pattern.get("String"):
        return {"kind": "replace", "from": [*map(ord, pattern["String"])], "to": to}
    regex = pattern.get("Regex", "")
    if regex not in _RUNS:
        raise unusual(whose, f"replaces the pattern {regex!r}")
    only_spaces, single = _RUNS[regex]
    return {"kind": "runs", "set": [32, 32] if only_spaces else _regex_space(), "also": [9, 10, 13, 13] if single else [], "to": to}  # fmt: skip


@cache
def _regex_space() -> list[int]:
    """What `\\s` is to the library that Replace asks (Oniguruma)."""
    normal = live({"type": "Replace", "pattern": {"Regex": r"\s"}, "content": "!!"})
    return [*ranges(where(lambda chars: normal("".join(chars)) == "".join(chars), lambda c: normal(c) == "!!" and c != "!"))]  # fmt: skip


@cache
def white() -> list[int]:
    """Ranges of what Rust calls whitespace: where words end, and what stripping takes."""
    from tokenizers.pre_tokenizers import WhitespaceSplit

    pieces = WhitespaceSplit().pre_tokenize_str
    return [*ranges(where(lambda chars: [p for p, _ in pieces("".join(chars))] == ["".join(chars)], lambda c: len(pieces(f"a{c}a")) == 2))]  # fmt: skip


def _map(normal: Normal, hangul: bool = False) -> list[int]:
    """[scalar, output length, output..., ...] of every scalar that becomes something else."""
    found: list[int] = []
    for chars in chunks(HANGUL if hangul else range(0)):
        if normal("".join(chars)) == "".join(chars):
            continue
        for char in chars:
            if (text := normal(char)) != char:
                found += [ord(char), len(text), *map(ord, text)]
    return found


def _form(kind: str) -> tuple[dict[str, Any], ...]:
    """NFC, NFD, NFKC, NFKD: decompose, order marks by their class, compose."""
    apart, together = FORMS[kind]
    composes = kind == together
    decompose = {"kind": "map", "map": _map(live({"type": apart}), hangul=True), "hangul": True}
    return decompose, {"kind": "order", "classes": _classes(), "pairs": _pairs() if composes else [], "compose": composes}  # fmt: skip


@cache
def _classes() -> list[int]:
    """[first, last, combining class, ...], told by what each scalar lets pass and passes."""
    normal = live({"type": "NFD"})
    known = {unicodedata.combining(c): c for chars in chunks() for c in chars if unicodedata.combining(c) and normal(c) == c}  # fmt: skip
    probe = f"a{_HIGHEST}"
    marks = where(
        lambda chars: normal("".join(probe + c for c in chars)) == "".join(probe + c for c in chars),
        lambda c: normal(c) == c and normal(probe + c) == f"a{c}{_HIGHEST}",
    )  # fmt: skip
    found: dict[int, list[int]] = {240: [ord(_HIGHEST)]}
    for mark in marks:
        found.setdefault(_class(chr(mark), known, normal), []).append(mark)
    flat = [(first, last, value) for value, these in found.items() for first, last in _spans(these)]
    return [number for span in sorted(flat) for number in span]


def _class(mark: str, known: dict[int, str], normal: Normal) -> int:
    guess = unicodedata.combining(mark)
    for value in [guess, *known]:
        other = known.get(value, "")
        if value and other and normal(f"a{mark}{other}") == f"a{mark}{other}" and normal(f"a{other}{mark}") == f"a{other}{mark}":  # fmt: skip
            return value
    raise unusual("this model", f"has a mark of an unknown class ({mark!r})")


def _spans(scalars: list[int]) -> Iterator[tuple[int, int]]:
    flat = [*ranges(scalars)]
    return zip(flat[::2], flat[1::2], strict=True)


@cache
def _pairs() -> list[int]:
    """[first, second, composed, ...]: what NFC puts together, Hangul aside."""
    apart, together = live({"type": "NFD"}), live({"type": "NFC"})
    found: list[int] = []
    for code in (c for c in range(0x110000) if c not in SURROGATES and c not in HANGUL):
        char = chr(code)
        parts = apart(char)
        if parts == char or together(char) != char:
            continue
        first = together(parts[:-1])
        if len(first) == 1:
            found += [ord(first), ord(parts[-1]), code]
    return found
