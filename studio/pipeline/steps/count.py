"""Step `count`: the data set's texts by length, counted anew with the teacher's tokenizer."""

from __future__ import annotations

from studio.pipeline.lengths import recount
from studio.pipeline.specs import CountSpec
from studio.pipeline.step import STEPS, Context, Story
from studio.pipeline.steps.augment import IMPORT_FIRST


@STEPS.register("count")
def run(spec: CountSpec, context: Context) -> Story:
    """For projects whose teacher came before counts were kept. Raises InputError without data or teacher."""
    data = context.home.require("dataset", remedy=IMPORT_FIRST)
    teacher = context.home.require("teacher", remedy="Choose a teacher first.")
    yield from recount(context.home, data, teacher)
    return {"lines": []}
