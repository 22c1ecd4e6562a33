"""A classifier over tensors [n, C, 1, L] in steps, as the reader of its family gives it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Anatomy:
    """A classifier in steps.

    embed: (ids, mask) int[n, L] -> [n, C, 1, L]; blocks: (x, biases) -> x; head: (x, mask) ->
    [n, k, 1, 1]. biases: (mask as 0 or -1e4 [n, L, 1, 1]) -> what each block adds to its scores.
    """

    embed: Callable[[Tensor, Tensor], Tensor]
    blocks: Sequence[Callable[[Tensor, Any], Tensor]]
    head: Callable[[Tensor, Tensor], Tensor]
    biases: Callable[[Tensor], Sequence[Sequence[Tensor]]]
