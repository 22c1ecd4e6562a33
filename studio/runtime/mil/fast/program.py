"""A program in fast mode, for inputs of one declared shape: any batch of kept tokens goes through."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from studio.core.errors import UpstreamError
from studio.runtime.mil.fast.attention import fused
from studio.runtime.mil.fast.emit import alive, narrowed, reads
from studio.runtime.mil.fast.follow import follow
from studio.runtime.mil.fast.node import BATCH, PLAIN, TOKEN, Fact, Node, NotProven
from studio.runtime.mil.fast.trace import trace
from studio.runtime.mil.fast.wide import wide
from studio.runtime.mil.plan import BlockPlan

Shapes = Mapping[int, tuple[tuple[int, ...], torch.dtype]]


@dataclass(frozen=True, slots=True)
class FastStep:
    """A kernel, its registers, and the registers to forget afterwards."""

    kernel: Callable[..., Any]
    arguments: tuple[Any, ...]
    outputs: tuple[int, ...]
    casts: tuple[torch.dtype | None, ...] | None
    releases: tuple[int, ...]
    what: str


class FastProgram:
    """The rewritten steps. trims: padding may be cut off; batches: several inputs may go at once.

    why: what stood in the way of trimming ("" when nothing did).
    """

    def __init__(
        self, plan: BlockPlan, constants: list[Any], shapes: Shapes, mask: int | None,
        memory: dict[str, float],
    ) -> None:  # fmt: skip
        nodes, facts = trace(plan, constants, shapes, memory)
        self.trims, self.batches, self.why = False, False, ""
        nodes, facts = self._prove(nodes, facts, shapes, mask, plan.outputs)
        self.outputs = plan.outputs
        nodes = alive(nodes, plan.outputs)
        self._tokens = len(facts)
        facts.append(Fact((), None))
        nodes = narrowed(nodes, plan.outputs, facts, self._tokens)
        nodes = wide(fused(nodes, facts, plan.outputs), facts)
        self.steps = _steps(nodes, plan.outputs)
        self._start = _registers(nodes, facts, plan.outputs)

    def _prove(
        self, nodes: list[Node], facts: list[Fact], shapes: Shapes, mask: int | None,
        outputs: Sequence[int],
    ) -> tuple[list[Node], list[Fact]]:  # fmt: skip
        """The most that can be proven: batch and tokens, tokens, batch, nothing."""
        texts = all(len(s) == 2 and s[0] == 1 and s[1] > 1 for s, _ in shapes.values())
        same = len({s for s, _ in shapes.values()}) == 1
        tries = [(BATCH, TOKEN), (PLAIN, TOKEN), (BATCH, PLAIN)] if texts and same else []
        for tags in tries:
            if TOKEN in tags and mask is None:
                continue
            try:
                found = follow(nodes, facts, dict.fromkeys(shapes, tags), mask, outputs)
            except NotProven as reason:
                self.why = self.why or str(reason)
                continue
            self.batches, self.trims = BATCH in tags, TOKEN in tags
            return found
        return follow(nodes, facts, {}, None, outputs)

    def __call__(self, inputs: Mapping[int, Tensor], kept: int) -> list[Any]:
        """Values of the outputs for inputs by register; `kept` tokens are left of each row.

        Raises UpstreamError when a step fails.
        """
        registers = self._start.copy()
        for slot, value in inputs.items():
            registers[slot] = value
        registers[self._tokens] = kept
        for step in self.steps:
            try:
                result = step.kernel(*[registers[s] if type(s) is int else [registers[i] for i in s] for s in step.arguments])  # fmt: skip
            except (RuntimeError, IndexError, ValueError, TypeError) as error:
                raise UpstreamError(
                    f"The op {step.what} failed.",
                    code="op-failed",
                    remedy="Check the input's shape and ids, or convert the model by the other route.",
                    detail=str(error),
                ) from error
            if step.casts is None:
                registers[step.outputs[0]] = result
            else:
                results = result if isinstance(result, tuple) else (result,)
                for slot, cast, value in zip(step.outputs, step.casts, results, strict=False):
                    registers[slot] = value if cast is None else value.to(cast)
            for slot in step.releases:
                registers[slot] = None
        return [registers[slot] for slot in self.outputs]


def _steps(nodes: Sequence[Node], outputs: Sequence[int]) -> list[FastStep]:
    last = {slot: at for at, node in enumerate(nodes) for slot in (*reads(node), *node.outputs)}
    made = {slot for node in nodes for slot in node.outputs}
    kept = set(outputs)
    steps = []
    for at, node in enumerate(nodes):
        seen = {*reads(node), *node.outputs}
        gone = tuple(s for s in sorted(seen) if last[s] == at and s in made and s not in kept)
        casts = None if node.casts == (None,) and len(node.outputs) == 1 else node.casts or (None,) * len(node.outputs)  # fmt: skip
        steps.append(
            FastStep(node.kernel, node.arguments, node.outputs, casts, gone, f"{node.op_type} ({node.name})")
        )  # fmt: skip
    return steps


def _registers(nodes: Sequence[Node], facts: list[Fact], outputs: Sequence[int]) -> list[Any]:
    """What the steps find in place: constants they read; nothing else is held on to."""
    wanted = {slot for node in nodes for slot in reads(node)} | set(outputs)
    return [fact.constant if slot in wanted else None for slot, fact in enumerate(facts)]
