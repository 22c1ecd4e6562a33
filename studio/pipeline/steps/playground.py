"""Step `playground`: a resident worker that answers sentences, model by model, fastest first."""

from __future__ import annotations

import json
import queue
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, StudioError
from studio.core.events import Answer, Event, Note
from studio.pipeline.answering import Models, Place, Told, removed, told
from studio.pipeline.specs import PlaygroundSpec
from studio.pipeline.step import STEPS, Context, Story, find_model
from studio.pipeline.steps.predict import as_json

if TYPE_CHECKING:
    from studio.runtime import Runtime

WAIT_SECONDS = 0.05  # how long a stop, or a loaded model, may go unnoticed while nobody types
QUIET_SECONDS = 0.3  # of no typing before a slow model is asked: it would hold up the next letter
QUICK_MILLISECONDS = 12.0  # a model that answers within this needs no quiet
MODEL = "model"  # the level of a Note that tells a model's state, as JSON


@STEPS.register("playground")
def run(spec: PlaygroundSpec, context: Context) -> Story:
    """Answer questions {"text", "models", "units"} until told to stop.

    An Answer holds one model's answer and `more`, the number of models still to answer. Each
    question names the models to hold; what became of one is told in a Note of level "model".
    """
    from studio.runtime import open_runtime

    if context.inbox is None:
        raise InputError("The playground is opened by the window.", code="not-resident", remedy="Use: pocketbert predict MODEL TEXT")  # fmt: skip

    def open_model(path: Path, units: str, arithmetic: str, told: Told) -> Runtime:
        return open_runtime(path, runtime=spec.runtime, arithmetic=arithmetic, compute_units=units, told=told)  # fmt: skip

    with Models(lambda name: find_model(name, context), open_model) as models:
        session = _Session(models, spec)
        for place in models.want(list(spec.models), spec.compute_units):
            yield _state(place)
        while True:
            try:
                wait = QUIET_SECONDS if session.waits_for_quiet else 0 if session.todo else WAIT_SECONDS  # fmt: skip
                number, asked = context.inbox.get(wait > 0, wait or None)
            except queue.Empty:
                yield from session.go_on()
            else:
                yield from session.begin(number, asked)


class _Session:
    """The open question and the models that have not answered it yet."""

    def __init__(self, models: Models, spec: PlaygroundSpec) -> None:
        self._models, self._spec = models, spec
        self._number, self._text = 0, ""
        self._begun = False
        self.todo: list[tuple[Place, Runtime]] = []

    @property
    def waits_for_quiet(self) -> bool:
        """Whether the next answer is a slow one, behind another that was given."""
        if not self.todo or not self._begun:
            return False
        place, runtime = self.todo[0]
        return place.pace(runtime) > QUICK_MILLISECONDS

    def begin(self, number: int, asked: dict[str, Any]) -> Generator[Event | None, None, None]:
        """A new question: what was left of the old one is forgotten."""
        self._number, self._text, self._begun = number, str(asked.get("text", "")).strip(), False
        self.todo = []
        wanted = [str(name) for name in asked.get("models", self._spec.models)]
        for place in self._models.want(wanted, str(asked.get("units", self._spec.compute_units))):
            yield _state(place)
        if self._text:
            self.todo = self._models.first_answers() + self._models.second_answers()
        if not self.todo:
            yield Answer(number, {"text": self._text, "answers": [], "more": 0})
        yield from self.go_on(look=False)

    def go_on(self, *, look: bool = True) -> Generator[Event | None, None, None]:
        """One model answers; then, if nothing is open, see what was loaded or removed."""
        yield None
        if self.todo:
            yield from self._answer(*self.todo.pop(0))
            self._begun = True
        for place in self._models.settled():
            yield _state(place)
            if place.runtime is not None and not place.stage and self._text:
                self.todo += [(place, way) for way in (place.quick, place.runtime) if way is not None]  # fmt: skip
        if look:
            for place in self._models.gone():
                self._forget(place)
                yield _state(place)

    def _forget(self, place: Place) -> None:
        self.todo = [way for way in self.todo if way[0] is not place]

    def _answer(self, place: Place, runtime: Runtime) -> Generator[Event, None, None]:
        try:
            reading, answer = runtime.read(self._text), runtime.predict(self._text)
        except StudioError as error:
            self._forget(place)
            self._models.fail(place, error if place.path.exists() else removed(place.name))
            yield _state(place)
            yield Answer(self._number, {"text": self._text, "answers": [], "more": len(self.todo)})
            return
        place.took(runtime, answer.milliseconds)
        spoken = as_json(self._text, answer, runtime.card)
        given = {
            **spoken, "model": place.name, "tokens": list(reading.tokens), "cut": reading.cut,
            "length": reading.length, "arithmetic": runtime.arithmetic,
        }  # fmt: skip
        yield Answer(self._number, {"text": self._text, "answers": [given], "more": len(self.todo)})


def _state(place: Place) -> Note:
    return Note(json.dumps(told(place)), MODEL)
