"""Which axes of which value are the batch and the tokens, op by op, or the proof fails.

What is proven: cut every value to the first k tokens, and every op of the cut program gives the
cut of what it gave before, for inputs whose mask is k ones and then zeros; no output has tokens
left; and n inputs stacked along the batch axis go through without meeting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from studio.runtime.mil.fast.node import BATCH, PLAIN, TOKEN, Fact, Node, NotProven
from studio.runtime.mil.fast.rules import RULES


def follow(
    nodes: Sequence[Node],
    facts: Sequence[Fact],
    inputs: Mapping[int, tuple[str, ...]],
    mask: int | None,
    outputs: Sequence[int],
) -> tuple[list[Node], list[Fact]]:
    """Copies of nodes and facts with the proofs in them.

    inputs: the tags of every input's axes, by register; mask: the register of the mask.
    Raises NotProven when a followed axis meets something no rule covers.
    """
    found = [replace(f, gap={}) for f in facts]
    for slot, tags in inputs.items():
        found[slot].tags = tags
        if slot == mask:
            found[slot].points, found[slot].bound = (1.0, 0.0), lambda: 1.0
    copies = [node.copy() for node in nodes]
    for node in copies:
        _apply(node, found)
    batched = any(BATCH in tags for tags in inputs.values())
    for slot in outputs:
        if TOKEN in found[slot].tags:
            raise NotProven("an output has an entry for every token")
        if batched and (found[slot].tags[:1] != (BATCH,) or BATCH in found[slot].tags[1:]):
            raise NotProven("an output has no row for every input")
    return copies, found


def _apply(node: Node, facts: list[Fact]) -> None:
    ins = [facts[s] if isinstance(s, int) else [facts[i] for i in s] for s in node.arguments]
    flat = [f for i in ins for f in (i if isinstance(i, list) else [i])]
    for slot in node.outputs:
        facts[slot].tags = (PLAIN,) * len(facts[slot].shape)
    if not any(f.followed for f in flat):
        return
    if node.op_type not in RULES:
        raise NotProven(node.op_type)
    for part, slot in enumerate(node.outputs):  # several only for split and classify
        node.part = part
        RULES[node.op_type](node, ins, facts[slot])
        if facts[slot].tags.count(BATCH) > 1:
            raise NotProven(f"{node.op_type}: rows of the batch meet each other")
