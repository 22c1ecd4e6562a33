"""Every scheme on a trained student: python tests/benchmarks/bench_compress.py PROJECT WORK [--only NAME]...

PROJECT is a walked demo project with `student-float16` (a copy: the calibration is kept in it). Size
against float16, agreement with the float16 package on the last 5,000 texts outside training (95 %
Wilson interval; settings were chosen on others) in the reference runtime's fast arithmetic, processor
seconds; coremltools' own defaults and searches beside them. WORK keeps packages and records.json: a
name recorded there is not measured again, so a run that was cut off goes on. `--table FILE` writes
what is recorded as Markdown. Exit 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import shutil
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from studio.convert import SCHEMES, compress
from studio.convert.upstream import core_ml_tools, library
from studio.core import columns
from studio.core.errors import StudioError
from studio.core.files import size_bytes, write_text
from studio.data.samples import kinds
from studio.data.samples.passage import distinct
from studio.pipeline.auto import smallest
from studio.pipeline.calibrating import Calibration
from studio.pipeline.specs import CompressSpec
from studio.pipeline.step import Context
from studio.project import Project
from studio.runtime import open_runtime

SEEN = 500  # texts at the end on which a scheme's cure was once chosen: they judge nothing
TARGETS = {  # agreement, share of the float16 size
    "int8": (0.999, 1 / 2),
    "palette8": (0.999, 1 / 2),
    "palette6": (0.998, 3 / 8),
    "tiered6": (0.995, 1 / 4),
    "tiered4": (0.99, 3 / 16),
}
THEIRS = ("int8", "palette8", "palette6", "palette4", "palette3")
SEARCHES = {  # agreement to keep, or a share of the float16 size as budget
    "auto keep 0.999": ("keep", 0.999),
    "auto keep 0.995": ("keep", 0.995),
    "auto keep 0.99": ("keep", 0.99),
    "auto budget 1/4": ("budget", 1 / 4 * 1.04),
    "auto budget 3/16": ("budget", 3 / 16 * 1.04),
}


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
    return found[-count - SEEN : -SEEN]


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


@dataclass
class Exam:
    """What every package is judged by, and what was found so far."""

    work: Path
    texts: list[str]
    expected: Any
    whole: int

    @property
    def records(self) -> dict[str, Any]:
        """By name."""
        file = self.work / "records.json"
        return json.loads(file.read_text("utf-8")) if file.is_file() else {}

    def line(self, name: str, package: Path, seconds: float) -> None:
        """Judge one package and write it down."""
        with open_runtime(package, runtime="reference", arithmetic="fast") as runtime:
            hits = int((runtime.logits(self.texts).argmax(-1) == self.expected).sum())
        low, high = wilson(hits, len(self.texts))
        found = {"bytes": size_bytes(package), "ratio": size_bytes(package) / self.whole, "agreement": hits / len(self.texts), "low": low, "high": high, "seconds": round(seconds, 1)}  # fmt: skip
        write_text(self.work / "records.json", json.dumps({**self.records, name: found}, indent=1))
        print(row(name, found), flush=True)


def row(name: str, found: dict[str, Any]) -> str:
    """One line of the table."""
    return f"| {name} | {found['bytes'] / 1e6:.2f} MB | {found['ratio']:.4f} | {found['agreement']:.2%} | {found['low']:.2%} to {found['high']:.2%} | {found['seconds']:.0f} | {verdict(name, found)} |"  # fmt: skip


def verdict(name: str, found: dict[str, Any]) -> str:
    """Whether a scheme's target is reached; empty where it has none."""
    if name not in TARGETS:
        return ""
    share, ratio = TARGETS[name]
    small = found["ratio"] <= ratio * 1.05
    reached = "reached" if small and found["agreement"] >= share else "missed"
    return f"{share:.1%} at {ratio:.4g} of the size: {reached}"


def made_by(name: str, base: Path, helped: Calibration, matters: Any, out: Path) -> Path:
    """The package of this name."""
    if name.startswith("coremltools "):
        return theirs(base, name.split()[1], out)
    if name in SEARCHES:
        kind, value = SEARCHES[name]
        asked = {"keep": value} if kind == "keep" else {"budget": f"{value * size_bytes(base):.0f}B"}  # fmt: skip
        spec = CompressSpec(model="student-float16", scheme=("auto",), **asked)
        for text in drain(smallest(spec, helped, out))["lines"]:
            print(f"    {text}", flush=True)
        return out
    drain(compress(base, name, out, matters))
    return out


def main() -> int:
    """Measure what is not recorded yet; print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("project", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--texts", type=int, default=5000)
    parser.add_argument("--table", type=Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    names = options.only or [*SCHEMES, *(f"coremltools {n}" for n in THEIRS), *SEARCHES]
    with Project.open(options.project) as project:
        source = project.require("student-float16", remedy="pocketbert demo").path
        texts = outside(project, options.texts)
        with open_runtime(source, runtime="reference", arithmetic="fast") as runtime:
            exam = Exam(options.work, texts, runtime.logits(texts).argmax(-1), size_bytes(source))
        base = options.work / "student-float16.mlpackage"
        base = base if base.exists() else newer(source, base)
        helped = Calibration(CompressSpec(model="student-float16"), Context(project), base)
        matters = None
        for name in names:
            if name in exam.records:
                continue
            if matters is None:
                matters = drain(helped.matters())
            out = options.work / f"{name.replace(' ', '-').replace('/', '-')}.mlpackage"
            shutil.rmtree(out, ignore_errors=True)
            started = time.process_time()
            try:
                package = made_by(name, base, helped, matters, out)
            except StudioError as error:
                print(f"{name}: {error.message}", flush=True)
                continue
            exam.line(name, package, time.process_time() - started)
    told = exam.records
    table = [f"{len(texts)} texts outside training and outside every choice; float16 {exam.whole / 1e6:.2f} MB", "", "| scheme | size | of float16 | agreement | 95 % | CPU-s | target |", "|---|---|---|---|---|---|---|", *(row(n, f) for n, f in told.items())]  # fmt: skip
    if options.table:
        write_text(options.table, "\n".join(table) + "\n")
    return int(any("missed" in verdict(n, f) for n, f in told.items()))


if __name__ == "__main__":
    raise SystemExit(main())
