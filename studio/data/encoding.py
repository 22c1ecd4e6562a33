"""Bytes to text: which encoding a file is in, and what to do where it breaks its own rule."""

from __future__ import annotations

import re
from dataclasses import dataclass

SAMPLE = 1 << 16  # bytes that a look at a file takes in
_MARKS = (  # the longer first: UTF-32's mark starts like UTF-16's
    (b"\xff\xfe\0\0", "utf-32"),
    (b"\0\0\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
REPLACED = "\ufffd"


@dataclass(frozen=True)
class Decoded:
    """Text without byte-order mark or NULs. `broken`: characters replaced by U+FFFD; `nuls`: removed."""

    text: str
    encoding: str
    broken: int = 0
    nuls: int = 0


def decode(data: bytes, known: str = "") -> Decoded:
    """The text of a file: a byte-order mark decides, then UTF-16's pattern, UTF-8, and a guess.

    known: the encoding somebody named; then nothing is guessed.
    """
    encoding = known or _marked(data) or unmarked_utf16(data)
    if encoding:
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
        return _without_nuls(text, encoding, broken=_replaced(text))
    try:
        return _without_nuls(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return _damaged_or_legacy(data)


def _marked(data: bytes) -> str:
    return next((name for mark, name in _MARKS if data.startswith(mark)), "")


def unmarked_utf16(data: bytes) -> str:
    """`utf-16-le` or `utf-16-be` when the NULs fall as they do there, else "".

    European text has NULs in every other byte. East Asian text has them only at commas and line
    ends, always on the same side, and isn't valid UTF-8.
    """
    sample = data[: SAMPLE & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if not even + odd or len(data) % 2:
        return ""
    side, count, other = ("le", odd, even) if odd >= even else ("be", even, odd)
    half = len(sample) / 2
    if count > 0.4 * half and other < 0.1 * half:
        return f"utf-16-{side}"
    if other or _is(sample.replace(b"\0", b""), "utf-8"):
        return ""
    return f"utf-16-{side}" if _is(data, f"utf-16-{side}") else ""


def _is(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _without_nuls(text: str, encoding: str, broken: int = 0) -> Decoded:
    nuls = text.count("\0")
    return Decoded(text.replace("\0", "") if nuls else text, encoding, broken, nuls)


def _replaced(text: str) -> int:
    return text.count(REPLACED)


def _damaged_or_legacy(data: bytes) -> Decoded:
    """UTF-8 with a few broken characters stays UTF-8; anything else is an older encoding."""
    text = data.decode("utf-8", errors="replace")
    broken = _replaced(text) - data.count(b"\xef\xbf\xbd")
    good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]+", data[: 1 << 24])) - broken
    if good >= 20 * broken:
        return _without_nuls(text, "utf-8", broken)
    encoding = _guess(data)
    text = data.decode(encoding, errors="replace")
    return _without_nuls(text, encoding, _replaced(text))


def _guess(data: bytes) -> str:
    """An older encoding by charset-normalizer's opinion of the lines that need one.

    With little to judge (or no opinion) it is Windows-1252, what spreadsheets in the West write.
    """
    first = re.search(rb"[\x80-\xff]", data)
    begins = max(0, first.start() - 1000) if first else 0
    lines = data[begins : begins + (1 << 20)].splitlines()
    sample = b"\n".join(line for line in lines if not line.isascii())[:SAMPLE]
    if len(sample.translate(None, bytes(range(128)))) < 12:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_exclusion=["utf_8", "utf_16", "utf_32"]).best()
    if best and best.encoding not in _LATIN:
        return str(best.encoding)
    found = list(from_bytes(sample, cp_isolation=_LIKELY))
    if not found:
        return "cp1252"
    first = found[0]
    west = "cp1252" in first.could_be_from_charset or any(
        match.encoding == "cp1252" and match.chaos <= first.chaos + 0.01 for match in found
    )
    if west and _IN_WORDS.search(sample.decode("cp1252", errors="replace")):
        return "cp1250"
    return "cp1252" if west else str(first.encoding)


# Polish letters of Windows-1250, read as 1252, are signs that never stand inside a word.
_IN_WORDS = re.compile(r"[^\W\d_][¹³¿¼¾][^\W\d_]")


# Latin encodings look alike in few letters, and most of them are rare: between these only the
# four that people's programs write are weighed, and Windows-1252 wins a draw.
_LIKELY = ["cp1252", "cp1250", "cp1254", "mac_roman"]
_LATIN = {
    *_LIKELY, "ascii", "latin_1", "hp_roman8", "mac_greek", "mac_iceland", "mac_latin2", "mac_turkish",
    "cp1257", "cp1258", "cp437", "cp850", "cp852", "cp857", "cp858", "cp860", "cp861", "cp863", "cp865",
    "cp037", "cp273", "cp500", "cp775", "cp1026", "cp1140",
    *(f"iso8859_{part}" for part in (2, 3, 4, 9, 10, 13, 14, 15, 16)),
}  # fmt: skip
