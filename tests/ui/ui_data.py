"""A table on disk, and what a look at it tells, made by the data room itself in milliseconds."""

from __future__ import annotations

import csv
from pathlib import Path

from studio.core.events import Event, Finished
from studio.data import previewing

LABELS = ("shipping", "billing", "account")


def table(path: Path, rows: int = 60, *, header: str = "text,label", labels: tuple[str, ...] = LABELS) -> Path:  # fmt: skip
    """`rows` sentences with labels in turn, then a repeated text and one under two labels."""
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(header.split(","))
        out.writerows(
            [f"word{at} other{at} third{at}", labels[at % len(labels)]] for at in range(rows)
        )
        out.writerow(["word0 other0 third0", labels[0]])
        out.writerow(["word1 other1 third1", labels[0]])
    return path


def looked(path: Path) -> list[Event]:
    """The story of the step `preview` on this file."""
    out = path.with_suffix(".arrow")
    story = previewing(path, out)
    while True:
        try:
            next(story)
        except StopIteration as end:
            return [Finished({"file": str(path), "output": str(out), **end.value.to_json()})]
