"""Lines of a delimited file that are no rows, and what a person is told of them."""

from __future__ import annotations

from studio.data.dialect import HINT, Dialect
from studio.data.table import TableReport, some_rows

NAMED, ABOVE = "delimiter's name", "above the column names"
BLANK, AGAIN = "blank", "column names again"


def left_out(
    text: str, dialect: Dialect, blank: list[int], again: list[int] | None = None
) -> dict[str, list[int]]:
    """Lines that are no rows, by what they are; `text` needs to reach the column names only."""
    above = text[: dialect.starts].split(dialect.newline)[: dialect.line - 1]
    title = [at for at, line in enumerate(above, start=1) if line.strip()]
    empty = [at for at, line in enumerate(above, start=1) if not line.strip()]
    hint = [1] if HINT.match(text) else []
    found = {NAMED: hint, ABOVE: title[len(hint) :], BLANK: empty + blank, AGAIN: again or []}
    return {what: lines for what, lines in found.items() if lines}


def line_notes(no_rows: dict[str, list[int]]) -> list[str]:
    """What a person should know of; blank lines are nothing to know."""
    told = {ABOVE: "Left out above the column names:", AGAIN: "The column names stand again, and were left out, in"}  # fmt: skip
    return [f"{words} {some_rows(no_rows[what]).replace('row', 'line')}." for what, words in told.items() if what in no_rows]  # fmt: skip


def clean_report(rows: int, dialect: Dialect, left_out: dict[str, list[int]]) -> TableReport:
    """The report of a file that was proved clean UTF-8."""
    return TableReport("csv", "utf-8", dialect.delimiter, rows, {}, line_notes(left_out), left_out)
