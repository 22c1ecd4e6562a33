"""Does every family convert: python tests/benchmarks/bench_families.py [--family NAME]...

Families x routes x {float32, float16, int8, palettes of 8, 6 and 4 bits}, tiny and seeded, with
answers that are spread out; each package is run in faithful arithmetic on padded and full rows.
Printed is the largest |difference of a probability| from torch; exit 1 where one failed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "convert"))

from convert_families import FAMILY, TEXTS, family_classifier
from convert_tiny import drain

from studio.convert import ConvertSettings, compress, convert
from studio.core.errors import StudioError
from studio.core.scores import softmax
from studio.runtime import open_runtime

SCHEMES = ("int8", "palette8", "palette6", "palette4")
LIMITS = {"float32": 1e-4, "float16": 1e-2}  # of the schemes only that they run


def main() -> int:
    """Print the matrix, one line a family and route."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--family", action="append", choices=FAMILY, default=[])
    parser.add_argument("--route", action="append", choices=("torch", "onnx"), default=[])
    parser.add_argument("--precision", action="append", choices=LIMITS, default=[])
    parser.add_argument("--scheme", action="append", default=[])
    parser.add_argument("--no-schemes", action="store_true")
    parser.add_argument("--lengths", default="32", help="e.g. 32 or 16,32 (needs iOS18)")
    parser.add_argument("--target", default="iOS17")
    options = parser.parse_args()
    schemes = () if options.no_schemes else tuple(options.scheme) or SCHEMES
    columns = (*(options.precision or LIMITS), *schemes)
    print(f"{'family':<14}{'route':<7}" + "".join(f"{name:>12}" for name in columns), flush=True)
    failures: list[str] = []
    started = time.process_time()
    for family in options.family or FAMILY:
        for route in options.route or ("torch", "onnx"):
            row = _row(family, route, options, schemes, failures)
            cells = "".join(f"{row.get(name, '-'):>12}" for name in columns)
            print(f"{family:<14}{route:<7}{cells}", flush=True)
    print(f"{len(failures)} failed, {time.process_time() - started:.0f} CPU-s")
    print("\n".join(failures))
    return int(bool(failures))


def _row(
    family: str, route: str, options: Any, schemes: Sequence[str], failures: list[str]
) -> dict[str, str]:
    """What became of each column, in words."""
    classifier = family_classifier(family)
    expected = softmax(classifier.logits(list(TEXTS)))
    lengths = tuple(int(n) for n in options.lengths.split(","))
    cells: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for precision in options.precision or LIMITS:
            package = Path(folder) / f"{precision}.mlpackage"
            settings = ConvertSettings(route, precision, options.target, lengths)
            work = convert(classifier, package, settings)
            where = f"{family} {route} {precision}"
            cells[precision] = _cell(work, package, expected, LIMITS[precision], where, failures)
        for scheme in schemes:
            source, small = Path(folder) / "float16.mlpackage", Path(folder) / f"{scheme}.mlpackage"
            work = compress(source, scheme, small)
            where = f"{family} {route} {scheme}"
            cells[scheme] = _cell(work, small, expected, 1.0, where, failures)
    return cells


def _cell(
    work: Any, package: Path, expected: Any, limit: float, where: str, failures: list[str]
) -> str:
    try:
        drain(work)
    except StudioError as error:
        failures.append(f"{where}: {error.message} {error.detail[:300]}")
        return "refused"
    try:
        with open_runtime(package, runtime="reference") as runtime:
            logits = runtime.logits(list(TEXTS))
            trouble = runtime.trouble()
    except StudioError as error:
        failures.append(f"{where}: did not run: {error.message} {error.detail[:300]}")
        return "didn't run"
    worst = float(abs(softmax(logits) - expected).max())
    if not worst <= limit:
        failures.append(f"{where}: |dp| {worst:.2g} > {limit:g} {trouble}")
        return f"{worst:.1e} !"
    return f"{worst:.1e}"


if __name__ == "__main__":
    raise SystemExit(main())
