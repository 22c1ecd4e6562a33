"""The reliability figures: python tests/reliability/table.py [--long] [--seed N] [NAME...].

NAMEs: tables, hostile, kills, scarcity, large, questions, watch, monkey; all when none is given. Short runs are for every
change, long ones (hours on two cores) for a release. Exit status 1 when there is a fault.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]
os.environ.setdefault("OMP_NUM_THREADS", "1")

from figures import Figures  # noqa: E402

LIGHT = ("tables", "large", "questions", "watch", "monkey")  # need no torch


def tables(long: bool, seed: int) -> Figures:
    """Generated and damaged CSV files."""
    from tables import run

    return run(50_000 if long else 2_000, seed)


def hostile(long: bool, seed: int) -> Figures:
    """Damaged models, packages, graphs and projects, and traps."""
    from hostile import run

    return run(10_000 if long else 200, seed)


def kills(long: bool, seed: int) -> Figures:
    """Kill -9 by worker, command line and window."""
    from kills import run

    if long:
        return run(300, seed, by_command=20, by_window=20)
    return run(6, seed, steps=("augment", "teach", "distil"))


def scarcity(long: bool, seed: int) -> Figures:
    """Full disk, read-only folder, quota, little memory."""
    from scarcity import run

    return run(4, seed) if long else run(1, seed, steps=("import", "augment"))


def monkey(long: bool, seed: int) -> Figures:
    """Random clicks, keys, drops, cancels and closes on the window."""
    from monkey import run

    return run(1800.0 if long else 12.0, seed)


def large(long: bool, seed: int) -> Figures:
    """An import of a gigabyte, and cancels of it."""
    from large import run

    return run(1000 if long else 3, seed)


def questions(long: bool, seed: int) -> Figures:
    """Questions to one resident worker."""
    from questions import run

    return run(100_000 if long else 500, seed)


def watch(long: bool, seed: int) -> Figures:
    """A whole job and its network, files and temporary files."""
    from watch import run

    return run(3 if long else 1, seed)


RUNS: dict[str, Callable[[bool, int], Figures]] = {
    "tables": tables,
    "hostile": hostile,
    "kills": kills,
    "scarcity": scarcity,
    "large": large,
    "questions": questions,
    "watch": watch,
    "monkey": monkey,
}


def main(words: list[str]) -> int:
    """Run what is asked for, print the table; 1 when there is a fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(RUNS))
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    said = parser.parse_args(words)
    names = said.names or list(RUNS)
    with tempfile.TemporaryDirectory() as twins:
        os.environ["POCKETBERT_ONNX_TWINS"] = twins
        if not set(names) <= set(LIGHT):
            from workers import preload

            preload()
        found = [RUNS[name](said.long, said.seed) for name in names]
    print("| what | tries | faults | found | processor s |\n|---|---|---|---|---|")
    for figures in found:
        print("\n".join(figures.lines()))
    return int(any(figures.faults for figures in found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
