"""Which op of a program is which layer in PyTorch: by the weights' names, their numbers, their order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.runtime.mil.held_weights import Held, HeldWeights
from studio.runtime.mil.inspector import working
from studio.runtime.mil.program import Function, Operation
from studio.runtime.torch_layers import Layer, TorchLayers

WHOLE = ("linear", "conv", "layer_norm", "gather", "matmul")  # a layer in one op
MATRICES = {"linear": "weight", "conv": "weight", "matmul": "y", "gather": "x", "layer_norm": "gamma"}  # fmt: skip
Found = dict[
    str, list[tuple[Operation, str]]
]  # path -> the ops that read its weights, and how we know
SAMPLE = 4096  # numbers compared when a name tells nothing
ALIKE = 0.6  # relative distance below which two samples are the same weight, damaged or compressed


@dataclass(frozen=True, slots=True)
class Match:
    """A layer's call and the ops that stand for it; `first` takes its input, `last` makes its output.

    how: `name`, `numbers` or `order`.
    """

    path: str
    call: int
    first: Operation
    last: Operation
    how: str

    @property
    def whole(self) -> bool:
        """Whether one op is the whole layer, so that its input is the layer's input."""
        return self.first is self.last and self.first.op_type in WHOLE

    @property
    def given(self) -> str:
        """The name of the value the layer takes; "" for ids."""
        if not self.whole or self.first.op_type == "gather":
            return ""
        return next((a for a in self.first.inputs.get("x", ()) if isinstance(a, str)), "")

    @property
    def made(self) -> str:
        """The name of the value the layer gives."""
        return self.last.outputs[0][0]


def align(function: Function, held: HeldWeights, torch: TorchLayers, calls: Sequence[str]) -> list[Match]:  # fmt: skip
    """Matches in the program's order; `calls` are the layers' paths as PyTorch ran them.

    A layer that runs several times (shared weights) is matched call by call. A constant that more
    ops read than the layer it is named after has calls tells nothing: coremltools keeps equal
    constants once (every bias of zeros, every gamma of ones), under the first one's name.
    """
    readers = [(o, held.of(o)) for o in working(function)]
    readers = [(o, weights) for o, weights in readers if weights]
    found: Found = {}
    by_name, counts = _named(torch.layers), Counter(calls)
    uses = Counter(w.name for _, weights in readers for w in weights)
    left: list[tuple[Operation, list[Held]]] = []
    for operation, weights in readers:
        named = ((p, uses[w.name]) for w in weights if (p := _path(w.name, by_name)))
        path = next((p for p, readings in named if readings <= max(1, counts[p])), "")
        if path:
            _add(found, path, operation, "name")
        else:
            left.append((operation, weights))
    _by_numbers(left, held, torch, counts, found)
    _by_order(left, torch, calls, found)
    order = {id(o): at for at, (o, _) in enumerate(readers)}
    matches = list(_matches(found, counts))
    return sorted(matches, key=lambda m: order[id(m.last)])


def _matches(found: Found, counts: Mapping[str, int]) -> Iterator[Match]:
    for path, ops in found.items():
        several = counts.get(path, 0)
        if several == 0:
            continue
        size = max(1, len(ops) // several)
        for call in range(several):
            some = ops[call * size : (call + 1) * size] if call < several - 1 else ops[call * size :]  # fmt: skip
            if some:
                yield Match(path, call, some[0][0], some[-1][0], some[0][1])


def _add(found: Found, path: str, operation: Operation, how: str) -> None:  # fmt: skip
    found.setdefault(path, []).append((operation, how))


def _named(layers: Sequence[Layer]) -> dict[str, str]:
    """`bert_pooler_dense_weight` -> bert.pooler.dense."""
    return {re.sub(r"[^a-z0-9]", "_", name.lower()): layer.path for layer in layers for name, _ in layer.weights}  # fmt: skip


def _path(name: str, by_name: Mapping[str, str]) -> str:
    """The layer whose weight's name stands in a constant's name, the longest one first."""
    bare = f"_{re.sub(r'[^a-z0-9]', '_', name.lower())}_"
    fitting = [known for known in by_name if f"_{known}_" in bare]
    return by_name[max(fitting, key=len)] if fitting else ""


def _by_numbers(left: list[tuple[Operation, list[Held]]], held: HeldWeights, torch: TorchLayers, counts: Mapping[str, int], found: Found) -> None:  # fmt: skip
    """Match ops whose matrix resembles that of a layer nobody has; the matched leave `left`.

    counts: calls by path, in the order of the first ones.
    """
    free = [layer for layer in torch.layers if layer.path not in found and counts.get(layer.path)]
    turn = {path: at for at, path in enumerate(counts)}  # among equal weights the first called
    samples = {layer.path: {shape: _sample(torch.weight(name)) for name, shape in layer.weights} for layer in free}  # fmt: skip
    for item in list(left):
        operation = item[0]
        name = next((a for a in operation.inputs.get(MATRICES.get(operation.op_type, ""), ()) if isinstance(a, str)), "")  # fmt: skip
        if not name or name not in held.made:
            continue
        value = np.asarray(held.value(name), np.float32)
        ours = {value.shape: _sample(value), value.shape[::-1]: _sample(value.T)}
        ours[tuple(n for n in value.shape if n > 1)] = _sample(value)
        best = min(((_distance(mine, sample), turn[path], path) for path, of in samples.items() for shape, sample in of.items() for mine in (ours.get(shape),) if mine is not None), default=(np.inf, 0, ""))  # fmt: skip
        if best[0] < ALIKE:
            _add(found, best[2], operation, "numbers")
            left.remove(item)
            if len(found[best[2]]) >= counts.get(best[2], 0):
                del samples[best[2]]


def _by_order(left: list[tuple[Operation, list[Held]]], torch: TorchLayers, calls: Sequence[str], found: Found) -> None:  # fmt: skip
    """The rest: the next layer, in the order of PyTorch's calls, whose weight has the same shape."""
    layers = {layer.path: layer for layer in torch.layers}
    free = [path for path in calls if path not in found]
    for operation, weights in left:
        if operation.op_type not in WHOLE:
            continue
        shapes = {tuple(sorted(n for n in w.shape if n > 1)) for w in weights}
        for at, path in enumerate(free):
            if any(tuple(sorted(shape)) in shapes for _, shape in layers[path].weights if len(shape) > 1 or operation.op_type == "layer_norm"):  # fmt: skip
                _add(found, path, operation, "order")
                del free[: at + 1]
                break


def _sample(value: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = value.reshape(-1)
    return flat[:: max(1, flat.size // SAMPLE)].astype(np.float32)


def _distance(mine: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    with np.errstate(all="ignore"):
        norm = float(np.linalg.norm(other)) or 1.0
        apart = float(np.linalg.norm(np.nan_to_num(mine) - other)) / norm
    return apart if np.isfinite(apart) else np.inf
