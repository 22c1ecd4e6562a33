"""Any bytes called .csv: read with every line accounted for, or refused in a sentence; nothing else."""

from __future__ import annotations

import random
import re
import tempfile
import time
import traceback
from pathlib import Path

import numpy as np
from figures import Figures
from wild_tables import Wild, good_table, mutated, rough_table, spectrum

from studio.core.errors import StudioError
from studio.data.read import read_columns
from studio.data.table import Table, TableReport

SLOW = 2.0  # seconds no small file may take
_DRESS = re.compile(
    r"[\s\"\\\0\ufeff,;|]+"
)  # what a reader may take off: quotes, escapes, delimiters


def run(count: int, seed: int = 0) -> Figures:
    """Read `count` files: a third well-formed, a third rough, a third mutated."""
    found = Figures("generated and damaged tables")
    with found.timed(), tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "a.csv"
        for name, (text, rows) in spectrum().items():
            _one(found, place, Wild(text.encode(), rows), name)
        found.facts["of 12 csv-spectrum cases read"] = 12 - len(found.faults)
        for at in range(count):
            dice = random.Random(f"{seed}-{at}")
            wild = (good_table, rough_table, _damaged)[at % 3](dice)
            _one(found, place, wild, f"{seed}-{at}")
    return found


def _damaged(dice: random.Random) -> Wild:
    return Wild(mutated(dice, dice.choice((good_table, rough_table))(dice).data))


def _one(found: Figures, place: Path, wild: Wild, name: str) -> None:
    place.write_bytes(wild.data)
    found.tries += 1
    began = time.monotonic()
    try:
        table, report = read_columns(place)
    except StudioError as error:
        found.count("refused")
        if wild.rows is not None:
            found.fault(f"{name}: well-formed and refused: {error.message}")
        if not error.remedy or "\n" in error.message:
            found.fault(f"{name}: no sentence with a remedy: {error.message!r}")
        return
    except Exception:  # noqa: BLE001  whatever it is, it is the finding
        found.fault(f"{name}: {traceback.format_exc(limit=-2)}")
        return
    finally:
        found.most("s at most", time.monotonic() - began)
    if time.monotonic() - began > SLOW:
        found.fault(f"{name}: took {time.monotonic() - began:.1f} s")
    found.count("rows read", report.rows_read)
    if problem := unexplained(table, report, wild.data):
        found.fault(f"{name}: {problem}")
    if wild.rows is not None and (problem := changed(table, wild.rows)):
        found.fault(f"{name}: {problem}")
    if wild.rows is not None:
        found.count("came back equal")


def changed(table: Table, rows: list[list[str]]) -> str:
    """How the table differs from what was written; "" when it does not."""
    back = [list(table.names), *map(list, zip(*table.columns.values(), strict=True))]
    return "" if back == rows else f"wrote {rows!r}, read {back!r}"


def unexplained(table: Table, report: TableReport, data: bytes) -> str:
    """What the report does not account for; "" when every line is in a row, in the header or left out.

    Between two lines that begin something (a row, a drop, a line left out) there are only lines
    of a quoted cell; and what stands on a row's lines stands in its cells.
    """
    dropped = [line for lines in report.dropped.values() for line in lines]
    out = [line for lines in report.left_out.values() for line in lines]
    if report.rows_read != len(table) + len(dropped):
        return f"{report.rows_read} rows read, {len(table)} kept, {len(dropped)} dropped"
    if any(len(cells) != len(table) for cells in table.columns.values()):
        return "columns of different lengths"
    starts = [*table.rows.tolist(), *dropped, *out]
    if len(starts) != len(set(starts)):
        return "a line is told twice"
    if report.format != "csv":
        return ""
    text = data.decode(report.encoding, "replace").removeprefix("\ufeff").replace("\0", "")
    problems = []
    for newline in ("\n", "\r"):  # old Macs' line ends count where no other stands outside quotes
        lines = text.removesuffix(newline).split(newline)
        beyond = starts and (min(starts) < 1 or max(starts) > len(lines))
        problems.append(f"a line beyond the file's {len(lines)}" if beyond else _text_lost(table, sorted(starts), lines))  # fmt: skip
    return "" if "" in problems else problems[0]


def _text_lost(table: Table, starts: list[int], lines: list[str]) -> str:
    cells = list(zip(*table.columns.values(), strict=True))
    row_at = {line: at for at, line in enumerate(table.rows.tolist())}
    ends = [*starts[1:], len(lines) + 1]
    for start, end in zip(starts, ends, strict=True):
        if start not in row_at:
            continue
        written = "".join(lines[start - 1 : end - 1])
        if end - start > 1 and '"' not in written:
            return f"lines {start + 1} to {end - 1} belong to nothing"
        read = "".join(cells[row_at[start]])
        if _bare(written) != _bare(read):
            return f"line {start}: {written[:200]!r} was read as {cells[row_at[start]]!r:.300}"
    return ""


def _bare(text: str) -> str:
    return _DRESS.sub("", text)


def big_file(path: Path, megabytes: int) -> np.int64:
    """Write a clean table of so many megabytes; how many rows it has."""
    line = '{},"a parcel that came late, again and again and again, to the same door {}",shipping\n'
    rows = 0
    with open(path, "w", encoding="utf-8") as file:
        file.write("id,text,label\n")
        while file.tell() < megabytes * 1_000_000:
            file.write("".join(line.format(rows + at, (rows + at) * 7919 % 100_003) for at in range(10_000)))  # fmt: skip
            rows += 10_000
    return np.int64(rows)
