"""Step `bench`: latency, throughput, memory, load time and size of models, side by side."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import HostError, InputError, UpstreamError
from studio.core.events import Event, Note, Progress
from studio.core.files import write_text
from studio.pipeline.apples_bench import apples_rows
from studio.pipeline.measuring import artifact_of, keep_speed
from studio.pipeline.specs import BenchSpec, VerifySpec
from studio.pipeline.step import STEPS, Context, Story, find_model
from studio.pipeline.steps.verify import sentences

if TYPE_CHECKING:
    from studio.verify import Bench

FOR_PACKAGES, FOR_FOLDERS, FOR_ONNX = ("coreml", "reference"), ("torch", "onnx"), ("onnx",)


@STEPS.register("bench")
def run(spec: BenchSpec, context: Context) -> Story:
    """Measure each model on the project's validation rows, or built-in sentences.

    The project remembers the figures of its own models. A checkpoint is timed in PyTorch and, as
    a file exported for it and kept, in ONNX Runtime; a package on a Mac by Core ML Tools' own
    benchmarker, too, and on connected phones when a team signs for them. Raises InputError for a
    picture that is no .svg, HostError when a runtime that was asked for doesn't work here.
    """
    if spec.picture and not spec.picture.endswith(".svg"):
        raise InputError(f"{spec.picture} doesn't end in .svg.", code="bad-output", remedy="Name the picture something.svg")  # fmt: skip
    texts = sentences(VerifySpec(limit=spec.runs), context)
    paths = [find_model(name, context) for name in spec.models]
    rows, warm = [], set[str]()
    for path in paths:
        for runtime in runtimes(path) if spec.runtime == "every" else (spec.runtime,):
            try:
                found = yield from _measured(spec, path, runtime, texts, runtime in warm)
            except (HostError, UpstreamError) as error:
                if spec.runtime != "every":
                    raise
                yield Note(f"{path.name}: no {runtime} here. {error.message}", "warning")
                continue
            warm.add(runtime)
            rows.append({"model": shown_name(path), **row(found)})
            mine = artifact_of(str(path), context)
            if context.project is not None and mine is not None:
                keep_speed(context.project, mine, found)
            if found.runtime == "coreml":
                rows += yield from apples_rows(spec, path, texts, mine, context)
    result: dict[str, Any] = {"table": rows}
    if spec.picture:
        from studio.deploy import speed_picture

        write_text(Path(spec.picture), speed_picture(rows))
        result["lines"] = [f"wrote {spec.picture}"]
    return result


def _measured(spec: BenchSpec, path: Path, runtime: str, texts: list[str], warm: bool) -> Generator[Event, None, Bench]:  # fmt: skip
    """Open (twice the first time, so that loading libraries is not counted) and time."""
    from studio.runtime import open_runtime
    from studio.verify import bench, forget_peak

    if runtime == "onnx" and (path / "config.json").is_file():
        path = yield from _twin(path)
    if not warm:
        open_runtime(path, runtime=runtime).close()
    forget_peak()
    began = time.perf_counter()
    with open_runtime(path, runtime=runtime) as model:
        seconds = time.perf_counter() - began
        return (
            yield from bench(
                model, texts, path=path, calls=spec.runs, length=spec.length,
                threads=spec.threads, load_seconds=seconds,
            )
        )  # fmt: skip


def _twin(path: Path) -> Generator[Event, None, Path]:
    """The checkpoint as ONNX Runtime takes it."""
    from studio.runtime.onnx_twin import onnx_twin

    yield Progress("export to ONNX", 0, 1)
    found = onnx_twin(path)
    yield Progress("export to ONNX", 1, 1)
    return found


def runtimes(path: Path) -> tuple[str, ...]:
    """The runtimes that can open a model and work on this machine; the best alone when none says so."""
    from studio.runtime import BACKENDS

    folder = (path / "config.json").is_file()
    kinds = FOR_FOLDERS if folder else FOR_ONNX if path.suffix == ".onnx" else FOR_PACKAGES
    found = tuple(name for name in kinds if name in BACKENDS and BACKENDS[name].available().ok)
    return found or ("auto",)


def shown_name(path: Path) -> str:
    """A model's name without the digest its folder carries."""
    name, _, tag = path.name.rpartition("-")
    return name if len(tag) == 12 and set(tag) <= set("0123456789abcdef") else path.name


def row(found: Bench) -> dict[str, str]:
    """One line of the table people read."""
    return {
        "runtime": found.runtime,
        "p50 ms": f"{found.p50_milliseconds:.1f}",
        "p95 ms": f"{found.p95_milliseconds:.1f}",
        "sentences/s": f"{found.texts_per_second:.1f}",
        "peak memory MB": f"{found.peak_bytes / 1e6:.0f}" if found.peak_bytes else "-",
        "load s": "-" if found.load_seconds is None else f"{found.load_seconds:.2f}",
        "MB": f"{found.size_bytes / 1e6:.2f}",
        "threads": str(found.threads or "auto"),
        "tokens": str(found.tokens),
    }
