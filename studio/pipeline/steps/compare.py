"""Step `compare`: every model of the project on the same exam; what is measured already stays."""

from __future__ import annotations

from studio.pipeline.comparison import compared, table
from studio.pipeline.measuring import Plan
from studio.pipeline.specs import CompareSpec
from studio.pipeline.step import STEPS, Context, Story


@STEPS.register("compare")
def run(spec: CompareSpec, context: Context) -> Story:
    """Exam, parity and speed of each model, each kept at once: a stopped run goes on where it was."""
    plan = Plan(runs=spec.runs, limit=spec.limit, again=spec.again)
    told = yield from compared(context.home, spec.models, plan)
    return {**told, "table": table(told["rows"]), "lines": told["verdicts"]}
