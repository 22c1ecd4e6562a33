"""SentencePiece's compiled character map: its rules, and the graphemes it is applied to.

`tokenizers` looks at whole graphemes of less than six bytes first and takes the shortest rule that
begins one for all of it, so an accent behind a replaced letter is lost; that is rebuilt as it is.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator
from functools import cache
from typing import Any

from studio.deploy.live import Normal, live
from studio.deploy.tables import ranges, unusual, where

SHORT = 6  # bytes from which a grapheme is only looked at scalar by scalar
_LEAF, _FAR = 1 << 8, 1 << 9  # of a unit in the double array (darts-clone)


def charsmap_step(fields: dict[str, Any], whose: str) -> dict[str, Any]:
    """The step for a Precompiled normaliser. Raises InputError (`tokenizer-unusual`) for a damaged map."""
    try:
        rules = dict(_rules(base64.b64decode(fields["precompiled_charsmap"])))
    except (ValueError, IndexError, struct.error) as error:
        raise unusual(whose, "has a character map that can't be read", str(error)) from error
    single = [n for key, to in sorted(rules.items()) if len(key) == 1 for n in (ord(key), len(to), *map(ord, to))]  # fmt: skip
    several = [n for key, to in sorted(rules.items()) if len(key) > 1 for n in (len(key), *map(ord, key), len(to), *map(ord, to))]  # fmt: skip
    return {"kind": "charsmap", "map": single, "several": several, **grapheme_classes()}


def _rules(blob: bytes) -> Iterator[tuple[str, str]]:
    """(key, replacement) of every rule short enough to be used."""
    (size,) = struct.unpack_from("<I", blob)
    units = struct.unpack_from(f"<{size // 4}I", blob, 4)
    texts = blob[4 + size :]
    todo = [(b"", _offset(units[0]))]
    while todo:
        key, node = todo.pop()
        for byte in range(1, 256):
            at = node ^ byte
            if at >= len(units) or units[at] & (1 << 31 | 0xFF) != byte:
                continue
            below, here = at ^ _offset(units[at]), key + bytes([byte])
            if units[at] & _LEAF:
                start = units[below] & 0x7FFFFFFF
                yield from _rule(here, texts[start : texts.index(b"\0", start)])
            if len(here) < SHORT:
                todo.append((here, below))


def _rule(key: bytes, to: bytes) -> Iterator[tuple[str, str]]:
    text = key.decode()
    if len(key) < SHORT or len(text) == 1:
        yield text, to.decode()


def _offset(unit: int) -> int:
    return (unit >> 10) << ((unit & _FAR) >> 6)


@cache
def grapheme_classes() -> dict[str, list[int]]:
    """Ranges of what continues a grapheme, of what takes the next scalar in, of what stands alone.

    Told by maps of one rule each: where a neighbour is in the same grapheme it is swallowed or saved.
    Syllables, flags and joined emoji need no rule: they are never shorter than six bytes.
    """
    letter, mark = _one_rule("a"), _one_rule("\u0301")
    return {
        "extend": _found(letter, "a{}", "X"),
        "prepend": _found(letter, "{}a\u0301", "{}X\u0301"),
        "control": _found(mark, "{}\u0301\u0300", "{}X"),
    }


def _found(normal: Normal, asked: str, said: str) -> list[int]:
    """Scalars that, put into `asked`, become `said`; lines keep them apart from each other."""
    usual = normal(asked.format("b")).replace("b", "{}")

    def plain(chars: list[str]) -> bool:
        if "\n" in chars or "\r" in chars or "a" in chars or "\u0301" in chars:
            return False
        return normal("\n".join(map(asked.format, chars))) == "\n".join(map(usual.format, chars))

    return [*ranges(where(plain, lambda c: normal(asked.format(c)) == said.format(c) and c not in "aX"))]  # fmt: skip


def _one_rule(key: str) -> Normal:
    """A normaliser with the one rule key -> X, in the library's own format."""
    units, at, data = [0] * 4096, 0, key.encode()
    for step, byte in enumerate(data, 1):
        offset = 256 * step
        units[at] |= (offset ^ (at if step > 1 else 0)) << 10
        at = offset ^ byte
        units[at] = byte
    units[at] |= _LEAF | (2048 ^ at) << 10
    units[2048] = 1 << 31
    blob = struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + b"X\0"
    return live({"type": "Precompiled", "precompiled_charsmap": base64.b64encode(blob).decode()})
