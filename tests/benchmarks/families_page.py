"""The matrix of bench_families.py: its columns, and its table for a terminal and for the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.convert.families import FAMILIES


@dataclass(frozen=True, slots=True)
class Column:
    """One way to make a package, and the largest |difference of a probability| it may have.

    scheme: compressed from the column `source` instead of converted; beyond: the model makes
    numbers that float16 can't hold, so that some operations must stay in float32.
    """

    about: str
    limit: float
    precision: str = "float16"
    target: str = "iOS17"
    lengths: tuple[int, ...] = (32,)
    beyond: bool = False
    scheme: str = ""
    source: str = "float16"


RUNS = 1.0  # of random weights in few bits: that it converts, runs and answers with numbers
COLUMNS = {
    "float32": Column("float32, iOS 17", 1e-4, "float32"),
    "float16": Column("float16, iOS 17", 1e-2),
    "iOS16": Column("float16, iOS 16", 1e-2, target="iOS16"),
    "16, 32": Column("float16, two enumerated lengths, iOS 18", 1e-2, target="iOS18", lengths=(16, 32)),
    "512": Column("float16, 512 tokens, iOS 26", 1e-2, target="iOS26", lengths=(512,)),
    "beyond": Column("float16, of a model whose activations leave float16", 1e-2, beyond=True),
    "int8": Column("int8 a channel", 0.1, scheme="int8"),
    "palette8": Column("8-bit palettes", 0.1, scheme="palette8"),
    "palette6": Column("6-bit palettes", RUNS, scheme="palette6"),
    "palette4": Column("4-bit palettes", RUNS, scheme="palette4"),
    "palette4_grouped": Column(
        "4-bit palettes a group of channels, both lengths, iOS 18", RUNS, target="iOS18",
        lengths=(16, 32), scheme="palette4_grouped", source="16, 32",
    ),
}  # fmt: skip
_SHORT = {"palette4_grouped": "grouped4"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What became of a package: worst |dp| (-1: it wasn't made), the share of equal labels, how
    many operations stay in float32, what is wrong ("" nothing), CPU seconds."""

    family: str
    route: str
    column: str
    worst: float
    agree: float
    kept: int
    problem: str
    seconds: float

    @property
    def key(self) -> tuple[str, str, str]:
        """Its place in the matrix."""
        return self.family, self.route, self.column

    @property
    def words(self) -> str:
        """The difference, or that it failed."""
        said = f"{self.worst:.0e}".replace("e-0", "e-") if self.worst >= 0 else "refused"
        return f"**{said}**" if self.problem else said


def table(cells: Sequence[Cell]) -> str:
    """The matrix as a Markdown table, one row a family and route."""
    columns = [name for name in COLUMNS if any(c.column == name for c in cells)]
    found = {cell.key: cell.words for cell in cells}
    rows = dict.fromkeys((c.family, c.route) for c in cells)
    lines = [["family", "route", *(_SHORT.get(name, name) for name in columns)]]
    lines += [[f, r, *(found.get((f, r, name), "") for name in columns)] for f, r in rows]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def page(cells: Sequence[Cell], whole: int, note: str) -> str:
    """The whole page, Markdown. whole: how many cells the matrix has; empty ones weren't run."""
    about = f" {note}" if note else ""
    about += "" if len(cells) == whole else f" **Not complete: {len(cells)} of {whole} cells.**"
    parts = [
        f"# Families of encoders\n\nWritten by `python tests/benchmarks/bench_families.py`.{about}",
        "Tiny random models of every family, 2 or 3 layers, with answers spread out on purpose, by both\n"
        "routes. Each package is run by the reference runtime in faithful arithmetic on empty, short,\n"
        "padded, full and over-long texts. A cell is the largest |difference of a probability| from\n"
        "PyTorch in float32; what failed is bold.",
        _columns(cells),
        table(cells),
        "The bits of a scheme are judged on trained models elsewhere: random weights bear few of them, so\n"
        "that for 6 and 4 bits only running counts here.",
        *_failed(cells),
        "## What the studio knows of them\n\n" + _families(),
    ]
    return "\n\n".join(parts) + "\n"


def _columns(cells: Sequence[Cell]) -> str:
    lines = ["| column | what | at most | converted and ran | within | CPU-s a package |", "|---|---|---|---|---|---|"]  # fmt: skip
    for name, column in COLUMNS.items():
        here = [c for c in cells if c.column == name]
        ran, right = sum(c.worst >= 0 for c in here), sum(not c.problem for c in here)
        limit = "runs" if column.limit == RUNS else f"{column.limit:g}"
        seconds = sum(c.seconds for c in here) / max(len(here), 1)
        lines.append(f"| {_SHORT.get(name, name)} | {column.about} | {limit} | {ran} of {len(here)} | {right} of {len(here)} | {seconds:.1f} |")  # fmt: skip
    return "\n".join(lines)


def _failed(cells: Sequence[Cell]) -> list[str]:
    lines = [f"* {' '.join(c.key)}: {c.problem}" for c in cells if c.problem]
    return ["## Failed\n\n" + "\n".join(lines)] if lines else []


def _families() -> str:
    lines = ["| family | mask tried first | tokenizers | what bit us |", "|---|---|---|---|"]
    for name in FAMILIES:
        family = FAMILIES[name]
        bites = [*family.quirks, f"Leaves float16: {family.leaves_half}."] if family.leaves_half else family.quirks  # fmt: skip
        lines.append(f"| {', '.join(family.model_types)} | {family.mask} | {', '.join(family.tokenizers)} | {' '.join(bites)} |")  # fmt: skip
    return "\n".join(lines)
