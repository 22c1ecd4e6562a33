"""RoBERTa, XLM-RoBERTa and CamemBERT; of their relatives, those that normalise before each step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import PreNorm
    from studio.convert.layouts.parts import Parts

_BODIES = {"roberta-prelayernorm": "roberta_prelayernorm"}
_BEFORE = ("roberta-prelayernorm", "xlm-roberta-xl")


@READERS.register("roberta")
def roberta(model: Any, parts: Parts) -> Anatomy:
    """RobertaForSequenceClassification and its relatives."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import counted, masked, post_norm, tanh_head

    kind, heads = model.config.model_type, model.config.num_attention_heads
    body = getattr(model, _BODIES.get(kind, "roberta"))
    embeddings, layers = body.embeddings, body.encoder.layer
    normal = [parts.norm(embeddings.LayerNorm)] if hasattr(embeddings, "LayerNorm") else []
    embed = counted(parts, embeddings, embeddings.padding_idx, *normal)
    blocks: list[Any] = [
        _before(parts, layer, heads) if kind in _BEFORE else post_norm(parts, layer, heads)
        for layer in layers
    ]
    biases = masked(blocks)
    head = tanh_head(parts, model.classifier)
    last = getattr(body, "LayerNorm", None) or getattr(body.encoder, "LayerNorm", None)
    if last is None:
        return Anatomy(embed, blocks, head, biases)
    final = parts.norm(last)
    return Anatomy(embed, blocks, lambda x, mask: head(final(x), mask), biases)


def _before(parts: Parts, layer: Any, heads: int) -> PreNorm:
    """A block whose norms come first; the two relatives keep them in different places."""
    from studio.convert.layouts.blocks import PreNorm, chain
    from studio.convert.layouts.steps import attention

    own = layer.attention
    first = getattr(own, "LayerNorm", None) or own.self_attn_layer_norm
    second = getattr(layer, "LayerNorm", None) or layer.intermediate.LayerNorm
    inner = layer.intermediate
    up, down = parts.conv(inner.dense), parts.conv(layer.output.dense)
    return PreNorm(
        parts.norm(first), attention(parts, own.self, own.output.dense, heads), parts.norm(second),
        chain(up, inner.intermediate_act_fn, down),
    )  # fmt: skip
