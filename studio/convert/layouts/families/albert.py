"""ALBERT: narrow embeddings, and a few layers that are used many times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.parts import Parts


@READERS.register("albert")
def albert(model: Any, parts: Parts) -> Anatomy:
    """AlbertForSequenceClassification."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked, numbered

    body, config, encoder = model.albert, model.config, model.albert.encoder
    widen = parts.conv(encoder.embedding_hidden_mapping_in)
    embed = numbered(parts, body.embeddings, parts.norm(body.embeddings.LayerNorm), widen)
    each = config.num_hidden_layers / config.num_hidden_groups
    groups = [encoder.albert_layer_groups[int(i / each)] for i in range(config.num_hidden_layers)]
    layers = [layer for group in groups for layer in group.albert_layers]
    blocks = [_block(parts, layer, config.num_attention_heads) for layer in layers]
    pooler = parts.conv(body.pooler)
    head = first_token(pooler, body.pooler_activation, parts.conv(model.classifier))
    return Anatomy(embed, blocks, head, masked(blocks))


def _block(parts: Parts, layer: Any, heads: int) -> PostNorm:
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.steps import attention

    own = layer.attention
    return PostNorm(
        attention(parts, own, own.dense, heads),
        parts.norm(own.LayerNorm),
        parts.conv(layer.ffn),
        layer.activation,
        parts.conv(layer.ffn_output),
        parts.norm(layer.full_layer_layer_norm),
    )
