"""What every layer of a classifier takes and gives in PyTorch, for one text at a time.

Three ways: as trained; with weights rounded to float16; and with those weights and every layer's
tensors rounded to float16. The distances between them are what float16 alone explains.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

if TYPE_CHECKING:
    from studio.models.classifier import Classifier

Floats = NDArray[np.float32]
PLAIN, HALF_WEIGHTS, HALF = "float32", "half weights", "half"


@dataclass(frozen=True, slots=True)
class Layer:
    """A module that has weights of its own: its path, class, the weights' shapes by their full names."""

    path: str
    kind: str
    weights: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(slots=True)
class Call:
    """One call of a layer: tensor in (None for ids) and out."""

    path: str
    given: Tensor | None
    made: Tensor


class TorchLayers:
    """A classifier with every layer's tensors within reach."""

    def __init__(self, classifier: Classifier) -> None:
        self._model = classifier.model.eval()
        self._rounded: Any = None
        self.layers = tuple(_layers(self._model))
        self._modules = dict(self._model.named_modules())

    def weight(self, name: str) -> Floats:
        """A weight by its full name, float32."""
        path, _, last = name.rpartition(".")
        found: Floats = getattr(self._modules[path], last).detach().float().cpu().numpy()
        return found

    def run(self, ids: NDArray[Any], mask: NDArray[Any], way: str = PLAIN) -> tuple[list[Call], Floats]:  # fmt: skip
        """(every call in order, logits float32[1, k]) of one padded text int[1, L]."""
        model = self._model if way == PLAIN else self._halved()
        calls: list[Call] = []
        with torch.inference_mode(), _watched(model, self.layers, calls, way == HALF):
            device = next(model.parameters()).device
            given = {"input_ids": ids, "attention_mask": mask}
            tensors = {k: torch.as_tensor(v, dtype=torch.long, device=device) for k, v in given.items()}  # fmt: skip
            logits = model(**tensors).logits.float().cpu().numpy()
        return calls, logits

    def alone(self, path: str, given: Floats) -> Floats:
        """What one layer makes of an input: the error of that layer by itself."""
        with torch.inference_mode():
            made = self._modules[path](torch.from_numpy(given))
        found: Floats = made.float().cpu().numpy()
        return found

    def _halved(self) -> Any:
        if self._rounded is None:
            self._rounded = copy.deepcopy(self._model)
            with torch.no_grad():
                for weight in self._rounded.parameters():
                    weight.copy_(weight.half().float())
        return self._rounded


def _layers(model: Any) -> Iterator[Layer]:
    for path, module in model.named_modules():
        own = [(f"{path}.{n}", tuple(w.shape)) for n, w in module.named_parameters(recurse=False)]
        if own:
            yield Layer(path, type(module).__name__, tuple(own))


@contextmanager
def _watched(model: Any, layers: Sequence[Layer], calls: list[Call], half: bool) -> Iterator[None]:
    """Hooks on the layers while the block runs; `half` rounds what a layer takes and gives."""
    modules, handles = dict(model.named_modules()), []

    def watch(path: str) -> Any:
        def hook(module: Any, given: tuple[Any, ...], named: dict[str, Any], made: Any) -> Any:
            first = next((v for v in (*given, *named.values()) if isinstance(v, Tensor)), None)
            is_float = first is not None and first.is_floating_point()
            if isinstance(made, Tensor):
                made = made.half().to(made.dtype) if half else made
                calls.append(Call(path, first if is_float else None, made))
            return made

        return hook

    def rounded(module: Any, given: tuple[Any, ...]) -> Any:
        return tuple(v.half().to(v.dtype) if isinstance(v, Tensor) and v.is_floating_point() else v for v in given)  # fmt: skip

    for layer in layers:
        module = modules[layer.path]
        if half:
            handles.append(module.register_forward_pre_hook(rounded))
        handles.append(module.register_forward_hook(watch(layer.path), with_kwargs=True))
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
