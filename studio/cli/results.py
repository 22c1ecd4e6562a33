"""Results for people: tables with aligned columns, lines as they are, else names and values."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from studio.core.errors import shown

_SHOWN_AS_IS = ("table", "lines", "text")


def told(verb: str, result: Any) -> Iterator[str]:
    """The lines that show a step's result.

    Labels and texts are a stranger's: what would move a terminal's cursor is written as `\\u001b`, which in a line of
    JSON means the same character.
    """
    for text in _lines(verb, result):
        yield from (shown(line.expandtabs()) for line in text.split("\n"))


def _lines(verb: str, result: Any) -> Iterator[str]:
    if not isinstance(result, dict):
        if result is not None:
            yield _cell(result)
    elif verb == "predict" and "predictions" in result:
        for prediction in result["predictions"]:  # with `shown` it is still JSON
            yield json.dumps(prediction, ensure_ascii=False)
    elif any(name in result for name in _SHOWN_AS_IS):
        yield from table(result.get("table") or [])
        yield from result.get("lines") or []
        if result.get("text"):
            yield str(result["text"])
    else:
        yield from (f"{name.replace('_', ' ')}: {_cell(value)}" for name, value in result.items())


def table(rows: list[dict[str, Any]]) -> Iterator[str]:
    """Aligned columns in the order in which the rows name them; numbers to the right."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    if not columns:
        return
    heads = [_cell(name) for name in columns]
    cells = [[_cell(row.get(name)) for name in columns] for row in rows]
    right = [all(_is_number(c) for c in column) for column in zip(*cells, strict=True)]
    widths = [max(map(width, (name, *column))) for name, column in zip(heads, zip(*cells, strict=True), strict=True)]  # fmt: skip
    for line in [heads, ["-" * w for w in widths], *cells]:
        padded = [_pad(*item) for item in zip(line, widths, right, strict=True)]
        yield "  ".join(padded).rstrip()


def width(text: str) -> int:
    """Terminal columns of a text: wide East Asian characters take two, combining ones none."""
    wide = sum(unicodedata.east_asian_width(c) in "WF" for c in text)
    return len(text) + wide - sum(unicodedata.combining(c) > 0 for c in text)


def _pad(text: str, columns: int, right: bool) -> str:
    space = " " * (columns - width(text))
    return space + text if right else text + space


def _is_number(text: str) -> bool:
    bare = text.removesuffix("%").removesuffix(" MB").removesuffix(" ms").replace(",", "")
    try:
        float(bare)
    except ValueError:
        return text in {"-", ""}
    return True


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_cell, value))
    if isinstance(value, dict):
        return ", ".join(f"{k} {_cell(v)}" for k, v in value.items())
    return shown(" ".join(str(value).splitlines()))  # as long as it will be seen
