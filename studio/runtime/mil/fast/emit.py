"""From proven nodes to the program that runs: cut constants, first tokens only, dead steps gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from torch import Tensor

from studio.runtime.mil.fast.node import Fact, Node
from studio.runtime.mil.fast.proofs import bound_of
from studio.runtime.mil.plan import Slot


def alive(nodes: Sequence[Node], outputs: Sequence[int]) -> list[Node]:
    """The nodes an output depends on."""
    wanted, kept = set(outputs), []
    for node in reversed(nodes):
        if wanted.intersection(node.outputs):
            kept.append(node)
            wanted.update(reads(node))
    return kept[::-1]


def reads(node: Node) -> list[int]:
    """The registers a node looks at."""
    return [i for s in node.arguments for i in (s if isinstance(s, tuple) else (s,))]


def narrowed(
    nodes: Sequence[Node], outputs: Sequence[int], facts: list[Fact], tokens: int
) -> list[Node]:
    """The nodes with what they need before them: a constant's first k tokens, or token 0 alone.

    tokens: the register that holds k in a call. A value of which all its readers want token 0
    only is made for token 0 only; where others want all of it, a reader takes its part.
    """
    demands = _demands(nodes, outputs)
    needs = _needs(nodes, demands, outputs)
    out: list[Node] = []
    parts: dict[tuple[int, _Part], int] = {}
    for at, node in enumerate(nodes):
        arguments: list[Slot] = []
        for place, slot in enumerate(node.arguments):
            if isinstance(slot, int):
                cut = node.cuts.get(place, set()) - demands[at].get(place, set())
                first = demands[at].get(place, set()) - needs.get(slot, set())
                for kernel in (_Cut(tuple(sorted(cut))), _First(tuple(sorted(first)))):
                    if kernel.axes and (slot, kernel) not in parts:
                        parts[slot, kernel] = _new(out, facts, node, slot, kernel, tokens)
                    slot = parts.get((slot, kernel), slot)
            arguments.append(slot)
        out.append(replace(node, arguments=tuple(arguments)))
    return out


def _demands(nodes: Sequence[Node], outputs: Sequence[int]) -> list[dict[int, set[int]]]:
    """By node and argument: the axes of which it reads position 0 only, given what is needed of it."""
    demands: list[dict[int, set[int]]] = [{} for _ in nodes]
    needed: dict[int, set[int]] = {slot: set() for slot in outputs}
    for at in range(len(nodes) - 1, -1, -1):
        node = nodes[at]
        single = needed.get(node.outputs[0], set()) & _follows(node)
        for place, slot in enumerate(node.arguments):
            axes = {a for o, a in node.maps.get(place, {}).items() if o in single}
            if isinstance(slot, int):
                demands[at][place] = axes | node.first.get(place, set())
                _meet(needed, slot, demands[at][place])
            else:
                for inner in slot:
                    _meet(needed, inner, set())
    return demands


def _meet(needed: dict[int, set[int]], slot: int, axes: set[int]) -> None:
    needed[slot] = needed[slot] & axes if slot in needed else set(axes)


def _needs(
    nodes: Sequence[Node], demands: list[dict[int, set[int]]], outputs: Sequence[int]
) -> dict[int, set[int]]:
    """By register made by a node: the axes along which it is made for position 0 only."""
    needs: dict[int, set[int]] = {slot: set() for slot in outputs}
    for node, demand in zip(nodes, demands, strict=True):
        for place, slot in enumerate(node.arguments):
            for inner in slot if isinstance(slot, tuple) else (slot,):
                _meet(needs, inner, demand.get(place, set()))
    makers = {slot: node for node in nodes for slot in node.outputs}
    return {s: axes & _follows(makers[s]) for s, axes in needs.items() if s in makers}


def _follows(node: Node) -> set[int]:
    """The output's axes that are as short as its arguments': a running sum over tokens isn't."""
    if len(node.outputs) > 1:
        return set()
    single = (place for place, slot in enumerate(node.arguments) if isinstance(slot, int))
    return {axis for place in single for axis in node.maps.get(place, {})}


def _new(
    out: list[Node], facts: list[Fact], node: Node, slot: int, kernel: _Part, tokens: int
) -> int:
    facts.append(replace(facts[slot], constant=None, bound=bound_of(facts[slot])))
    arguments = (slot, tokens) if isinstance(kernel, _Cut) else (slot,)
    out.append(Node("part", node.name, kernel, arguments, (len(facts) - 1,), (None,)))
    return len(facts) - 1


@dataclass(frozen=True, slots=True)
class _Cut:
    """The first k entries along some axes."""

    axes: tuple[int, ...]

    def __call__(self, x: Tensor, k: int) -> Tensor:
        for axis in self.axes:
            x = x.narrow(axis, 0, k)
        return x


@dataclass(frozen=True, slots=True)
class _First:
    """Entry 0 along some axes, which stay."""

    axes: tuple[int, ...]

    def __call__(self, x: Tensor) -> Tensor:
        for axis in self.axes:
            x = x.narrow(axis, 0, 1)
        return x


_Part = _Cut | _First
