"""The playground's memory: the newest question's answers, model by model, and how each model stands."""

from __future__ import annotations

import json
import sys
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from studio.ui.presenters import words
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.state import OURS, ProjectState

LAST_ANSWERS = 9  # the milliseconds shown are the median of these
QUICK = "fast"  # arithmetic of a first look
LONGEST = 22  # letters of a model's name in a check box
_RUNTIMES = {
    "coreml": ("Core ML, this Mac", "Apple's runtime on this computer."),
    "reference": ("reference interpreter: Core ML's arithmetic, not Apple's runtime", "The package's program, evaluated by the studio: every tensor rounded as the program declares it."),
    "fast": ("reference interpreter, quick look in float32", "The faithful answer, in the package's own precision, follows when you stop typing. Neither is Apple's runtime."),
    "torch": ("PyTorch", "The model as it was trained, in float32."),
    "onnx": ("ONNX Runtime", "The ONNX file as it is, on this computer's processor."),
}  # fmt: skip
_STAGES = {
    "": marked("loading…"), "read": marked("reading…"), "copy": marked("copying…"),
    "compile": marked("Core ML compiles it, once…"), "load": marked("loading…"),
    "first prediction": marked("first prediction…"),
}  # fmt: skip
UNITS = {
    "ALL": "All processors",
    "CPU_AND_NE": "CPU and Neural Engine",
    "CPU_AND_GPU": "CPU and GPU",
    "CPU_ONLY": "CPU only",
}


@dataclass(frozen=True)
class AnswerView:
    """One model's answer: bars are (label, p), highest first; `pieces` as the model reads them.

    sure is False when the best probability is under the threshold that the model carries.
    """

    model: str
    title: str
    label: str
    bars: tuple[tuple[str, float], ...]
    milliseconds: str
    runtime: str
    runtime_help: str
    pieces: tuple[str, ...]
    cut: int
    sure: bool = True

    @property
    def said(self) -> str:
        """The label, or that the model doesn't know."""
        return self.label if self.sure else tr("Not sure")

    @property
    def share(self) -> str:
        """How probable the label is, named where it isn't the answer."""
        if not self.bars:
            return ""
        share = words.share(self.bars[0][1])
        return share if self.sure else tr("perhaps {label}, {share}", label=self.label, share=share)


@dataclass(frozen=True)
class ModelState:
    """How a model stands: state is loading, ready or failed.

    sentence: why it failed, or what loading is at.
    """

    model: str
    state: str
    sentence: str = ""
    runtime: str = ""
    runtime_help: str = ""


@dataclass(frozen=True)
class Pieces:
    """Word pieces some of the models read, and how many were cut off behind them."""

    pieces: tuple[str, ...]
    cut: int
    models: tuple[str, ...]


@dataclass
class Playground:
    """Asks and answers in order; numbers come from whoever sends the questions."""

    newest: int = 0
    text: str = ""
    states: dict[str, ModelState] = field(default_factory=dict)
    views: dict[str, AnswerView] = field(default_factory=dict)
    _answered: dict[str, int] = field(default_factory=dict)
    _times: dict[tuple[str, bool], deque[float]] = field(default_factory=dict)

    def asked(self, number: int, text: str) -> None:
        """A question was sent."""
        self.newest, self.text = number, text
        if not text:
            self.views.clear()

    def answer(self, number: int, value: dict[str, Any]) -> list[AnswerView]:
        """What to show; nothing for an answer to an older question."""
        if number != self.newest or not self.text:
            return []
        shown = [self._view(given) for given in value.get("answers", [])]
        for view in shown:
            self.views[view.model], self._answered[view.model] = view, number
        return shown

    def heard(self, text: str) -> ModelState | None:
        """A model's state as its worker tells it; None when it can't be read."""
        try:
            told = json.loads(text)
            model, state = str(told["model"]), str(told["state"])
        except (ValueError, KeyError, TypeError):
            return None
        name, help = runtime_words(str(told.get("runtime", "")), str(told.get("about", "")))
        sentence = " ".join(str(told[k]) for k in ("message", "remedy") if told.get(k))
        if state == "loading":
            sentence = loading_words(str(told.get("stage", "")))
        self.states[model] = found = ModelState(model, state, sentence, name, help)
        if state == "failed":
            self.views.pop(model, None)
        return found

    @property
    def answered(self) -> bool:
        """Whether any model has answered the newest question."""
        return bool(self.text) and self.newest in self._answered.values()

    def late(self, model: str) -> bool:
        """Whether what is shown of a model belongs to an older question."""
        return model in self.views and self._answered.get(model) != self.newest

    def pieces(self) -> list[Pieces]:
        """How the newest sentence is read: one entry for each way of cutting it up."""
        ways: dict[tuple[tuple[str, ...], int], list[str]] = {}
        for view in self.views.values():
            if not self.late(view.model):
                ways.setdefault((view.pieces, view.cut), []).append(view.title)
        return [Pieces(tokens, cut, tuple(models)) for (tokens, cut), models in ways.items()]

    def forget(self, model: str) -> None:
        """A model was taken away."""
        for kept in (self.states, self.views, self._answered):
            kept.pop(model, None)  # type: ignore[attr-defined]
        for quick in (False, True):
            self._times.pop((model, quick), None)

    def restart(self) -> None:
        """Another worker: numbers, times and states begin again."""
        self.newest, self.text = 0, ""
        for kept in (self.states, self.views, self._answered, self._times):
            kept.clear()

    def _view(self, given: dict[str, Any]) -> AnswerView:
        model = str(given["model"])
        quick = str(given.get("arithmetic", "")) == QUICK
        times = self._times.setdefault((model, quick), deque(maxlen=LAST_ANSWERS))
        times.append(float(given["milliseconds"]))
        bars = tuple(sorted(given["probabilities"].items(), key=lambda item: -item[1]))
        name, help = runtime_words(QUICK if quick else str(given["runtime"]))
        return AnswerView(
            model, short_name(model), str(given["label"]), bars, milliseconds(median(times)), name, help,
            tuple(given.get("tokens", ())), int(given.get("cut", 0)), bool(given.get("sure", True)),
        )  # fmt: skip


def runtime_words(runtime: str, about: str = "") -> tuple[str, str]:
    """(badge, what it means) of a runtime's name."""
    name, help = _RUNTIMES.get(runtime, (runtime, ""))
    return tr(name), tr(about or help)


def loading_words(stage: str) -> str:
    """What loading a model is at; a sentence from the worker tells of processors that failed."""
    return tr(_STAGES.get(stage, marked("trying other processors…")))


def milliseconds(value: float) -> str:
    """9.4 ms, 120 ms."""
    return f"{value:.1f} ms" if value < 100 else f"{value:.0f} ms"


def pieces_line(found: Pieces, alone: bool) -> str:
    """`14 word pieces`, with the models that read it so when others read it otherwise."""
    n = words.count(len(found.pieces))
    return tr("{n} word pieces", n=n) if alone else tr("{n} word pieces ({models})", n=n, models=", ".join(found.models))  # fmt: skip


def cut_line(found: Pieces) -> str:
    """What of the sentence the model never saw, or ""."""
    if not found.cut:
        return ""
    return tr("{n} more were cut off: the model reads only the first {read}.", n=words.count(found.cut), read=words.count(len(found.pieces)))  # fmt: skip


def short_name(model: str) -> str:
    """A path's last part, a name as it is."""
    return Path(model).name.removesuffix(".mlpackage")


def box_name(model: str) -> str:
    """The same, short enough for a check box."""
    name = short_name(model)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def system() -> str:
    """The operating system, as sys.platform names it."""
    return sys.platform


def unit_choices() -> list[tuple[str, str]]:
    """(value, words) of the compute units to choose from; none where Core ML doesn't run."""
    return [(value, tr(said)) for value, said in UNITS.items()] if system() == "darwin" else []


def first_choice(state: ProjectState) -> list[str]:
    """Models worth loading first: the student and its smallest package, else what there is."""
    packages = sorted(state.packages(), key=lambda name: state.names[name].size_bytes)
    models = [n for n in reversed(OURS) if state.has(n)][:1]
    return models + packages[:1]


def answering(state: ProjectState) -> list[str]:
    """Everything in the project that can answer: classifiers, packages, ONNX files."""
    onnx = [n for n, a in state.names.items() if a.kind == "onnx" and a.path.exists()]
    return [*state.models(), *(n for n in onnx if n not in state.models())]


def digests(state: ProjectState) -> dict[str, str]:
    """What each name stands for, and the project itself."""
    return {"": str(state.root), **{name: state.names[name].digest for name in answering(state)}}


def replaced(before: dict[str, str], now: dict[str, str]) -> bool:
    """Whether a name means another file than before: the worker has the old one open."""
    return any(now.get(name, digest) != digest for name, digest in before.items())


def blocked(models: list[str]) -> str:
    """Why nothing can be asked, "" when something can."""
    if models:
        return ""
    return tr("There is no model to ask yet: distil a student, or drop an .mlpackage or .onnx file here.")  # fmt: skip
