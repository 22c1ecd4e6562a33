"""Rows against time and memory, 1k to 1M: python tests/benchmarks/bench_scaling.py [--rows 1000 ...].

Each step (import, augment, tokenise; label to 100k with a two-layer teacher) runs in a process of
its own, which tells its processor seconds and the memory of its own (pages of mapped files, which
the system takes back when it needs them, not counted) above what was there before. Texts are made
up, 13 tokens on average, all different, of 20,000 words as frequent as a language's are; --few-words
takes 24, in which near-duplicates are hardest to tell. --plot writes an SVG.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parent))

STEPS = ("import", "augment", "tokenise", "label")
LABEL_MOST = 100_000
WORDS = "we grant you the right to copy and change this work under terms of the licence without any warranty for files that come with it".split()  # fmt: skip


def write_table(path: Path, rows: int, few_words: bool = False) -> None:
    """A CSV of made-up rows; numbers make them differ."""
    draw = random.Random(0)
    some = WORDS if few_words else [*WORDS, *(made_up(draw) for _ in range(20_000))]
    often = list(itertools.accumulate(1.0 if few_words else 1 / (at + 3) for at in range(len(some))))  # fmt: skip
    with open(path, "w", encoding="utf-8") as out:
        out.write("text,label\n")
        for row in range(rows):
            words = " ".join(draw.choices(some, cum_weights=often, k=draw.randint(3, 16)))
            out.write(f"{words} {draw.randrange(10**9)},{'abcd'[row % 4]}\n")


def made_up(draw: random.Random) -> str:
    """A word of syllables."""
    return "".join(draw.choice("bdfklmnprst") + draw.choice("aeiou") for _ in range(draw.randint(1, 4)))  # fmt: skip


def unjudged(folder: Path) -> None:
    """All rows as train rows without looking for near-duplicates, where import isn't measured."""
    import csv

    import numpy as np

    from studio.core import columns
    from studio.core.values import Dataset, LabelSet

    with open(folder / "rows.csv", encoding="utf-8") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    n = np.arange(len(texts))
    (folder / "data").mkdir()
    columns.write_dataset(folder / "data" / "train.arrow", Dataset(texts, n % 4, n + 2, ["csv"] * len(texts), LabelSet(tuple("abcd"))))  # fmt: skip


def held() -> float:
    """The memory this process has of its own, MB; where the system doesn't tell, the most it ever had."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("RssAnon"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Peak:
    """The most that `held` tells while a block runs, looked at a hundred times a second."""

    def __enter__(self) -> Peak:
        self.most, self._over = held(), threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watch.join()

    def _look(self) -> None:
        while not self._over.wait(0.01):
            self.most = max(self.most, held())


def work_of(step: str, folder: Path) -> Callable[[], Any]:
    """What is measured, with everything it needs loaded."""
    from distil_data import drain

    from studio.core import columns
    from studio.core.values import LabelSet

    if step == "import":
        import pyarrow.csv  # noqa: F401

        from studio.data import importing

        (folder / "scratch").mkdir(exist_ok=True)

        def bring() -> None:
            found = drain(importing(folder / "rows.csv", seed=0, scratch=folder / "scratch")).split
            (folder / "data").mkdir(exist_ok=True)
            columns.write_split(folder / "data", found, {})

        return bring
    file = folder / "data" / "train.arrow"
    if step == "augment":
        from studio.augment import Recipe, augment

        recipe = Recipe((("synonym_replacement", 0.2), ("random_deletion", 0.1)), 1, 0)
        grown = folder / "grown.arrow"
        return lambda: columns.write_dataset(grown, drain(augment(columns.read_dataset(file, mapped=True), recipe, folder)))  # fmt: skip
    from studio.distil import soft_labels
    from studio.distil.tokens import tokenise
    from studio.models.encoder import load_base

    teacher = load_base("sample", LabelSet(tuple("abcd")), 0)
    teacher.encoder.encode(["warm"])
    if step == "tokenise":
        return lambda: drain(tokenise(teacher.encoder, columns.read_dataset(file, mapped=True).texts, 128, folder, "0", "tokenise"))  # fmt: skip
    student = small(teacher)
    return lambda: drain(soft_labels(student, columns.read_dataset(file, mapped=True), checkpoint=folder, threads=1))  # fmt: skip


def small(teacher: Any) -> Any:
    """A teacher of two layers, 64 wide: what is measured is the way, not the matrix products."""
    from dataclasses import replace

    from transformers import BertConfig

    from studio.models.hugging_face import new_model

    config = BertConfig(vocab_size=teacher.encoder.vocabulary_size, hidden_size=64, num_hidden_layers=2, num_attention_heads=2, intermediate_size=128, num_labels=4)  # fmt: skip
    return replace(teacher, model=new_model(config, 0).eval(), folder=None)


def measured(step: str, folder: Path) -> dict[str, float]:
    """Processor seconds and MB above what loading took, in this process."""
    from studio.core import columns

    work = work_of(step, folder)
    memory, began = held(), time.process_time()
    with Peak() as peak:
        work()
    cpu, above = time.process_time() - began, peak.most - memory
    parts = columns.PARTS if step == "import" else ("train",)
    rows = sum(columns.open_table(folder / "data" / f"{name}.arrow").num_rows for name in parts)
    return {"rows": rows, "cpu": cpu, "mb": above, "before": memory}


def table(found: dict[str, dict[int, dict[str, float]]]) -> list[str]:
    """One line a step and size; microseconds a row tell whether time is linear."""
    lines = [f"{'step':<10}{'rows':>10}{'CPU-s':>9}{'us/row':>8}{'MB':>7}"]
    for step, sizes in found.items():
        for rows, one in sizes.items():
            lines.append(f"{step:<10}{rows:>10,}{one['cpu']:>9.2f}{one['cpu'] / rows * 1e6:>8.0f}{one['mb']:>7.0f}")  # fmt: skip
    return lines


def plot(found: dict[str, dict[int, dict[str, float]]]) -> str:
    """CPU seconds over rows, both logarithmic, as SVG."""
    from math import log10

    colours = ("#2563eb", "#d97706", "#059669", "#7c3aed")
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="560" height="360" font-family="Inter, sans-serif" font-size="12">', '<rect width="560" height="360" fill="white"/>']  # fmt: skip

    def at(rows: float, seconds: float) -> tuple[float, float]:
        return 60 + (log10(rows) - 2.8) * 120, 300 - (log10(seconds) + 2) * 50

    for decade in range(3, 7):
        x = at(10**decade, 1)[0]
        parts.append(f'<path d="M{x:.0f} 50V300" stroke="#ddd"/><text x="{x:.0f}" y="318" text-anchor="middle">{10**decade:,}</text>')  # fmt: skip
    for decade in range(-2, 4):
        y = at(1000, 10.0**decade)[1]
        parts.append(f'<path d="M60 {y:.0f}H450" stroke="#ddd"/><text x="54" y="{y + 4:.0f}" text-anchor="end">{10.0**decade:g}</text>')  # fmt: skip
    ends: list[tuple[float, float]] = []
    for colour, (step, sizes) in zip(colours, found.items(), strict=False):
        points = [at(rows, max(one["cpu"], 0.01)) for rows, one in sizes.items()]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points)
        x, y = points[-1]
        y -= 12 * any(abs(x - x0) < 60 and abs(y - y0) < 12 for x0, y0 in ends)
        ends.append((x, y))
        parts.append(f'<g fill="{colour}"><polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}<text x="{x + 8:.0f}" y="{y + 4:.0f}">{step}</text></g>')  # fmt: skip
    parts.append('<text x="60" y="30">processor seconds over rows</text></svg>')
    return "\n".join(parts)


def main() -> None:
    """Measure every size and step; print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="*", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--steps", nargs="*", default=list(STEPS), choices=STEPS)
    parser.add_argument("--few-words", action="store_true")
    parser.add_argument("--plot", default="")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)  # STEP FOLDER
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(measured(asked.one[0], Path(asked.one[1]))))
        return
    found: dict[str, dict[int, dict[str, float]]] = {}
    for rows in asked.rows:
        with tempfile.TemporaryDirectory() as place:
            write_table(Path(place) / "rows.csv", rows, asked.few_words)
            if "import" not in asked.steps:
                unjudged(Path(place))
            for step in (s for s in asked.steps if s != "label" or rows <= LABEL_MOST):
                told = subprocess.run([sys.executable, __file__, "--one", step, place], check=True, capture_output=True, text=True)  # fmt: skip
                one = json.loads(told.stdout.splitlines()[-1])
                found.setdefault(step, {})[int(one["rows"])] = one
                print(f"{rows} {step} {one}", file=sys.stderr, flush=True)
    print("\n".join(table(found)))
    if asked.plot:
        Path(asked.plot).write_text(plot(found), encoding="utf-8")


if __name__ == "__main__":
    main()
