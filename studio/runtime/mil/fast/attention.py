"""matmul, scale, masks, softmax, matmul -> one attention kernel, where exactly that stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from studio.runtime.mil.fast.emit import alive, reads
from studio.runtime.mil.fast.node import UNBOUNDED, Fact, Node
from studio.runtime.mil.fast.proofs import bound_of


@dataclass(slots=True)
class _Found:
    query: int
    key: int
    transposed: bool  # the key lies [..., S, E]
    scale: float = 1.0
    masks: list[int] = field(default_factory=list)


def fused(nodes: Sequence[Node], facts: list[Fact], outputs: Sequence[int]) -> list[Node]:
    """The nodes with every attention that is recognised in one step."""
    makers = {slot: node for node in nodes for slot in node.outputs}
    uses: dict[int, int] = {}
    for slot in [*outputs, *(s for node in nodes for s in reads(node))]:
        uses[slot] = uses.get(slot, 0) + 1
    done = [_attention(node, makers, uses, facts) or [node] for node in nodes]
    return alive([node for group in done for node in group], outputs)


def _attention(
    node: Node, makers: dict[int, Node], uses: dict[int, int], facts: list[Fact]
) -> list[Node] | None:
    if not _plain_matmul(node, facts):
        return None
    weights, value = node.arguments
    soft = makers.get(weights) if isinstance(weights, int) else None
    if soft is None or soft.op_type != "softmax" or uses[soft.outputs[0]] != 1:
        return None
    if soft.setting("axis") not in (-1, 3) or not _four(facts, soft.outputs[0]):
        return None
    found = _scores(soft.arguments[0], makers, uses, facts)
    if found is None or not isinstance(value, int) or not _four(facts, value):
        return None
    return _steps(node, found, value, facts)


def _plain_matmul(node: Node, facts: list[Fact]) -> bool:
    return (
        node.op_type == "matmul"
        and not node.setting("transpose_x")
        and not node.setting("transpose_y")
        and node.casts == (None,)
        and _four(facts, node.outputs[0])
    )


def _four(facts: list[Fact], slot: int) -> bool:
    return len(facts[slot].shape) == 4 and facts[slot].dtype == torch.float32


def _scores(
    slot: object, makers: dict[int, Node], uses: dict[int, int], facts: list[Fact]
) -> _Found | None:
    """Walk up from the softmax: masks added, at most one scale, then query times key."""
    masks: list[int] = []
    scale = 1.0
    while isinstance(slot, int) and slot in makers and uses[slot] == 1 and _four(facts, slot):
        node = makers[slot]
        if node.casts != (None,):
            return None
        if node.op_type == "matmul" and not node.setting("transpose_x"):
            query, key = node.arguments
            if not (isinstance(query, int) and isinstance(key, int)):
                return None
            if not (_four(facts, query) and _four(facts, key)) or facts[key].shape[:2] != facts[query].shape[:2]:  # fmt: skip
                return None
            return _Found(query, key, node.setting("transpose_y"), scale, masks)
        if node.op_type == "add" and scale == 1.0:
            slot = _added(node, slot, makers, facts, masks)
        elif node.op_type in ("mul", "real_div") and scale == 1.0:
            slot, scale = _scaled(node, facts)
        else:
            return None
    return None


def _added(
    node: Node, slot: int, makers: dict[int, Node], facts: list[Fact], masks: list[int]
) -> int | None:
    """The way on to the scores: the operand that has the full shape and is no mask itself."""
    for one, other in (node.arguments, node.arguments[::-1]):
        if not (isinstance(one, int) and isinstance(other, int)) or one not in makers:
            continue
        if makers[one].op_type not in ("matmul", "mul", "real_div", "add"):
            continue
        finite = bound_of(facts[other])() < UNBOUNDED
        if facts[one].shape == facts[slot].shape and finite and _four(facts, other):
            masks.append(other)
            return one
    return None


def _scaled(node: Node, facts: list[Fact]) -> tuple[int | None, float]:
    x, y = node.arguments
    if node.op_type == "mul" and isinstance(x, int) and isinstance(facts[x].constant, Tensor):
        x, y = y, x
    if not (isinstance(x, int) and isinstance(y, int)):
        return None, 1.0
    factor = facts[y].constant
    if not isinstance(factor, Tensor) or factor.numel() != 1 or float(factor) == 0:
        return None, 1.0
    return x, float(factor) if node.op_type == "mul" else 1 / float(factor)


def _steps(node: Node, found: _Found, value: int, facts: list[Fact]) -> list[Node]:
    mask, extra = 0, []
    for one in found.masks:
        if mask:
            facts.append(Fact((), torch.float32))
            total = len(facts) - 1
            extra.append(Node("add", node.name, torch.add, (mask, one), (total,), (None,)))
            mask = total
        else:
            mask = one
    kernel = _Attention(found.scale, found.transposed)
    arguments = (found.query, found.key, value, mask)
    fused_node = replace(node, op_type="attention", kernel=kernel, arguments=arguments)
    return [*extra, fused_node]


class _Attention:
    """softmax(scale * Q K^T + mask) V; the key may come transposed, the mask may be missing."""

    def __init__(self, scale: float, transposed: bool) -> None:
        self.scale, self.transposed = scale, transposed

    def __call__(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        if not self.transposed:
            key = key.transpose(-1, -2)
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=self.scale)
