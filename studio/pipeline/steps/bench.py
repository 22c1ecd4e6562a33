"""Step `bench`: latency, throughput, memory and size of models, side by side."""

from __future__ import annotations

from studio.pipeline.specs import BenchSpec, VerifySpec
from studio.pipeline.step import STEPS, Context, Story, find_model
from studio.pipeline.steps.verify import sentences


@STEPS.register("bench")
def run(spec: BenchSpec, context: Context) -> Story:
    """Measure each model on the project's validation rows, or built-in sentences."""
    from studio.runtime import open_runtime
    from studio.verify import bench

    texts = sentences(VerifySpec(limit=spec.runs), context)
    paths = [find_model(name, context) for name in spec.models]
    table = []
    for path in paths:
        with open_runtime(path, runtime=spec.runtime) as model:
            found = yield from bench(model, texts, path=path, calls=spec.runs)
            table.append(
                {
                    "model": path.name,
                    "runtime": model.name,
                    "MB": f"{found.size_bytes / 1e6:.2f}",
                    "p50 ms": f"{found.p50_milliseconds:.1f}",
                    "p95 ms": f"{found.p95_milliseconds:.1f}",
                    "texts/s": f"{found.texts_per_second:.1f}",
                    "peak memory MB": f"{found.peak_bytes / 1e6:.0f}",
                }
            )
    return {"table": table}
