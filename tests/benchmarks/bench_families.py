"""Does every family convert: python tests/benchmarks/bench_families.py [--family NAME]...

Families x routes x columns, tiny and seeded, with answers that are spread out; every package is
run in faithful arithmetic on padded and full rows and compared with torch. `--records FILE` keeps
one JSON line a cell, and a run with the same file goes on where the last one ended (`--again`
tries the failed ones once more). A full run writes resources/docs/families.md; `--page-only` writes
it from the records alone, complete or not. Exit 1 where a cell failed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "convert"))

from convert_families import FAMILY, TEXTS, family_classifier, keep_torchlib
from convert_tiny import drain
from families_page import COLUMNS, Cell, Column, page, table

from studio.convert import ConvertSettings, compress, convert
from studio.core.errors import StudioError
from studio.core.scores import softmax
from studio.runtime import open_runtime

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "resources/docs/families.md"
ROUTES = ("torch", "onnx")
LONG = ("a", "b c d e f", " ".join("q w e r t y u i o p a s d f g h j k l".split() * 30))


def main() -> int:
    """Fill the matrix, print it, write the page."""
    options = parse()
    keep_torchlib()
    wanted = [(f, r, c) for f in options.family for r in options.route for c in options.column]
    with tempfile.TemporaryDirectory() as folder:
        records = options.records or Path(folder) / "records.jsonl"
        cells = _read(records)
        done = {key for key, cell in cells.items() if not (options.again and cell.problem)}
        if not options.page_only:
            for cell in run([key for key in wanted if key not in done]):
                print(f"{cell.family:<13}{cell.route:<7}{cell.column:<17}{cell.words}", flush=True)
                cells[cell.key] = cell
                with records.open("a", encoding="utf-8") as file:
                    file.write(json.dumps(asdict(cell)) + "\n")
    found = [cells[key] for key in wanted if key in cells]
    failed = [cell for cell in found if cell.problem]
    print(table(found), *(f"{' '.join(c.key)}: {c.problem}" for c in failed), sep="\n")
    print(f"{len(found)} of {len(wanted)} cells, {len(failed)} failed, {sum(c.seconds for c in found):.0f} CPU-s")  # fmt: skip
    whole = len(FAMILY) * len(ROUTES) * len(COLUMNS)
    if len(found) == whole or (options.page_only and len(wanted) == whole):
        PAGE.write_text(page(found, whole, options.note), encoding="utf-8")
        print(f"written: {PAGE.relative_to(ROOT)}")
    return int(bool(failed) or len(found) < len(wanted))


def parse() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)  # fmt: skip
    parser.add_argument("--family", action="append", choices=FAMILY)
    parser.add_argument("--route", action="append", choices=ROUTES)
    parser.add_argument("--column", action="append", choices=COLUMNS)
    parser.add_argument("--records", type=Path, help="keep one JSON line per cell in this file")
    parser.add_argument("--again", action="store_true", help="try cells that failed once more")
    parser.add_argument("--note", default="", help="a remark for the page, about how it was run")
    parser.add_argument("--page-only", action="store_true", help="from --records of an earlier run")
    options = parser.parse_args()
    options.family, options.route = options.family or [*FAMILY], options.route or [*ROUTES]
    options.column = options.column or [*COLUMNS]
    return options


def _read(records: Path) -> dict[tuple[str, str, str], Cell]:
    """What is known; the last line about a cell counts."""
    lines = records.read_text(encoding="utf-8").splitlines() if records.is_file() else []
    cells = (Cell(**json.loads(line)) for line in lines)
    return {cell.key: cell for cell in cells}


def run(keys: list[tuple[str, str, str]]) -> Iterator[Cell]:
    """Every cell named, a family and route at a time, since their packages build on each other."""
    for family, route in dict.fromkeys((family, route) for family, route, _ in keys):
        with tempfile.TemporaryDirectory() as folder:
            packages = Packages(family, route, Path(folder))
            for name in [c for f, r, c in keys if (f, r) == (family, route)]:
                yield packages.cell(name)


class Packages:
    """The packages of one family by one route, each made once, when it is asked for."""

    def __init__(self, family: str, route: str, folder: Path) -> None:
        self._family, self._route, self._folder = family, route, folder
        self._made: dict[str, Any] = {}

    def cell(self, name: str) -> Cell:
        """Make one package, run it, compare."""
        started = time.process_time()
        column, worst, agree, kept, problem = COLUMNS[name], -1.0, -1.0, 0, ""
        try:
            report = self._package(name)
            kept = len(getattr(report, "kept", ()))
            worst, agree, trouble = self._differs(report.path, column)
            problem = _judged(column, worst, kept, trouble)
        except StudioError as error:
            problem = f"{error.message} {error.detail[:300]}"
        seconds = time.process_time() - started
        return Cell(self._family, self._route, name, worst, agree, kept, problem, seconds)

    def _package(self, name: str) -> Any:
        if name not in self._made:
            column, out = COLUMNS[name], self._folder / f"{name.replace(', ', '-')}.mlpackage"
            if column.scheme:
                work: Any = compress(self._package(column.source).path, column.scheme, out)
            else:
                settings = ConvertSettings(self._route, column.precision, column.target, column.lengths)  # fmt: skip
                work = convert(self._classifier(column), out, settings)
            self._made[name] = drain(work)[0]
        return self._made[name]

    def _classifier(self, column: Column) -> Any:
        length = column.lengths[-1]
        places = {"max_position_embeddings": length + 4} if length > 32 else {}
        return family_classifier(self._family, length, beyond=column.beyond, **places)

    def _differs(self, package: Path, column: Column) -> tuple[float, float, str]:
        """The largest |difference of a probability|, the share of equal labels, first trouble."""
        texts = list(LONG if column.lengths[-1] > 32 else TEXTS)
        expected = softmax(self._classifier(column).logits(texts))
        with open_runtime(package, runtime="reference") as runtime:
            found = softmax(runtime.logits(texts))
            trouble = runtime.trouble()
        agree = float((found.argmax(-1) == expected.argmax(-1)).mean())
        return float(abs(found - expected).max()), agree, trouble


def _judged(column: Column, worst: float, kept: int, trouble: str) -> str:
    """What is wrong with a package ("" nothing)."""
    if not worst <= column.limit:  # NaN is no number below any limit
        return f"|dp| {worst:.2g} > {column.limit:g} {trouble}".strip()
    if column.beyond != (kept > 0):
        return f"{kept} operations stay in float32"
    return ""


if __name__ == "__main__":
    raise SystemExit(main())
