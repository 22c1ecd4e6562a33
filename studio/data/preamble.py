"""Lines above the column names: the title, the date, the name of the program that wrote a report."""

from __future__ import annotations

from studio.data.names import is_known_name

MOST_LINES, LONGEST_NAME = 30, 80
_DELIMITERS = (",", "\t", ";", "|")
_SHARE = 0.8  # of the lines below are cut at least as often as the names


def above_header(sample: str) -> int:
    """How many characters stand above the column names; 0 unless they are plainly further down.

    Plainly: the line has more cells than any line above, each a short name, one of them known to
    us, none above is; and the lines below have as many cells.
    """
    lines = sample.splitlines(keepends=True)
    return max((_offset(lines, mark) for mark in _DELIMITERS), default=0)


def _offset(lines: list[str], mark: str) -> int:
    most, at = 0, 0
    for number, line in enumerate(lines[:MOST_LINES]):
        cells = [cell.strip().strip('"') for cell in line.strip().split(mark)]
        named = any(map(is_known_name, cells))
        if number and named and len(cells) > most + 1 and _are_names(cells):
            return at if _fits(lines[number + 1 :], mark, len(cells) - 1) else 0
        if named or ('"' in line and line.count('"') % 2):
            return 0  # names, or a text over several lines: what follows is no title
        most, at = max(most, line.count(mark)), at + len(line)
    return 0


def _are_names(cells: list[str]) -> bool:
    return all(0 < len(cell) <= LONGEST_NAME for cell in cells) and len(set(cells)) == len(cells)


def _fits(below: list[str], mark: str, cuts: int) -> bool:
    rows = [line for line in below[:200] if line.strip()]
    return bool(rows) and sum(row.count(mark) >= cuts for row in rows) >= _SHARE * len(rows)
