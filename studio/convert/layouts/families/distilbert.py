"""DistilBERT: BERT's blocks under other names, no token types, a head of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.parts import Parts


@READERS.register("distilbert")
def distilbert(model: Any, parts: Parts) -> Anatomy:
    """DistilBertForSequenceClassification."""
    import torch

    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked, numbered

    body = model.distilbert
    blocks = [_block(parts, layer, model.config.n_heads) for layer in body.transformer.layer]
    dense = parts.conv(model.pre_classifier)
    head = first_token(dense, torch.relu, parts.conv(model.classifier))
    embed = numbered(parts, body.embeddings, parts.norm(body.embeddings.LayerNorm))
    return Anatomy(embed, blocks, head, masked(blocks))


def _block(parts: Parts, layer: Any, heads: int) -> PostNorm:
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.steps import attention

    own = layer.attention
    return PostNorm(
        attention(parts, own, own.out_lin, heads, "q_lin k_lin v_lin"),
        parts.norm(layer.sa_layer_norm),
        parts.conv(layer.ffn.lin1),
        layer.ffn.activation,
        parts.conv(layer.ffn.lin2),
        parts.norm(layer.output_layer_norm),
    )
