"""ModernBERT: rotary positions, windows in most layers, a gated feed-forward, norms first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import PreNorm
    from studio.convert.layouts.parts import Parts

_WINDOW = "sliding_attention"


@READERS.register("modernbert")
def modernbert(model: Any, parts: Parts) -> Anatomy:
    """ModernBertForSequenceClassification."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import chain

    body, config = model.model, model.config
    words, normal = parts.table(body.embeddings.tok_embeddings), parts.norm(body.embeddings.norm)
    turns = {kind: _turn(body, kind, parts) for kind in sorted(set(config.layer_types))}
    blocks = [_block(parts, layer, turns) for layer in body.layers]
    own = model.head
    last = chain(parts.conv(own.dense), own.act, parts.norm(own.norm), parts.conv(model.classifier))
    final = parts.norm(body.final_norm)
    mean = config.classifier_pooling == "mean"
    return Anatomy(
        lambda ids, mask: normal(words(ids)),
        blocks,
        lambda x, mask: last(_average(final(x), mask) if mean else final(x[..., 0:1])),
        _biases(config, parts),
    )


def _average(x: Any, mask: Any) -> Any:
    import torch

    kept = mask[:, None, None, :].to(torch.float32)
    return (x * kept).sum(3, keepdim=True) / kept.sum(3, keepdim=True)


def _biases(config: Any, parts: Parts) -> Any:
    """The mask, and where a layer has a window also what lies outside of it."""
    import torch

    from studio.convert.wrapper import BLOCKED

    at = torch.arange(parts.length)
    far = (at[:, None] - at[None, :]).abs() > config.sliding_window
    outside = parts.constant("outside", (far * BLOCKED)[None, :, None, :])

    def biases(dropped: Any) -> Any:
        length = dropped.shape[1]
        near = dropped + outside[:, :length, :, :length]
        return [(near if kind == _WINDOW else dropped,) for kind in config.layer_types]

    return biases


def _turn(body: Any, kind: str, parts: Parts) -> Any:
    """The rotation of queries and keys of one kind of layer, all heads at once.

    The first half of a head's channels goes with minus the second one, the second with the first.
    """
    import torch

    from studio.convert.layouts.blocks import split

    heads = body.config.num_attention_heads
    with torch.no_grad():
        cos, sin = body.rotary_emb(torch.empty(1), torch.arange(parts.length)[None], kind)
    half = cos.shape[-1] // 2
    signs = torch.cat([-torch.ones(half), torch.ones(half)])
    tables = [t.transpose(1, 2).repeat(1, heads, 1)[:, :, None, :] for t in (cos, sin * signs)]
    even, odd = (parts.constant(f"{kind}_{name}", t) for name, t in zip(("cos", "sin"), tables, strict=True))  # fmt: skip

    def turn(x: Any) -> Any:
        length, halves = x.shape[3], split(x, 2 * heads)
        swapped = [halves[at ^ 1] for at in range(len(halves))]
        return x * even[..., :length] + torch.cat(swapped, 1) * odd[..., :length]

    return turn


def _block(parts: Parts, layer: Any, turns: Any) -> PreNorm:
    from studio.convert.layouts.blocks import Heads, PreNorm, split

    own, feed = layer.attn, layer.mlp
    together, wide, narrow = parts.conv(own.Wqkv), parts.conv(feed.Wi), parts.conv(feed.Wo)
    same = parts.norm
    chunks = Heads(
        _same, _same, _same, parts.conv(own.Wo), layer.config.num_attention_heads,
        own.head_dim**-0.5, turns[layer.attention_type],
    )  # fmt: skip

    def attend(x: Any, biases: Any) -> Any:
        query, key, value = split(together(x), 3)
        return chunks.mixed(query, key, value, biases)

    def feed_forward(x: Any) -> Any:
        inner, gate = split(wide(x), 2)
        return narrow(feed.act(inner) * gate)

    return PreNorm(same(layer.attn_norm), attend, same(layer.mlp_norm), feed_forward)


def _same(x: Any) -> Any:
    return x
