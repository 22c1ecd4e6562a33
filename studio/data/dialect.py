"""How a delimited file is written: delimiter, line ends, escapes, and its header."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from studio.data.preamble import above_header

DELIMITERS = (",", "\t", ";", "|")
_SAMPLE = 1 << 17
_UNUSABLE = (-1.0, 0, 0.0, 0)
HINT = re.compile(r"sep=(.)\r?(?:\n|\Z)", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """`delimiter` "" means one column; `newline` is `\\n` (then `\\r\\n` counts too) or `\\r`.

    `escape` is a backslash where the file writes quotes as `\\"`. `starts` is the offset of the
    header, after blank lines, a spreadsheet's `sep=;` line and a report's title; `line` is its
    1-based line.
    """

    delimiter: str
    newline: str = "\n"
    escape: str = ""
    starts: int = 0
    line: int = 1


def find_dialect(text: str, *, tabs_first: bool = False, delimiter: str = "") -> Dialect:
    """The dialect of `text` from its first 128 kB.

    The delimiter is the one that cuts the most records into as many cells as the header has,
    unless somebody named it.
    """
    hint = HINT.match(text)
    starts = hint.end() if hint else 0
    starts += len(text[starts : starts + _SAMPLE]) - len(
        text[starts : starts + _SAMPLE].lstrip("\r\n")
    )
    starts += 0 if hint else above_header(text[starts : starts + _SAMPLE])
    sample = text[starts : starts + _SAMPLE]
    complete = len(text) <= starts + _SAMPLE
    marks = [delimiter] if delimiter else [hint.group(1)] if hint else DELIMITERS
    outlines = {mark: _outline(sample, mark) for mark in marks}
    scores = {mark: _score(outline, mark, complete) for mark, outline in outlines.items()}
    best = max(scores, key=lambda mark: scores[mark])
    if tabs_first and "\t" in scores and scores["\t"] > _UNUSABLE:
        best = "\t"
    newline = _newline(outlines[best])
    line = 1 + len(re.findall(newline, text[:starts]))
    found = best if hint or delimiter or scores[best] > _UNUSABLE else ""
    return Dialect(found, newline, "", starts, line)


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


def _score(outline: str, mark: str, complete: bool) -> tuple[float, int, float, int]:
    """How well a mark cuts the outline's records; the larger tuple is the better delimiter.

    (share cut like the header, minus the quotes left over, share cut at least so often, cells)
    """
    records = [r for r in outline.split(_newline(outline)) if r.strip(" \r\n")]
    if not complete and len(records) > 2:
        records.pop()  # the sample's end cut it
    cells = records[0].count(mark) if records else 0
    if not cells:
        return _UNUSABLE
    counts = Counter(r.count(mark) for r in records[1:])
    total = max(1, sum(counts.values()))
    fit = counts[cells] / total if counts else 1.0
    at_least = sum(n for count, n in counts.items() if count >= cells) / total if counts else 1.0
    return (round(fit, 2), -outline.count('"'), at_least, cells)
