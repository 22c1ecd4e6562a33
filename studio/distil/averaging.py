"""The running average of a model's weights: steadier than the last step's, above all on few rows.

Sources: Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging" (1992); Tarvainen,
Valpola, "Mean teachers are better role models" (2017), whose slow start this is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Average:
    """Follows a model's weights; `decay` is the share of the old average kept at each step."""

    def __init__(self, model: Any, decay: float) -> None:
        self.decay = decay
        self.weights = {name: w.detach().clone() for name, w in model.named_parameters()}

    def follow(self, model: Any, step: int) -> None:
        """Take in the weights after `step` steps; early ones are forgotten faster."""
        import torch

        new = 1 - min(self.decay, (1 + step) / (10 + step))
        with torch.no_grad():
            for name, weight in model.named_parameters():
                self.weights[name].lerp_(weight, new)

    @contextmanager
    def inside(self, model: Any) -> Iterator[None]:
        """The model has the averaged weights for a while, then its own again."""
        self._exchange(model)
        try:
            yield
        finally:
            self._exchange(model)

    def load(self, saved: dict[str, Any]) -> None:
        """Go on from an average kept before."""
        for name, weight in self.weights.items():
            weight.copy_(saved[name])

    def _exchange(self, model: Any) -> None:
        for name, weight in model.named_parameters():
            weight.data, self.weights[name] = self.weights[name], weight.data
