"""Fast mode at run time: the right program for a shape, only kept tokens, several texts at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from studio.runtime.mil.fast.node import NotProven
from studio.runtime.mil.fast.program import FastProgram
from studio.runtime.mil.plan import BlockPlan

AT_ONCE = 512  # tokens in one go: enough to keep the multipliers busy, few enough for the caches
Values = Mapping[int, Tensor]


class FastMode:
    """Programs by input shape, made when a shape is first seen; None where nothing is proven."""

    def __init__(self, plan: BlockPlan, constants: list[Any], inputs: Mapping[str, int]) -> None:
        self._plan, self._constants = plan, constants
        self._mask = next((slot for name, slot in inputs.items() if "mask" in name), None)
        self._made: dict[Any, FastProgram | None] = {}
        self._memory: dict[str, float] = {}

    def program(self, values: Values) -> FastProgram | None:
        """The program for rows of these shapes."""
        shapes = {slot: ((1, *v.shape[1:]), v.dtype) for slot, v in values.items()}
        key = tuple(shapes.items())
        if key not in self._made:
            try:
                self._made[key] = FastProgram(
                    self._plan, self._constants, shapes, self._mask, self._memory
                )
            except NotProven:
                self._made[key] = None
        return self._made[key]

    def one(self, values: Values) -> list[Any] | None:
        """The outputs for one row of inputs by register; None when the plain plan must run."""
        if not values or any(v.ndim == 0 or v.shape[0] != 1 for v in values.values()):
            return None
        program = self.program(values)
        return None if program is None else self._run(program, values, self._kept(values)[0])

    def many(self, values: Values) -> list[Any] | None:
        """The outputs for n rows, in their order; None when rows can't go together.

        Rows of like length go at once, cut to the longest of them.
        """
        program = self.program(values)
        if program is None or not program.batches:
            return None
        kept = self._kept(values) if program.trims else [0] * len(next(iter(values.values())))
        order = sorted(range(len(kept)), key=kept.__getitem__)
        width = next(iter(values.values())).shape[1]
        parts: list[list[Any]] = []
        at = 0
        while at < len(order):
            rows = _as_many_as_fit([kept[i] or width for i in order[at:]])
            picked = torch.tensor(order[at : at + rows])
            longest = kept[order[at + rows - 1]]
            parts.append(self._run(program, {s: v[picked] for s, v in values.items()}, longest))
            at += rows
        back = torch.empty(len(order), dtype=torch.long)
        back[torch.tensor(order)] = torch.arange(len(order))
        return [_in_order(list(found), back) for found in zip(*parts, strict=True)]

    def _run(self, program: FastProgram, values: Values, kept: int) -> list[Any]:
        if not program.trims:
            return program(values, 0)
        width = next(iter(values.values())).shape[1]
        return program({s: v[:, :kept] for s, v in values.items()}, min(kept, width))

    def _kept(self, values: Values) -> list[int]:
        """By row: how many tokens the mask keeps, all of them unless it is ones and then zeros."""
        mask = values.get(self._mask) if self._mask is not None else None
        if mask is None or mask.ndim != 2:
            return [v.shape[1] if v.ndim > 1 else 0 for v in values.values() for _ in v][:1]
        counts = mask.sum(1)
        tidy = (mask == (torch.arange(mask.shape[1]) < counts[:, None])).all(1) & (counts > 0)
        return torch.where(tidy, counts, mask.shape[1]).tolist()


def _as_many_as_fit(lengths: list[int]) -> int:
    """How many rows, shortest first, go in one run; padding is counted."""
    rows = 1
    while rows < len(lengths) and (rows + 1) * lengths[rows] <= AT_ONCE:
        rows += 1
    return rows


def _in_order(parts: list[Any], back: Tensor) -> Any:
    """One output of all runs, its rows where they were."""
    if isinstance(parts[0], Tensor):
        return torch.cat(parts)[back]
    rows = [row for part in parts for row in (part if isinstance(part, list) else [part])]
    return [rows[i] for i in back.tolist()]
