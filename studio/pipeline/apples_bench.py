"""Rows of Core ML Tools' own benchmarker: this Mac, and connected phones. Not run on a Mac."""

from __future__ import annotations

import statistics
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import StudioError
from studio.core.events import Event, Note, Progress
from studio.core.files import size_bytes
from studio.core.values import Artifact
from studio.pipeline import device_figures
from studio.pipeline.specs import BenchSpec
from studio.pipeline.step import Context

if TYPE_CHECKING:
    from studio.runtime.coreml_benchmark import DeviceTimes

UNITS = "ALL"
STAGE = "Core ML Tools' benchmarker"


def apples_rows(spec: BenchSpec, path: Path, texts: Sequence[str], mine: Artifact | None, context: Context) -> Generator[Event, None, list[dict[str, str]]]:  # fmt: skip
    """Lines of the bench table; a phone's figures are remembered as a device's. Never raises StudioError."""
    from studio.runtime import open_runtime
    from studio.runtime.coreml_benchmark import benchmark
    from studio.verify.bench import text_of

    yield Progress(STAGE, 0, 1)
    try:
        with open_runtime(path, runtime="reference", arithmetic="fast") as model:
            text = text_of(model, spec.length) if spec.length else middle(texts)
            tokens = len(model.encoder.tokens(text))
        found = benchmark(path, text, calls=spec.runs, compute_units=UNITS, team=spec.team)
    except StudioError as error:  # our own figures of the same runtime stand already
        yield Note(f"{path.name}: Core ML Tools' benchmarker gave nothing. {error.message} {error.detail}", "warning")  # fmt: skip
        return []
    yield Progress(STAGE, 1, 1)
    for name in found.left:
        yield Note(f"{name} is connected. To time packages on it, say who signs: --team TEAM (Xcode, Signing).")  # fmt: skip
    for sentence in found.failed:
        yield Note(f"{path.name} couldn't be timed on {sentence}", "warning")
    if context.project is not None and mine is not None:
        for times in found.rows[1:]:
            keep(context, mine, times, tokens)
    return [{"model": path.name, **row(times, path, tokens)} for times in found.rows]


def middle(texts: Sequence[str]) -> str:
    """The text of the median length."""
    return sorted(texts, key=len)[len(texts) // 2]


def row(times: DeviceTimes, path: Path, tokens: int) -> dict[str, str]:
    """One line of the bench table."""
    return {
        "runtime": f"Core ML Tools, {times.device}",
        "p50 ms": f"{statistics.median(times.predict):.1f}",
        "p95 ms": f"{_p95(times.predict):.1f}",
        "sentences/s": f"{1e3 / statistics.mean(times.predict):.1f}",
        "peak memory MB": "-",
        "load s": f"{statistics.median(times.load) / 1e3:.2f}",
        "MB": f"{size_bytes(path) / 1e6:.2f}",
        "threads": "auto",
        "tokens": str(tokens),
    }


def keep(context: Context, mine: Artifact, times: DeviceTimes, tokens: int) -> None:
    """A phone's figures, beside those its own app sends home."""
    assert context.project is not None
    found = {
        "model": mine.path.stem, "device": times.device, "system": times.system,
        "compute_units": UNITS, "calls": len(times.predict), "tokens": tokens,
        "p50_milliseconds": statistics.median(times.predict), "p95_milliseconds": _p95(times.predict),
        "load_seconds": statistics.median(times.load) / 1e3, "max_abs_logit": None,
        "memory_bytes": None, "thermal_state": "-",
    }  # fmt: skip
    context.project.measure(mine.digest, device_figures.KIND, found, against=f"{times.device} {UNITS}")  # fmt: skip


def _p95(milliseconds: Sequence[float]) -> float:
    ordered = sorted(milliseconds)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
