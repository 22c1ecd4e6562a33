"""How long a run still takes: work of several kinds, each with a pace of its own.

Fresh copies, optimiser steps and validation take turns, and none is like the others: the pace of
the stage that runs now tells nothing about the end. Early stopping is not foreseen, so what is
said is the time of all epochs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from studio.core.events import Metric

SECONDS_LEFT = "job/seconds_left"
_EVERY = 1.0  # seconds between two words


class TimeLeft:
    """Units of work by kind, on one scale (about multiply-adds), and the seconds they took so far.

    `plan` says how much of a kind is left, `did` that some was done since the last call; a kind
    not seen yet is taken to run at the pace of the others. Time before a kind's first unit, and
    that unit, tell no pace: loading is in them.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or time.monotonic
        self._left: dict[str, float] = {}
        self._first: dict[str, tuple[float, float]] = {}
        self._seen: dict[str, tuple[float, float]] = {}  # units, seconds
        self._mark = self._clock()
        self._said = float("-inf")

    def plan(self, kind: str, units: float) -> None:
        """So much of a kind is left."""
        self._left[kind] = max(units, 0.0)

    def begin(self) -> None:
        """What passed since the last call belongs to no kind."""
        self._mark = self._clock()

    def did(self, kind: str, units: float) -> None:
        """So much was done since the last call."""
        now = self._clock()
        spent, self._mark = now - self._mark, now
        self._left[kind] = max(self._left.get(kind, 0.0) - units, 0.0)
        if kind not in self._first:
            self._first[kind] = (units, spent)
            return
        done, seconds = self._seen.get(kind, (0.0, 0.0))
        self._seen[kind] = (done + units, seconds + spent)

    def seconds(self) -> float | None:
        """Seconds left of all that is planned; None before anything was done."""
        known = {**self._first, **self._seen}
        units, spent = (sum(column) for column in zip(*known.values(), strict=True)) if known else (0.0, 0.0)  # fmt: skip
        if units <= 0:
            return None
        paces = {kind: seconds / done for kind, (done, seconds) in known.items() if done > 0}
        return sum(left * paces.get(kind, spent / units) for kind, left in self._left.items())

    def word(self) -> list[Metric]:
        """The time left as an event, about once a second, else nothing."""
        left, now = self.seconds(), self._clock()
        if left is None or now - self._said < _EVERY:
            return []
        self._said = now
        return [Metric(SECONDS_LEFT, round(left, 1))]


def no_word() -> Metric:
    """What was said about the time left is over: what follows has its own pace."""
    return Metric(SECONDS_LEFT, float("nan"))


def work_of(model: Any) -> float:
    """Multiply-adds a token of a forward pass, about: weights that are no embeddings."""
    embedded = model.get_input_embeddings().weight.numel()
    return float(max(sum(p.numel() for p in model.parameters()) - embedded, 1))
