"""How a delimited file is written: delimiter, line ends, escapes, and its header."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 1 << 17
_HINT = re.compile(r"sep=(.)\r?(?:\n|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """`delimiter` "" means one column; `newline` is `\\n` (then `\\r\\n` counts too) or `\\r`.

    `escape` is a backslash where the file writes quotes as `\\"`. `starts` is the offset of the
    header, after blank lines and a spreadsheet's `sep=;` line; `line` is its 1-based line.
    """

    delimiter: str
    newline: str = "\n"
    escape: str = ""
    starts: int = 0
    line: int = 1


def find_dialect(text: str, *, tabs_first: bool = False) -> Dialect:
    """The dialect of `text` from its first 128 kB.

    The delimiter is the one that cuts the most records into as many cells as the header has.
    """
    hint = _HINT.match(text)
    starts = hint.end() if hint else 0
    starts += len(text[starts : starts + _SAMPLE]) - len(
        text[starts : starts + _SAMPLE].lstrip("\r\n")
    )
    sample = text[starts : starts + _SAMPLE]
    outlines = {mark: _outline(sample, mark) for mark in DELIMITERS}
    newline = _newline(outlines[","])
    line = 1 + len(re.findall(newline, text[:starts]))
    if hint:
        return Dialect(hint.group(1), newline, "", starts, line)
    complete = len(text) <= starts + _SAMPLE
    scores = [(_score(outlines[mark], mark, newline, complete), mark) for mark in DELIMITERS]
    scores = [(score, mark) for score, mark in scores if score > (0, 0, 0)]
    if tabs_first and any(mark == "\t" for _, mark in scores):
        return Dialect("\t", newline, "", starts, line)
    return Dialect(max(scores)[1] if scores else "", newline, "", starts, line)


def cell_pattern(delimiter: str, escape: str = "") -> re.Pattern[str]:
    """A quoted cell at its opening quote: it counts only when a delimiter or line end follows.

    That rule keeps one stray quote from swallowing the rows below it: a quote that is never
    properly closed is an ordinary character.
    """
    inner = r'[^"\\]*+(?:(?:""|\\.)[^"\\]*+)*+' if escape else r'[^"]*+(?:""[^"]*+)*+'
    mark = re.escape(delimiter) + "|" if delimiter else ""
    return re.compile(rf'[ ]*"({inner})"[ ]*(?={mark}\r|\n|\Z)', re.DOTALL)


def _outline(sample: str, mark: str) -> str:
    """The sample with every quoted cell emptied, so that only structure is left."""
    opening = re.compile(
        rf'(?:(?<=[\r\n{re.escape(mark)}])|\A)[ ]*"[^"]*+(?:""[^"]*+)*+"[ ]*(?=[\r\n{re.escape(mark)}]|\Z)'
    )
    return opening.sub("", sample)


def _newline(outline: str) -> str:
    return "\r" if "\r" in outline and "\n" not in outline else "\n"


def _score(outline: str, mark: str, newline: str, complete: bool) -> tuple[float, float, int]:
    """(well-cut share, usual share, cells) of the outline's records, (0, 0, 0) when unusable."""
    records = [r for r in outline.split(newline) if r.strip()]
    if not complete and len(records) > 2:
        records.pop()  # the sample's end cut it
    cells = records[0].count(mark) if records else 0
    if not cells:
        return (0, 0, 0)
    counts = Counter(r.count(mark) for r in records[1:])
    total = max(1, sum(counts.values()))
    fit = counts[cells] / total if counts else 1.0
    at_least = sum(n for count, n in counts.items() if count >= cells) / total if counts else 1.0
    return (round(fit, 2), at_least, cells)
