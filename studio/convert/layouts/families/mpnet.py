"""MPNet: positions counted from behind id 1, and a bias a head by how far two tokens are apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.parts import Parts


@READERS.register("mpnet")
def mpnet(model: Any, parts: Parts) -> Anatomy:
    """MPNetForSequenceClassification."""
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import counted, tanh_head

    body, heads = model.mpnet, model.config.num_attention_heads
    embeddings = body.embeddings
    embed = counted(parts, embeddings, embeddings.padding_idx, parts.norm(embeddings.LayerNorm))
    blocks = [_block(parts, layer, heads) for layer in body.encoder.layer]
    return Anatomy(embed, blocks, tanh_head(parts, model.classifier), _biases(body, parts))


def _biases(body: Any, parts: Parts) -> Any:
    """Every head's bias [1, keys, 1, queries], the same in all blocks, with the mask."""
    import torch

    from studio.convert.layouts.blocks import split

    with torch.no_grad():
        apart = body.encoder.compute_position_bias(torch.empty(1, parts.length, 1))
    apart = parts.constant("apart", apart.permute(0, 3, 1, 2))  # [1, keys, heads, queries]

    def biases(dropped: Any) -> Any:
        length = dropped.shape[1]
        near = apart[:, :length, :, :length]
        each = [one + dropped for one in split(near, near.shape[2], 2)]
        return [each] * len(body.encoder.layer)

    return biases


def _block(parts: Parts, layer: Any, heads: int) -> PostNorm:
    from studio.convert.layouts.blocks import PostNorm
    from studio.convert.layouts.steps import attention

    own = layer.attention.attn
    return PostNorm(
        attention(parts, own, own.o, heads, "q k v"),
        parts.norm(layer.attention.LayerNorm),
        parts.conv(layer.intermediate.dense),
        layer.intermediate.intermediate_act_fn,
        parts.conv(layer.output.dense),
        parts.norm(layer.output.LayerNorm),
    )
