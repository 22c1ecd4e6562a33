"""Attention head by head and the two orders of an encoder's block, over tensors [n, C, 1, L]."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

Step = Callable[[Tensor], Tensor]
# What is added to the scores [n, keys, 1, queries]: one for all heads, or one each.
Biases = Sequence[Tensor]


@dataclass(frozen=True, slots=True)
class Heads:
    """Attention in chunks of one head each, as products that need no reshape.

    scale multiplies the scores; turn, where there is one, is applied to queries and keys (rotary
    positions); out follows the last product.
    """

    query: Step
    key: Step
    value: Step
    out: Step
    heads: int
    scale: float
    turn: Step | None = None

    def __call__(self, x: Tensor, biases: Biases) -> Tensor:
        """[n, C, 1, L] -> [n, C, 1, L]."""
        return self.among(x, x, x, biases)

    def among(self, asking: Tensor, asked: Tensor, told: Tensor, biases: Biases) -> Tensor:
        """With other inputs for queries, keys and values."""
        return self.mixed(self.query(asking), self.key(asked), self.value(told), biases)

    def mixed(self, query: Tensor, key: Tensor, value: Tensor, biases: Biases) -> Tensor:
        """Of what is projected already."""
        if self.turn is not None:
            query, key = self.turn(query), self.turn(key)
        # The scale is put behind the transpose: next to a convolution it would be folded into
        # weights, which then are no longer the classifier's own.
        keys = split(key.transpose(1, 3) * self.scale, self.heads, 3)
        each = zip(split(query, self.heads), keys, split(value, self.heads), strict=True)
        found = []
        for at, (q, k, v) in enumerate(each):
            scores = torch.einsum("bchq,bkhc->bkhq", q, k)
            weights = (scores + biases[at % len(biases)]).softmax(1)
            found.append(torch.einsum("bkhq,bchk->bchq", weights, v))
        return self.out(torch.cat(found, 1))


@dataclass(frozen=True, slots=True)
class PostNorm:
    """BERT's order: attention, add, norm; two layers, add, norm."""

    attention: Callable[[Tensor, Biases], Tensor]
    first: Step
    up: Step
    act: Step
    down: Step
    second: Step

    def __call__(self, x: Tensor, biases: Biases) -> Tensor:
        """[n, C, 1, L] -> [n, C, 1, L]."""
        x = self.first(x + self.attention(x, biases))
        return self.second(x + self.down(self.act(self.up(x))))


@dataclass(frozen=True, slots=True)
class PreNorm:
    """The other order: norm, attention, add; norm, the layers of `feed`, add."""

    first: Step
    attention: Callable[[Tensor, Biases], Tensor]
    second: Step
    feed: Step

    def __call__(self, x: Tensor, biases: Biases) -> Tensor:
        """[n, C, 1, L] -> [n, C, 1, L]."""
        x = x + self.attention(self.first(x), biases)
        return x + self.feed(self.second(x))


def split(x: Tensor, count: int, axis: int = 1) -> Sequence[Tensor]:
    """A tensor in `count` equal parts along an axis of fixed size (the older trace knows no chunk)."""
    return x.split(x.shape[axis] // count, axis)


def chain(*steps: Any) -> Step:
    """One step after another."""

    def run(x: Tensor) -> Tensor:
        for step in steps:
            x = step(x)
        return x

    return run
