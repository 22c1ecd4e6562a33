"""DeBERTa v2 and v3: scores of contents with contents, and of either with how far two tokens are apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from studio.convert.layouts.families import READERS

if TYPE_CHECKING:
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.parts import Parts


@READERS.register("deberta")
def deberta(model: Any, parts: Parts) -> Anatomy:
    """DebertaV2ForSequenceClassification."""
    from studio.convert.layouts import cant
    from studio.convert.layouts.anatomy import Anatomy
    from studio.convert.layouts.steps import first_token, masked
    from studio.models.anatomy import activation

    config = model.config
    if config.model_type != "deberta-v2":
        raise cant(model, "of DeBERTa only versions 2 and 3 are mapped")
    encoder = model.deberta.encoder
    apart = _Apart.of(encoder, parts) if encoder.relative_attention else None
    blocks: list[Any] = [_block(parts, layer, apart) for layer in encoder.layer]
    if encoder.conv is not None:
        blocks[0] = _with_neighbours(parts, encoder.conv, blocks[0])
    pooler, act = parts.conv(model.pooler.dense), activation(config.pooler_hidden_act)
    head = first_token(pooler, act, parts.conv(model.classifier))
    return Anatomy(_embed(parts, model.deberta.embeddings), blocks, head, masked(blocks))


def _embed(parts: Parts, embeddings: Any) -> Any:
    """Words, what positions and types there are, norm; rows of padding are zero."""
    import torch

    from studio.convert.layouts.steps import numbered

    wide = [] if embeddings.embed_proj is None else [parts.conv(embeddings.embed_proj)]
    words = numbered(parts, embeddings, *wide, parts.norm(embeddings.LayerNorm))
    return lambda ids, mask: words(ids, mask) * mask[:, None, None, :].to(torch.float32)


@dataclass(frozen=True, slots=True)
class _Apart:
    """rows: what stands for a distance, [1, C, 1, P]; index int[1, keys, 1, queries]: the row of each pair."""

    rows: Any
    index: Any

    @classmethod
    def of(cls, encoder: Any, parts: Parts) -> _Apart:
        """Only the rows that inputs of this length can ask for (Core ML counts the others' products, too)."""
        import torch

        from studio.models.anatomy import bucketed_distances

        own = encoder.layer[0].attention.self
        span = own.pos_ebd_size
        with torch.no_grad():
            far = bucketed_distances(own, parts.length)
            index = (far + span).clamp(0, 2 * span - 1)  # [queries, keys]
            first, last = int(index.min()), int(index.max())
            rows = encoder.get_rel_embedding()[first : last + 1]
        return cls(
            parts.constant("apart", rows.T[None, :, None, :]),
            parts.constant("apart_index", (index - first).T[None, :, None, :].contiguous()),
        )


@dataclass(frozen=True, slots=True)
class _Disentangled:
    """Attention head by head; `asked` and `asking` are layers for distances, where a model has them.

    A query's score with a distance is worked out for every distance and then looked up for every
    key; a key's for every query. Both use the same index: distances are odd.
    """

    query: Callable[[Any], Any]
    key: Callable[[Any], Any]
    value: Callable[[Any], Any]
    out: Callable[[Any], Any]
    heads: int
    scale: float
    asked: Callable[[Any], Any] | None = None
    asking: Callable[[Any], Any] | None = None
    apart: _Apart | None = None

    def __call__(self, x: Any, biases: Any) -> Any:
        """[n, C, 1, L] -> [n, C, 1, L]."""
        import torch

        from studio.convert.layouts.blocks import split

        queries, values = (split(layer(x), self.heads) for layer in (self.query, self.value))
        keys = split(self.key(x).transpose(1, 3) * self.scale, self.heads, 3)
        near = self._near(queries, keys)
        found = []
        for at, (q, k, v) in enumerate(zip(queries, keys, values, strict=True)):
            scores = torch.einsum("bchq,bkhc->bkhq", q, k)
            for one in near:
                scores = scores + one[at]
            weights = (scores + biases[0]).softmax(1)
            found.append(torch.einsum("bkhq,bchk->bchq", weights, v))
        return self.out(torch.cat(found, 1))

    def _near(self, queries: Any, keys: Any) -> list[list[Any]]:
        """What distances add to each head's scores [n, keys, 1, queries]."""
        import torch

        from studio.convert.layouts.blocks import split

        if self.apart is None:
            return []
        length, found = queries[0].shape[3], []
        index = self.apart.index[:, :length, :, :length].expand(queries[0].shape[0], -1, -1, -1)
        if self.asked is not None:
            rows = split(self.asked(self.apart.rows).transpose(1, 3) * self.scale, self.heads, 3)
            every = [torch.einsum("bchq,bphc->bphq", q, row) for q, row in zip(queries, rows, strict=True)]  # fmt: skip
            found.append([one.gather(1, index) for one in every])
        if self.asking is not None:
            rows = split(self.asking(self.apart.rows), self.heads)
            every = [torch.einsum("bkhc,bchp->bkhp", k, row) for k, row in zip(keys, rows, strict=True)]  # fmt: skip
            found.append([one.gather(3, index) for one in every])
        return found


def _attention(parts: Parts, own: Any, out: Any, apart: _Apart | None) -> _Disentangled:
    query, key, value = (parts.conv(layer) for layer in (own.query_proj, own.key_proj, own.value_proj))  # fmt: skip
    kinds = [kind for kind in ("c2p", "p2c") if kind in own.pos_att_type]
    scale = float((own.attention_head_size * (1 + len(kinds))) ** -0.5)
    asked = asking = None
    if apart is not None and "c2p" in kinds:
        asked = key if own.share_att_key else parts.conv(own.pos_key_proj)
    if apart is not None and "p2c" in kinds:
        asking = query if own.share_att_key else parts.conv(own.pos_query_proj)
    return _Disentangled(query, key, value, parts.conv(out), own.num_attention_heads, scale, asked, asking, apart)  # fmt: skip


def _block(parts: Parts, layer: Any, apart: _Apart | None) -> Any:
    from studio.convert.layouts.blocks import PostNorm

    return PostNorm(
        _attention(parts, layer.attention.self, layer.attention.output.dense, apart),
        parts.norm(layer.attention.output.LayerNorm),
        parts.conv(layer.intermediate.dense),
        layer.intermediate.intermediate_act_fn,
        parts.conv(layer.output.dense),
        parts.norm(layer.output.LayerNorm),
    )


def _with_neighbours(parts: Parts, own: Any, block: Any) -> Any:
    """The first block of version 2: a convolution of its input along the tokens is added to what it gives."""
    from studio.convert.wrapper import BLOCKED
    from studio.models.anatomy import activation

    conv, norm, act = parts.conv(own.conv), parts.norm(own.LayerNorm), activation(own.conv_act)

    def run(x: Any, biases: Any) -> Any:
        kept = (1 - biases[0] / BLOCKED).transpose(1, 3)  # the mask, [n, 1, 1, L]
        return norm(block(x, biases) + act(conv(x) * kept)) * kept

    return run
