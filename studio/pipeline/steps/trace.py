"""Step `trace`: where a package parts from its classifier; never fails for parting (used by the window)."""

from __future__ import annotations

from studio.core.errors import InputError
from studio.pipeline.specs import TraceSpec, VerifySpec
from studio.pipeline.step import STEPS, Context, Story, find_model
from studio.pipeline.steps.verify import sentences
from studio.pipeline.tracing import shown, traceable, traced


@STEPS.register("trace")
def run(spec: TraceSpec, context: Context) -> Story:
    """{"trace": what was found}. Raises InputError for models that can't be looked into."""
    reference, package = find_model(spec.reference, context), find_model(spec.model, context)
    if not traceable(reference, package):
        raise InputError(
            f"{spec.model} can't be traced against {spec.reference}.",
            code="not-traceable",
            remedy="Name a Hugging Face folder (teacher, student), then an .mlpackage made from it.",
        )
    asked = VerifySpec(spec.reference, (spec.model,), texts=spec.texts, limit=spec.limit)
    found = yield from traced(reference, package, sentences(asked, context))
    told = yield from shown(spec.model, found, package)
    return {"trace": told, "lines": [found.sentence]}
