"""Tables nobody tidied: written well in every dialect, written badly, and good files damaged by dice."""

from __future__ import annotations

import csv
import io
import random
from dataclasses import dataclass

WORDS = "parcel refund é für 包裹 naïve Straße \U0001f600 o'clock NA null 1,5 -3 =SUM(A1) <b>bold</b> \u202eabc".split()
NAMES = ("text", "label", "id", "note", "Sentence", "category", "comment", "date")
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
ODD = (b'"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\0", b"\\", b'""', b"\xff", b"\xc3", b" ", b"\n\n", b"sep=;\n", b"\xef\xbb\xbf", b"\x1a", b"a" * 5000)  # fmt: skip


@dataclass(frozen=True)
class Wild:
    """A file; `rows` (header first) where it is well-formed and must come back as it was."""

    data: bytes
    rows: list[list[str]] | None = None
    suffix: str = ".csv"


def good_table(dice: random.Random) -> Wild:
    """A table as a program writes it, in one of many dialects."""
    width, n = dice.randint(2, 5), dice.randint(1, 12)
    delimiter, newline = dice.choice(",;\t|"), dice.choice(("\n", "\r\n", "\r"))
    quoting = csv.QUOTE_ALL if newline == "\r" else dice.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))
    encoding = dice.choice(ENCODINGS)
    if quoting == csv.QUOTE_MINIMAL:  # a body without any delimiter leaves nothing to find it by
        n = max(n, 3)
    names = ["text", "label", *dice.sample(NAMES[2:], width - 2)]
    rows = [[_cell(dice, encoding, newline) for _ in names] for _ in range(n)]
    rows = [[f"{at} {row[0]}", *row[1:]] for at, row in enumerate(rows)]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=newline, quoting=quoting).writerows([names, *rows])  # fmt: skip
    text = out.getvalue()
    if dice.random() < 0.3:
        text = text.removesuffix(newline)
    return Wild(text.encode(encoding), [names, *rows])


def _cell(dice: random.Random, encoding: str, newline: str) -> str:
    words = dice.choices(WORDS, k=dice.randint(0, 5))
    if encoding == "cp1252":
        words = [w for w in words if w.isascii()]
    parts = dice.choices((" ", ", ", "; ", '"', newline, "\t", " | "), (20, 3, 2, 2, 2, 1, 1), k=len(words))  # fmt: skip
    return "".join(a + b for a, b in zip(words, parts, strict=True)).strip()


def rough_table(dice: random.Random) -> Wild:
    """A table as people leave it: titles, totals, ragged and blank rows, names again, stray quotes."""
    good = good_table(dice)
    text = (good.data.decode("utf-8", "replace")).lstrip("\ufeff")
    newline = "\r\n" if "\r\n" in text else "\n" if "\n" in text else "\r"
    lines = text.split(newline)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(lines) + 1)
        lines[at:at] = dice.choice(
            (["Report of May", ""], ["", " "], [lines[0]], ["Total;3"], ["a,b,c,d,e,f,g"], ['say "hi" now,x'], ['"open,x'], [",,,"], ["only"], ["sep=,"], ["# comment"], ["\\N,\\N"])
        )  # fmt: skip
    return Wild(newline.join(lines).encode(dice.choice(("utf-8", "utf-8", "utf-16", "cp1252")), "replace"))  # fmt: skip


def mutated(dice: random.Random, data: bytes) -> bytes:
    """`data` with a few bytes flipped, cut, doubled, moved, or odd ones put in."""
    made = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        at, end = sorted(dice.choices(range(len(made) + 1), k=2))
        end = min(end, at + dice.choice((1, 4, 40, 10_000)))
        what = dice.randrange(6)
        if what == 0 and len(made):
            made[min(at, len(made) - 1)] = dice.randrange(256)
        elif what == 1:
            del made[at:end]
        elif what == 2:
            made[at:at] = made[at:end]
        elif what == 3:
            made[at:at] = dice.choice(ODD)
        elif what == 4:
            made[at:end] = bytes(dice.randrange(256) for _ in range(min(end - at, 8)))
        else:
            del made[at + (len(made) - at) * dice.randrange(10) // 10 + 1 :]
    return bytes(made)


def spectrum() -> dict[str, tuple[str, list[list[str]]]]:
    """Twelve files after the cases of the csv-spectrum suite (the names are its own), with their cells."""
    crlf = "a,b,c\r\n1,2,3\r\n"
    return {
        "comma_in_quotes": ('first,last,address\nMo,Ray,"12 Elm, Apt 3"\n', [["first", "last", "address"], ["Mo", "Ray", "12 Elm, Apt 3"]]),
        "empty": ('a,b,c\n1,"",""\n2,3,4\n', [["a", "b", "c"], ["1", "", ""], ["2", "3", "4"]]),
        "empty_crlf": ('a,b,c\r\n1,"",""\r\n2,3,4\r\n', [["a", "b", "c"], ["1", "", ""], ["2", "3", "4"]]),
        "escaped_quotes": ('a,b\n1,"ha ""ha"" ha"\n3,4\n', [["a", "b"], ["1", 'ha "ha" ha'], ["3", "4"]]),
        "json": ('key,val\n1,"{""type"": ""Point"", ""at"": [1.5, 0.5]}"\n', [["key", "val"], ["1", '{"type": "Point", "at": [1.5, 0.5]}']]),
        "location_coordinates": ("id,lat,long\n1,-0.5,12.25\n", [["id", "lat", "long"], ["1", "-0.5", "12.25"]]),
        "newlines": ('a,b,c\n1,2,3\n"Once\nupon",5,6\n7,8,9\n', [["a", "b", "c"], ["1", "2", "3"], ["Once\nupon", "5", "6"], ["7", "8", "9"]]),
        "newlines_crlf": ('a,b,c\r\n1,2,3\r\n"Once\r\nupon",5,6\r\n7,8,9\r\n', [["a", "b", "c"], ["1", "2", "3"], ["Once\r\nupon", "5", "6"], ["7", "8", "9"]]),
        "quotes_and_newlines": ('a,b\n1,"ha\n""ha""\nha"\n3,4\n', [["a", "b"], ["1", 'ha\n"ha"\nha'], ["3", "4"]]),
        "simple": ("a,b,c\n1,2,3\n", [["a", "b", "c"], ["1", "2", "3"]]),
        "simple_crlf": (crlf, [["a", "b", "c"], ["1", "2", "3"]]),
        "utf8": ("a,b,c\n1,2,3\n4,5,ʤ\n", [["a", "b", "c"], ["1", "2", "3"], ["4", "5", "ʤ"]]),
    }  # fmt: skip
