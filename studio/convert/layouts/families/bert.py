"""BERT: words, positions and token types; blocks that normalise after adding; a pooler."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.parts import Parts


@READERS.register("bert")
def bert(model: Any, parts: Parts) -> Anatomy:
    """BertForSequenceClassification."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked, numbered, post_norm

    body, config = model.bert, model.config
    blocks = [post_norm(parts, layer, config.num_attention_heads) for layer in body.encoder.layer]
    pooler = parts.conv(body.pooler.dense)
    head = first_token(pooler, body.pooler.activation, parts.conv(model.classifier))
    embed = numbered(parts, body.embeddings, parts.norm(body.embeddings.LayerNorm))
    return Anatomy(embed, blocks, head, masked(blocks))
