"""Cells that a spreadsheet would run: what we hand out as a table is text (OWASP, "CSV Injection")."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"[+-]\d+([.,]\d+)*([eE][+-]?\d+)?%?")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet runs when a cell begins with it


def neutral(cell: str) -> str:
    """The cell; one a spreadsheet would take for a formula, also behind blanks, has an apostrophe in front."""
    begins = cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA)
    runs = begins and cell != "-" and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell
