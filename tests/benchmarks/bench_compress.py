"""Every scheme on a trained student: python tests/benchmarks/bench_compress.py PROJECT [--scheme NAME]...

PROJECT is a walked demo project with `student-float16`. Size against float16, agreement with the
float16 package on texts outside training (95 % Wilson interval) in the reference runtime's fast
arithmetic, processor seconds; coremltools' own defaults beside ours. Exit 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import math
import random
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.convert import SCHEMES, compress
from studio.convert.upstream import core_ml_tools, library
from studio.core import columns
from studio.core.files import size_bytes
from studio.data.samples import kinds
from studio.data.samples.passage import distinct
from studio.pipeline.calibrating import Calibration
from studio.pipeline.specs import CompressSpec
from studio.pipeline.step import Context
from studio.project import Project
from studio.runtime import open_runtime

TARGETS = {  # agreement, share of the float16 size
    "int8": (0.999, 1 / 2),
    "palette8": (0.999, 1 / 2),
    "palette6": (0.998, 3 / 8),
    "palette4_grouped": (0.995, 1 / 4),
    "palette3": (0.99, 3 / 16),
}
THEIRS = ("int8", "palette8", "palette6", "palette4", "palette3")


def drain(work: Generator[Any, None, Any]) -> Any:
    """Run a job to its end; its result."""
    try:
        while True:
            next(work)
    except StopIteration as end:
        return end.value


def wilson(hits: int, rows: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    z, p = 1.96, hits / rows
    middle = (p + z * z / (2 * rows)) / (1 + z * z / rows)
    half = z / (1 + z * z / rows) * math.sqrt(p * (1 - p) / rows + z * z / (4 * rows * rows))
    return middle - half, min(middle + half, 1.0)


def outside(project: Project, count: int) -> list[str]:
    """Texts of the sample's own kind that no part of the data set holds."""
    split = columns.read_split(project.require("dataset", remedy="pocketbert demo").path)
    seen = {t for part in (split.train, split.validation, split.test) for t in part.texts}
    found = [p.text for p in distinct(kinds.passages()) if p.text not in seen]
    random.Random(0).shuffle(found)
    return found[:count]


def newer(package: Path, out: Path) -> Path:
    """The same program for iOS18, which grouped and 3-bit palettes need (no conversion)."""
    ct = core_ml_tools()
    from studio.convert.metadata import carry_over
    from studio.convert.package import read_card, read_spec, weights_dir, write_spec

    spec = read_spec(package)
    with library("target", "Convert with --target iOS18."):
        model = ct.models.MLModel(spec, weights_dir=str(weights_dir(package)), skip_model_load=True)
        utils = ct.models.utils
        prog = utils._convert_model_spec_to_pymil_prog(model, 9, utils._milproto_to_pymil.load)
        new = utils._mil_convert(prog, convert_to="mlprogram", convert_from="milinternal", specification_version=9, compute_units=model.compute_unit, model_description=spec.description, skip_model_load=True)  # fmt: skip
        new.save(str(out))
    fresh = read_spec(out)
    carry_over(spec, fresh, read_card(package, spec))
    write_spec(out, fresh)
    return out


def theirs(package: Path, name: str, out: Path) -> Path:
    """coremltools' defaults for the like of a scheme."""
    ct = core_ml_tools()
    from studio.convert.metadata import carry_over
    from studio.convert.package import read_card, read_spec, weights_dir, write_spec

    cto, spec = ct.optimize.coreml, read_spec(package)
    with library("theirs", ""):
        model = ct.models.MLModel(spec, weights_dir=str(weights_dir(package)), skip_model_load=True)
        if name == "int8":
            each = cto.OpLinearQuantizerConfig(mode="linear_symmetric")
            small = cto.linear_quantize_weights(model, cto.OptimizationConfig(global_config=each))
        else:
            each = cto.OpPalettizerConfig(mode="kmeans", nbits=int(name[-1]))
            small = cto.palettize_weights(model, cto.OptimizationConfig(global_config=each))
        small.save(str(out))
    fresh = read_spec(out)
    carry_over(spec, fresh, read_card(package, spec))
    write_spec(out, fresh)
    return out


def main() -> int:
    """Print a line a scheme."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("--scheme", action="append", default=[])
    parser.add_argument("--texts", type=int, default=5000)
    parser.add_argument("--no-theirs", action="store_true")
    parser.add_argument(
        "--package", action="append", default=[], type=Path, help="one more to judge"
    )
    options = parser.parse_args()
    missed = 0
    with Project.open(options.project) as project, tempfile.TemporaryDirectory() as folder:
        texts = outside(project, options.texts)
        source = project.require("student-float16", remedy="pocketbert demo").path
        with open_runtime(source, runtime="reference", arithmetic="fast") as runtime:
            expected = runtime.logits(texts).argmax(-1)
        whole = size_bytes(source)
        print(f"{len(texts)} texts outside training; float16 {whole / 1e6:.2f} MB", flush=True)
        base = newer(source, Path(folder) / "student-float16.mlpackage")
        helped = Calibration(CompressSpec(model="student-float16"), Context(project), base)
        started = time.process_time()
        matters = drain(helped.bench.matters(helped.learn))
        print(f"calibration: {time.process_time() - started:.1f} CPU-s", flush=True)

        def line(name: str, package: Path, seconds: float) -> None:
            nonlocal missed
            with open_runtime(package, runtime="reference", arithmetic="fast") as runtime:
                hits = int((runtime.logits(texts).argmax(-1) == expected).sum())
            share, ratio = hits / len(texts), size_bytes(package) / whole
            low, high = wilson(hits, len(texts))
            goal = TARGETS.get(name)
            reached = goal is None or (share >= goal[0] and ratio <= goal[1] * 1.05)
            missed += not reached
            verdict = "" if goal is None else f" target {goal[0]:.1%} at {goal[1]:.4f}: {'reached' if reached else 'MISSED'}"  # fmt: skip
            print(f"{name:<22} {ratio:.4f} of float16  {share:.2%} [{low:.2%}, {high:.2%}]  {seconds:5.1f} CPU-s{verdict}", flush=True)  # fmt: skip

        for package in options.package:
            line(package.stem, package, 0.0)
        for name in options.scheme or SCHEMES:
            started = time.process_time()
            drain(compress(base, name, Path(folder) / f"{name}.mlpackage", matters))
            line(name, Path(folder) / f"{name}.mlpackage", time.process_time() - started)
        for name in () if options.no_theirs else THEIRS:
            started = time.process_time()
            package = theirs(base, name, Path(folder) / f"theirs-{name}.mlpackage")
            line(f"coremltools {name}", package, time.process_time() - started)
    return int(missed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
