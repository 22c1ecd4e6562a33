"""The parts of a classifier that differ by family: its layers, its head, its longest input."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from studio.core.errors import InputError, UpstreamError

# First name of a parameter of the head: BERT's classifier, DistilBERT's pre_classifier, GPT's score.
_HEAD = re.compile(r"(?:^|\.)(classifier|pre_classifier|score|logits_proj|head)\.")
_OFFSET = re.compile(
    "roberta|camembert|mpnet|longformer|xmod"
)  # positions start after the padding id


def has_head(names: Iterable[str]) -> bool:
    """Whether parameter names include those of a classification head."""
    return any(re.match(r"(classifier|score|logits_proj)\.", n) for n in names)


def is_head(name: str) -> bool:
    """Whether a parameter belongs to the classification head."""
    return _HEAD.search(name) is not None


def output_layer(model: Any) -> Any:
    """The head's last linear layer, whose k rows are the labels. Raises UpstreamError."""
    import torch

    k = model.config.num_labels
    for name, module in reversed(list(model.named_modules())):
        if isinstance(module, torch.nn.Linear) and module.out_features == k and is_head(name + "."):
            return module
    raise UpstreamError(
        f"The classification head of {type(model).__name__} was not found.",
        code="no-head",
        remedy="Use a model of the BERT family (BERT, DistilBERT, RoBERTa, ELECTRA, ...).",
    )


def reorder_labels(model: Any, rows: tuple[int, ...]) -> None:
    """Move the head's rows so that row i becomes what was row rows[i], in place."""
    import torch

    layer = output_layer(model)
    with torch.no_grad():
        layer.weight.copy_(layer.weight[list(rows)].clone())
        if layer.bias is not None:
            layer.bias.copy_(layer.bias[list(rows)].clone())


def layers_name(model: Any) -> str:
    """Dotted name of the encoder's list of layers, e.g. `bert.encoder.layer`.

    Raises InputError for a model whose layers share their weights (ALBERT).
    """
    import torch

    n = model.config.num_hidden_layers
    lists = [
        name
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.ModuleList) and len(module) == n
    ]
    if not lists or getattr(model.config, "num_hidden_groups", None) is not None:
        raise InputError(
            f"{type(model).__name__} has no separate layers to choose from.",
            code="shared-layers",
            remedy="Choose a student with a shape of its own, such as minilm or distilbert.",
        )
    return min(lists, key=lambda name: name.count("."))


def longest_input(config: Any) -> int:
    """Most tokens the position table has room for, specials included, at most 512."""
    places = int(getattr(config, "max_position_embeddings", 0) or 512)
    if _OFFSET.search(config.model_type):
        places -= int(config.pad_token_id or 0) + 1
    return min(places, 512)


def blank_padding(model: Any) -> None:
    """Zero what MobileBERT embeds padding as, in place; nothing for other families.

    It reads each token beside the embeddings of its neighbours, which no attention mask hides:
    the last token of a text would see whether padding follows, and answers would depend on the
    batch. Behind an unpadded text it sees zeros, and so it does with a row of zeros.
    """
    import torch

    padding = getattr(model.config, "pad_token_id", None)
    if getattr(model.config, "trigram_input", False) and padding is not None:
        with torch.no_grad():
            model.get_input_embeddings().weight[padding].zero_()


def parameter_count(model: Any) -> int:
    """Number of weights."""
    return sum(p.numel() for p in model.parameters())


def activation(name: str) -> Any:
    """The function a config names, as transformers looks it up."""
    from transformers.activations import ACT2FN

    return ACT2FN[name]


def bucketed_distances(attention: Any, length: int) -> Any:
    """int64[length, length]: how far each query of DeBERTa's attention is from each key, far ones in buckets."""
    import torch
    from transformers.models.deberta_v2.modeling_deberta_v2 import build_relative_position

    tokens = torch.empty(1, length, 1)
    buckets, longest = attention.position_buckets, attention.max_relative_positions
    return build_relative_position(tokens, tokens, buckets, longest)[0]
