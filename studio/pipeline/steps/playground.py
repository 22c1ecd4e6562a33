"""Step `playground`: a resident worker that answers sentences with every loaded model."""

from __future__ import annotations

import queue
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, StudioError
from studio.core.events import Answer, Note
from studio.pipeline.specs import PlaygroundSpec
from studio.pipeline.step import STEPS, Context, Story, find_model
from studio.pipeline.steps.predict import as_json

if TYPE_CHECKING:
    from studio.runtime import Runtime

WAIT_SECONDS = 0.1  # how long a stop may go unnoticed while nobody types


@STEPS.register("playground")
def run(spec: PlaygroundSpec, context: Context) -> Story:
    """Load the models, then answer asks until told to stop. A model that can't load is a Note."""
    from studio.runtime import open_runtime

    if context.inbox is None:
        raise InputError("The playground is opened by the window.", code="not-resident", remedy="Use: pocketbert predict MODEL TEXT")  # fmt: skip
    with ExitStack() as stack:
        models: dict[str, Runtime] = {}
        for name in spec.models:
            try:
                opened = open_runtime(find_model(name, context), runtime=spec.runtime, compute_units=spec.compute_units)  # fmt: skip
            except StudioError as error:
                yield Note(f"{Path(name).name}: {error.message} {error.remedy}", "warning")
                continue
            models[name] = stack.enter_context(opened)
            yield Note(f"ready: {name}")
        while True:
            try:
                number, asked = context.inbox.get(timeout=WAIT_SECONDS)
            except queue.Empty:
                yield None
                continue
            yield Answer(number, _answers(models, str(asked.get("text", ""))))


def _answers(models: dict[str, Runtime], text: str) -> dict[str, Any]:
    answers = []
    for name, model in models.items():
        reading = model.read(text)
        spoken = as_json(text, model.predict(text), model.card)
        answers.append(
            {**spoken, "model": name, "tokens": list(reading.tokens), "cut": reading.cut}
        )
    return {"text": text, "answers": answers}
