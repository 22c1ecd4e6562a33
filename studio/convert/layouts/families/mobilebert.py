"""MobileBERT: three neighbouring words at once, bottlenecks, scales instead of norms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.parts import Parts


@READERS.register("mobilebert")
def mobilebert(model: Any, parts: Parts) -> Anatomy:
    """MobileBertForSequenceClassification."""
    import torch

    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked

    body, config = model.mobilebert, model.config
    blocks = [_block(parts, layer, config.num_attention_heads) for layer in body.encoder.layer]
    pooled = [parts.conv(body.pooler.dense), torch.tanh] if body.pooler.do_activate else []
    head = first_token(*pooled, parts.conv(model.classifier))
    return Anatomy(_embed(parts, body.embeddings), blocks, head, masked(blocks))


def _embed(parts: Parts, embeddings: Any) -> Any:
    from torch.nn.functional import pad

    from studio.convert.layouts.steps import positions

    words, normal = parts.table(embeddings.word_embeddings), parts.norm(embeddings.LayerNorm)
    places = parts.constant("places", positions(embeddings, parts.length))
    trigram = embeddings.trigram_input
    widens = trigram or embeddings.embedding_size != embeddings.hidden_size
    widen = parts.conv(embeddings.embedding_transformation) if widens else None

    def embed(ids: Any, mask: Any) -> Any:
        import torch

        x = words(ids)
        if trigram:
            wide = pad(x, (1, 1))  # the next word, the word itself, the one before
            x = torch.cat([wide[..., 2:], x, wide[..., :-2]], 1)
        x = x if widen is None else widen(x)
        return normal(x + places[..., : ids.shape[1]])

    return embed


def _block(parts: Parts, layer: Any, heads: int) -> Any:
    from studio.convert.layouts.steps import attention

    own = attention(parts, layer.attention.self, layer.attention.output.dense, heads)
    after = parts.norm(layer.attention.output.LayerNorm)
    squeeze = _squeezed(parts, layer)
    feeds = [_feed(parts, one.intermediate, one.output) for one in getattr(layer, "ffn", ())]
    feeds.append(_feed(parts, layer.intermediate, layer.output))
    out = getattr(layer.output, "bottleneck", None)
    last = None if out is None else (parts.conv(out.dense), parts.norm(out.LayerNorm))

    def block(x: Any, biases: Any) -> Any:
        asking, asked, told, kept = squeeze(x)
        made = after(kept + own.among(asking, asked, told, biases))
        for feed in feeds:
            made = feed(made)
        return made if last is None else last[1](x + last[0](made))

    return block


def _squeezed(parts: Parts, layer: Any) -> Any:
    """What queries, keys and values are made of, and what is added to the attention."""
    if not layer.use_bottleneck:
        return lambda x: (x, x, x, x)
    own = layer.bottleneck
    narrow = _narrow(parts, own.input)
    if own.use_bottleneck_attention:
        return lambda x: (narrow(x),) * 4
    if not own.key_query_shared_bottleneck:
        return lambda x: (x, x, x, narrow(x))
    shared = _narrow(parts, own.attention)

    def squeeze(x: Any) -> Any:
        both = shared(x)
        return both, both, x, narrow(x)

    return squeeze


def _narrow(parts: Parts, layer: Any) -> Any:
    from studio.convert.layouts.blocks import chain

    return chain(parts.conv(layer.dense), parts.norm(layer.LayerNorm))


def _feed(parts: Parts, inner: Any, output: Any) -> Any:
    up, down = parts.conv(inner.dense), parts.conv(output.dense)
    act, normal = inner.intermediate_act_fn, parts.norm(output.LayerNorm)
    return lambda x: normal(x + down(act(up(x))))
