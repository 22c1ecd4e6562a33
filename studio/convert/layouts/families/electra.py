"""ELECTRA: narrower embeddings that are widened first, and a head of two layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.parts import Parts


@READERS.register("electra")
def electra(model: Any, parts: Parts) -> Anatomy:
    """ElectraForSequenceClassification."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked, numbered, post_norm

    body, head = model.electra, model.classifier
    after = [parts.norm(body.embeddings.LayerNorm)]
    if hasattr(body, "embeddings_project"):
        after.append(parts.conv(body.embeddings_project))
    embed = numbered(parts, body.embeddings, *after)
    heads = model.config.num_attention_heads
    blocks = [post_norm(parts, layer, heads) for layer in body.encoder.layer]
    told = first_token(parts.conv(head.dense), head.activation, parts.conv(head.out_proj))
    return Anatomy(embed, blocks, told, masked(blocks))
