"""A classifier in PyTorch and its package side by side, layer by layer, one text at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from studio.core.errors import InputError, UpstreamError
from studio.runtime.alignment import Match, align
from studio.runtime.identity import INPUTS, LOGITS, identify
from studio.runtime.mil import open_evaluator, open_package
from studio.runtime.mil.evaluator import Evaluator, NonFinite
from studio.runtime.mil.held_weights import HeldWeights
from studio.runtime.mil.inspector import OpLine, inspect, names_read, working
from studio.runtime.session import fitting
from studio.runtime.torch_layers import HALF, HALF_WEIGHTS, PLAIN, Call, TorchLayers

if TYPE_CHECKING:
    from studio.runtime.mil.plan import Step

Floats = NDArray[np.float32]
GIVEN, MADE = "input", "output"


@dataclass(frozen=True, slots=True)
class Point:
    """A place where both sides have the same tensor: a layer's input or output, or the logits."""

    layer: str
    side: str
    value: str
    at: int  # the place of the op that makes it in the program; -1 for an input
    how: str


@dataclass(frozen=True, slots=True)
class Values:
    """One tensor on both sides, float32[rows, channels], only the tokens of the text.

    torch: as trained; half_weights, half: PyTorch with float16's rounding of weights, of tensors
    too; float32, faithful: the program in either arithmetic; alone: PyTorch's layer on the
    program's own input, None where the layer isn't one op.
    """

    torch: Floats
    half_weights: Floats
    half: Floats
    float32: Floats
    faithful: Floats
    alone: Floats | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """What one text looked like at each point of `points`; the first op that wasn't finite, by arithmetic."""

    values: Sequence[Values]
    broken: NonFinite | None
    broken_in_float32: NonFinite | None
    largest: float  # of the value that broke, in float32
    tokens: tuple[int, int]  # how many the classifier reads of this text, and the package
    unread: float  # how far the classifier's own logits move when it reads what the package reads


class Sides:
    """Both sides, open. Raises InputError when the reference isn't a classifier folder."""

    def __init__(self, reference: Path, package: Path, function: str = "") -> None:
        if not (reference / "config.json").is_file():
            raise InputError(
                f"{reference.name} is not a Hugging Face folder: its layers can't be looked into.",
                code="trace-needs-torch",
                remedy="Trace against the classifier the package was made from.",
            )
        from studio.models.classifier import load_classifier

        classifier = load_classifier(str(reference), None)
        self.package = open_package(package, function)
        self.card, self._encoder = identify(self.package)
        if classifier.card.labels != self.card.labels:
            raise InputError(
                f"{package.name} and {reference.name} have different labels.",
                code="labels-differ",
                remedy="Compare a package with the classifier it was made from.",
            )
        self.torch, self._classifier = TorchLayers(classifier), classifier
        self.function = self.package.model.functions[self.package.model.default_function]
        self._held = HeldWeights(self.package, self.function)
        self._faithful = open_evaluator(self.package, arithmetic="faithful")
        self._float32 = open_evaluator(self.package, arithmetic="fast")
        self._operations = working(self.function)
        self._made_at = {n: at for at, o in enumerate(self._operations) for n, _ in o.outputs}
        self._shapes: dict[str, tuple[int, ...]] = {}
        self.matches: list[Match] = []
        self.points: list[Point] = []

    @property
    def half(self) -> bool:
        """Whether the program computes in float16."""
        return any(t.dtype == "fp16" for o in self._operations for _, t in o.outputs)

    def row(self, text: str) -> Row:
        """Run one text through both sides, all ways."""
        lengths = self.card.lengths or (self.card.max_length,)
        longest = min(self.card.max_length, max(lengths))
        ids = self._encoder.encode([text], longest).ids
        padded, mask = self._encoder.pad(ids, fitting(lengths, len(ids[0])))
        calls, logits = self.torch.run(padded, mask)
        if not self.points:
            self._prepare([call.path for call in calls])
        half = HALF if self.half else PLAIN
        weighed = self.torch.run(padded, mask, HALF_WEIGHTS if self.half else PLAIN)
        rounded = self.torch.run(padded, mask, half)
        float32, broken32 = self._run(self._float32, padded, mask)
        faithful, broken = self._run(self._faithful, padded, mask)
        ours = [_by_call(*side) for side in ((calls, logits), weighed, rounded)]
        real = mask.reshape(-1).astype(bool)
        values = [self._values(p, ours, float32, faithful, real) for p in self.points]
        largest = _largest(float32.get(broken.output) if broken else None)
        theirs = self._classifier.encoder.encode([text], self._classifier.card.max_length).ids[0]
        unread = 0.0
        if list(theirs) != list(ids[0]):
            unread = float(np.abs(self._classifier.logits([text]) - logits).max())
        return Row(values, broken, broken32, largest, (len(theirs), len(ids[0])), unread)

    def ops(self) -> list[OpLine]:
        """The program's ops with the layers they belong to and the shapes they had."""
        layers = {name: m.path for m in self.matches for o in (m.first, m.last) for name, _ in o.outputs}  # fmt: skip
        return inspect(self.package, function=self.function.name, shapes=self._shapes, layers=layers)  # fmt: skip

    def between(self, point: Point, good: Sequence[Point]) -> list[int]:
        """The ops that may have made a point bad: those after the nearest good ones, in order."""
        fine = {p.value for p in good}
        found: set[int] = set()
        waiting = [point.value]
        while waiting:
            at = self._made_at.get(waiting.pop())
            if at is not None and at not in found:
                found.add(at)
                waiting += [n for n in names_read(self._operations[at]) if n not in fine]
        return sorted(found)

    def place(self, output: str) -> int:
        """Where in the program an output is made; -1 when in a nested block."""
        return self._made_at.get(output, -1)

    def _prepare(self, calls: Sequence[str]) -> None:
        self.matches = align(self.function, self._held, self.torch, calls)
        if not self.matches:
            raise UpstreamError(
                f"No op of {self.package.path.name} could be matched with a layer.",
                code="trace-no-layers",
                remedy="Trace the package against the classifier it was made from.",
            )
        points = []
        for match in self.matches:
            if match.given:
                points.append((match.given, GIVEN, match))
            points.append((match.made, MADE, match))
        found = [(Point(_called(m), side, value, self._made_at.get(value, -1), m.how), m) for value, side, m in points]  # fmt: skip
        found.sort(key=lambda item: (item[0].at, item[0].side == GIVEN))
        self._of = {id(p): m for p, m in found}
        self.points = [p for p, _ in found]
        self.points.append(Point(LOGITS, MADE, LOGITS, self._made_at.get(LOGITS, -1), "name"))

    def _run(self, evaluator: Evaluator, ids: Any, mask: Any) -> tuple[dict[str, Tensor], NonFinite | None]:  # fmt: skip
        wanted = {p.value for p in self.points}
        kept: dict[str, Tensor] = {}
        worst: list[NonFinite] = []

        def watch(step: Step, name: str, value: Any) -> None:
            if not isinstance(value, Tensor):
                return
            self._shapes[name] = tuple(value.shape)
            if name in wanted:
                kept[name] = value
            if not worst and value.is_floating_point() and not bool(value.isfinite().all()):
                kept[name] = value
                kind = "nan" if bool(value.isnan().any()) else "inf"
                worst.append(NonFinite(step.op_type, step.name, name, kind))

        inputs = dict(zip(INPUTS, (ids, mask), strict=True))
        evaluator(inputs, watch=watch)
        kept.update({k: torch_of(v) for k, v in inputs.items() if k in wanted})
        return kept, worst[0] if worst else None

    def _values(self, point: Point, ours: Sequence[Mapping[Any, Any]], float32: Mapping[str, Tensor], faithful: Mapping[str, Tensor], real: NDArray[np.bool_]) -> Values:  # fmt: skip
        match = self._of.get(id(point))
        key = (LOGITS, MADE, 0) if match is None else (match.path, point.side, match.call)
        torch, weighed, half = (_rows(side[key], None, real) for side in ours)
        channels = torch.shape[-1]
        mine = _rows(float32[point.value], channels, real)
        exact = _rows(faithful[point.value], channels, real)
        alone = None
        if match is not None and point.side == MADE and match.given in float32:
            given = ours[0][match.path, GIVEN, match.call]
            taken = _rows(float32[match.given], given.shape[-1], real)
            alone = self.torch.alone(match.path, taken[None]).reshape(len(taken), -1)
            alone = alone if alone.shape == mine.shape else None
        return Values(torch, weighed, half, mine, exact, alone)


def torch_of(value: Any) -> Tensor:
    """A tensor of an array."""
    import torch

    return torch.from_numpy(np.asarray(value))


def _called(match: Match) -> str:
    return f"{match.path} (call {match.call + 1})" if match.call else match.path


def _by_call(calls: Sequence[Call], logits: Floats) -> dict[Any, Tensor]:
    """(path, side, call) -> tensor."""
    found: dict[Any, Tensor] = {(LOGITS, MADE, 0): torch_of(logits)}
    seen: dict[str, int] = {}
    for call in calls:
        at = seen.get(call.path, 0)
        seen[call.path] = at + 1
        found[call.path, MADE, at] = call.made
        if call.given is not None:
            found[call.path, GIVEN, at] = call.given
    return found


def _rows(value: Tensor, channels: int | None, real: NDArray[np.bool_]) -> Floats:
    """float32[rows, channels] of [1, L, C], [1, C, 1, L] or [1, C]; padding's rows are left out."""
    array = value.detach().float().cpu().numpy()
    if channels is not None and array.shape[-1] != channels and array.ndim > 1 and array.shape[1] == channels:  # fmt: skip
        array = np.moveaxis(array, 1, -1)
    rows: Floats = array.reshape(-1, array.shape[-1])
    return rows[real] if len(rows) == len(real) else rows


def _largest(value: Tensor | None) -> float:
    if value is None:
        return 0.0
    finite = value[value.isfinite()]
    return float(finite.abs().max()) if finite.numel() else 0.0
