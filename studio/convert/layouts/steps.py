"""What the families share: embeddings with positions, masks, heads that read the first token."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from studio.convert.layouts.blocks import Biases, Heads, PostNorm, chain
from studio.convert.layouts.parts import Parts

Embed = Callable[[Tensor, Tensor], Tensor]
Head = Callable[[Tensor, Tensor], Tensor]


def numbered(parts: Parts, embeddings: Any, *after: Any) -> Embed:
    """Words, plus positions from 0 on and token type 0 as one constant; then the steps of `after`."""
    words = parts.table(embeddings.word_embeddings)
    row = positions(embeddings, parts.length)
    places = None if row is None else parts.constant("places", row)
    rest = chain(*after)

    def embed(ids: Tensor, mask: Tensor) -> Tensor:
        x = words(ids)
        return rest(x if places is None else x + places[..., : ids.shape[1]])

    return embed


def positions(embeddings: Any, length: int) -> Tensor | None:
    """[1, C, 1, length]: positions and token type 0, of those the embeddings have."""
    table = getattr(embeddings, "position_embeddings", None)
    kinds = getattr(embeddings, "token_type_embeddings", None)
    rows = None if table is None else table.weight[:length]
    if rows is not None and len(rows) < length:  # the last one is never read
        rows = torch.cat([rows, rows.new_zeros(length - len(rows), rows.shape[1])])
    if kinds is not None:
        first = kinds.weight[:1]
        rows = first.expand(length, -1) if rows is None else rows + first
    return None if rows is None else rows.detach().T[None, :, None, :]


def counted(parts: Parts, embeddings: Any, padding: int, *after: Any) -> Embed:
    """Words, plus positions counted over the ids that aren't `padding`, and token type 0."""
    words, table = parts.table(embeddings.word_embeddings), parts.table(embeddings.position_embeddings)  # fmt: skip
    kinds = getattr(embeddings, "token_type_embeddings", None)
    kind = None
    if kinds is not None:
        kind = parts.constant("token_type", kinds.weight[0][None, :, None, None])
    rest = chain(*after)

    def embed(ids: Tensor, mask: Tensor) -> Tensor:
        real = ids.ne(padding).int()
        x = words(ids) + table(real.cumsum(1).type_as(real) * real + padding)
        return rest(x if kind is None else x + kind)

    return embed


def masked(blocks: Sequence[Any]) -> Callable[[Tensor], Sequence[Biases]]:
    """The mask alone, for every head of every block."""
    return lambda dropped: [(dropped,)] * len(blocks)


def first_token(*steps: Any) -> Head:
    """A head that reads token 0 only."""
    rest = chain(*steps)
    return lambda x, mask: rest(x[..., 0:1])


def attention(parts: Parts, own: Any, out: Any, heads: int, names: str = "query key value") -> Heads:  # fmt: skip
    """Heads of three linear layers of a module, found by name."""
    query, key, value = (parts.conv(getattr(own, name)) for name in names.split())
    width = query.weight.shape[0] // heads
    return Heads(query, key, value, parts.conv(out), heads, width**-0.5)


def post_norm(parts: Parts, layer: Any, heads: int) -> PostNorm:
    """A layer with BERT's names."""
    return PostNorm(
        attention(parts, layer.attention.self, layer.attention.output.dense, heads),
        parts.norm(layer.attention.output.LayerNorm),
        parts.conv(layer.intermediate.dense),
        layer.intermediate.intermediate_act_fn,
        parts.conv(layer.output.dense),
        parts.norm(layer.output.LayerNorm),
    )


def tanh_head(parts: Parts, head: Any) -> Head:
    """dense, tanh, out_proj (RoBERTa, MPNet)."""
    return first_token(parts.conv(head.dense), torch.tanh, parts.conv(head.out_proj))
