"""SqueezeBERT: its grouped convolutions of width 1 gain one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.parts import Parts


@READERS.register("squeezebert")
def squeezebert(model: Any, parts: Parts) -> Anatomy:
    """SqueezeBertForSequenceClassification."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked, numbered

    body, heads = model.transformer, model.config.num_attention_heads
    embed = numbered(parts, body.embeddings, parts.norm(body.embeddings.LayerNorm))
    blocks = [_block(parts, layer, heads) for layer in body.encoder.layers]
    pooler = parts.conv(body.pooler.dense)
    head = first_token(pooler, body.pooler.activation, parts.conv(model.classifier))
    return Anatomy(embed, blocks, head, masked(blocks))


def _block(parts: Parts, layer: Any, heads: int) -> PostNorm:
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.steps import attention

    after = layer.post_attention
    return PostNorm(
        attention(parts, layer.attention, after.conv1d, heads),
        parts.norm(after.layernorm),
        parts.conv(layer.intermediate.conv1d),
        layer.intermediate.act,
        parts.conv(layer.output.conv1d),
        parts.norm(layer.output.layernorm),
    )
