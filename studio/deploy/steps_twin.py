"""Normalising steps in Python, each as NormalizingStep.swift does it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from studio.deploy.charsmap import SHORT
from studio.deploy.tables import HANGUL, jamo, mappings, within

Step = Callable[[str], str]
_READY: dict[int, tuple[Any, Step]] = {}


def normalised(text: str, steps: Sequence[dict[str, Any]]) -> str:
    """The text after every step."""
    for step in steps:
        if id(step) not in _READY:
            _READY[id(step)] = (step, _KINDS[step["kind"]](step))
        text = _READY[id(step)][1](text)
    return text


def _map(step: dict[str, Any]) -> Step:
    table, hangul = mappings(step["map"]), step["hangul"]

    def one(char: str) -> str:
        return jamo(ord(char) - HANGUL.start) if hangul and ord(char) in HANGUL else table.get(char, char)  # fmt: skip

    return lambda text: "".join(map(one, text))


def _order(step: dict[str, Any]) -> Step:
    flat = step["classes"]
    classes = {chr(c): value for first, last, value in zip(flat[::3], flat[1::3], flat[2::3], strict=True) for c in range(first, last + 1)}  # fmt: skip
    triples = zip(step["pairs"][::3], step["pairs"][1::3], step["pairs"][2::3], strict=True)
    pairs = {(chr(a), chr(b)): chr(c) for a, b, c in triples}

    def run(text: str) -> str:
        ordered = "".join(_sorted(text, classes))
        return _composed(ordered, classes, pairs) if step["compose"] else ordered

    return run


def _sorted(text: str, classes: dict[str, int]) -> Iterator[str]:
    marks: list[str] = []
    for char in text:
        if char in classes:
            marks.append(char)
            continue
        yield from sorted(marks, key=classes.__getitem__)
        marks = []
        yield char
    yield from sorted(marks, key=classes.__getitem__)


def _composed(text: str, classes: dict[str, int], pairs: dict[tuple[str, str], str]) -> str:
    """Unicode 3.11 D117: a mark joins its starter unless one of its class, or a higher one, is between."""
    out: list[str] = []
    starter, last = (
        -1,
        -1,
    )  # where the starter is; the class of what was put after it, -1 for nothing
    for char in text:
        value = classes.get(char, 0)
        free = last < value if last >= 0 else True
        if starter >= 0 and free and (one := pairs.get((out[starter], char)) or _syllable(out[starter], char)):  # fmt: skip
            out[starter] = one
            continue
        if value == 0:
            starter, last = len(out), -1
        else:
            last = value
        out.append(char)
    return "".join(out)


def _syllable(first: str, second: str) -> str:
    a, b = ord(first) - 0x1100, ord(second) - 0x1161
    if 0 <= a < 19 and 0 <= b < 21:
        return chr(HANGUL.start + (a * 21 + b) * 28)
    at, tail = ord(first) - HANGUL.start, ord(second) - 0x11A7
    return chr(ord(first) + tail) if 0 <= at < 11172 and at % 28 == 0 and 0 < tail < 28 else ""


def _charsmap(step: dict[str, Any]) -> Step:
    single, several = mappings(step["map"]), _several(step["several"])
    classes = [within(step[kind]) for kind in ("control", "prepend", "extend")]

    def rule(grapheme: str) -> str | None:
        if grapheme[0] in single:
            return single[grapheme[0]]
        return next((several[grapheme[:n]] for n in range(2, len(grapheme) + 1) if grapheme[:n] in several), None)  # fmt: skip

    def run(text: str) -> str:
        out = []
        for grapheme in _graphemes(text, *classes):
            whole = rule(grapheme) if len(grapheme.encode()) < SHORT else None
            out.append("".join(single.get(c, c) for c in grapheme) if whole is None else whole)
        return "".join(out)

    return run


def _several(flat: Sequence[int]) -> dict[str, str]:
    found, at = {}, 0
    while at < len(flat):
        middle = at + 1 + flat[at]
        end = middle + 1 + flat[middle]
        found["".join(map(chr, flat[at + 1 : middle]))] = "".join(map(chr, flat[middle + 1 : end]))
        at = end
    return found


def _graphemes(text: str, control: frozenset[str], prepend: frozenset[str], extend: frozenset[str]) -> Iterator[str]:  # fmt: skip
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text):
            a, b = text[at - 1], text[at]
            apart = a in control or b in control
            if (a, b) == ("\r", "\n") or (not apart and (b in extend or a in prepend)):
                continue
        if at > start:
            yield text[start:at]
        start = at


def _replace(step: dict[str, Any]) -> Step:
    old, new = "".join(map(chr, step["from"])), "".join(map(chr, step["to"]))
    return lambda text: text.replace(old, new)


def _runs(step: dict[str, Any]) -> Step:
    runs, also, to = within(step["set"]), within(step["also"]), "".join(map(chr, step["to"]))

    def run(text: str) -> str:
        out, at = [], 0
        while at < len(text):
            end = at
            while end < len(text) and text[end] in runs:
                end += 1
            if end - at > 1 or text[at] in also:
                out.append(to)
                at = max(end, at + 1)
            else:
                out.append(text[at])
                at += 1
        return "".join(out)

    return run


def _strip(step: dict[str, Any]) -> Step:
    chars = "".join(sorted(within(step["set"])))

    def run(text: str) -> str:
        text = text.lstrip(chars) if step["left"] else text
        return text.rstrip(chars) if step["right"] else text

    return run


def _prepend(step: dict[str, Any]) -> Step:
    to = "".join(map(chr, step["to"]))
    return lambda text: to + text if text else text


_KINDS: dict[str, Callable[[dict[str, Any]], Step]] = {
    "map": _map, "order": _order, "charsmap": _charsmap, "replace": _replace, "runs": _runs, "strip": _strip, "prepend": _prepend,
}  # fmt: skip
