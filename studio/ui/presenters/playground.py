"""The playground's memory: only the newest question's answers are shown, old ones are kept to return to."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from studio.ui.presenters.language import tr
from studio.ui.presenters.state import OURS, ProjectState

HISTORY = 50
LAST_ANSWERS = 9  # the milliseconds shown are the median of these
LONGEST = 22  # letters of a model's name in a check box
PIECES = 60  # word pieces shown
_RUNTIMES = {
    "coreml": ("Core ML, this Mac", "Apple's runtime on this computer."),
    "reference": ("reference interpreter", "Core ML's arithmetic, evaluated by the studio: not Apple's runtime."),
    "torch": ("PyTorch", "The model as it was trained, in float32."),
    "onnx": ("ONNX Runtime", "The ONNX file as it is."),
}  # fmt: skip


@dataclass(frozen=True)
class AnswerView:
    """One model's answer: bars are (label, p), highest first."""

    model: str
    label: str
    bars: tuple[tuple[str, float], ...]
    milliseconds: str
    runtime: str
    runtime_help: str
    pieces: str
    cut: str


@dataclass
class Playground:
    """Asks and answers in order; `ask` numbers come from whoever sends the question."""

    newest: int = 0
    text: str = ""
    answered: int = 0
    history: deque[str] = field(default_factory=lambda: deque(maxlen=HISTORY))
    _times: dict[str, deque[float]] = field(default_factory=dict)

    def asked(self, number: int, text: str) -> None:
        """A question was sent."""
        self.newest, self.text = number, text

    def answer(self, number: int, value: dict[str, Any]) -> list[AnswerView] | None:
        """What to show, None for an answer to an older text."""
        if number != self.newest or number <= self.answered:
            return None
        self.answered = number
        return [self._view(given) for given in value.get("answers", [])]

    def keep(self) -> bool:
        """The text rested: remember it; False when nothing new was remembered."""
        text = self.text.strip()
        if not text or not self.answered:
            return False
        if text in self.history:
            self.history.remove(text)
        self.history.appendleft(text)
        return True

    def restart(self) -> None:
        """Other models are loaded: numbers and times begin again."""
        self.newest = self.answered = 0
        self._times.clear()

    def _view(self, given: dict[str, Any]) -> AnswerView:
        name, help = _RUNTIMES.get(str(given["runtime"]).split(" ")[0], (str(given["runtime"]), ""))
        times = self._times.setdefault(str(given["model"]), deque(maxlen=LAST_ANSWERS))
        times.append(float(given["milliseconds"]))
        bars = sorted(given["probabilities"].items(), key=lambda item: -item[1])
        tokens, cut = list(given.get("tokens", [])), int(given.get("cut", 0))
        return AnswerView(
            short_name(str(given["model"])), str(given["label"]), tuple(bars), f"{median(times):.1f} ms",
            tr(name), tr(help), _pieces(tokens), tr("{n} word pieces were cut off", n=cut) if cut else "",
        )  # fmt: skip


def _pieces(tokens: list[str]) -> str:
    shown = " · ".join(tokens[:PIECES])
    return f"{shown} · …" if len(tokens) > PIECES else shown


def short_name(model: str) -> str:
    """A path's last part, a name as it is."""
    return Path(model).name.removesuffix(".mlpackage")


def box_name(model: str) -> str:
    """The same, short enough for a check box."""
    name = short_name(model)
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def first_choice(state: ProjectState) -> list[str]:
    """Models worth loading first: the student and its smallest package, else what there is."""
    packages = sorted(state.packages(), key=lambda name: state.names[name].size_bytes)
    models = [n for n in reversed(OURS) if state.has(n)][:1]
    return models + packages[:1]


def blocked(models: list[str]) -> str:
    """Why nothing can be asked, "" when something can."""
    if models:
        return ""
    return tr("There is no model to ask yet: distil a student, or drop an .mlpackage here.")
