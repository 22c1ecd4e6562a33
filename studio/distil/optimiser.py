"""AdamW as specialists set it up: what decays, and how fast each layer learns.

Source of the layer-wise rates: Howard, Ruder, "Universal Language Model Fine-tuning" (2018); Sun et
al., "How to Fine-Tune BERT for Text Classification?" (2019), which found 0.95 a layer best.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from studio.distil.settings import TrainSettings
from studio.models.anatomy import is_head, layers_name


def make_optimiser(model: Any, settings: TrainSettings, device: Any, extra: Sequence[Any] = ()) -> Any:  # fmt: skip
    """AdamW; biases and LayerNorm weights (one-dimensional) don't decay. Each group has a `scale`.

    `extra` weights learn at the full rate. A device without the fused kernel takes the plain one.
    """
    import torch

    found: dict[tuple[float, bool], list[Any]] = {}
    scales = layer_scales(model, settings.layer_decay)
    for name, weight in model.named_parameters():
        if weight.requires_grad:
            found.setdefault((scales[name], weight.ndim > 1), []).append(weight)
    if extra:
        found.setdefault((1.0, True), []).extend(extra)
    order = sorted(found, reverse=True)  # the same groups in the same order in every run
    groups = [
        {"params": found[key], "scale": key[0], "weight_decay": settings.weight_decay * key[1]}
        for key in order
    ]
    fused = device.type in ("cpu", "cuda")
    return torch.optim.AdamW(groups, lr=settings.learning_rate, fused=fused)


def layer_scales(model: Any, decay: float) -> dict[str, float]:
    """Name of a weight -> factor of its rate: decay^layers between it and the head.

    The embeddings come one layer below the first; pooler and head have 1.
    """
    names = [name for name, _ in model.named_parameters()]
    if decay == 1.0:
        return dict.fromkeys(names, 1.0)
    prefix = layers_name(model) + "."
    n = int(model.config.num_hidden_layers)
    return {name: decay ** _below_head(name, prefix, n) for name in names}


def _below_head(name: str, prefix: str, n: int) -> int:
    if name.startswith(prefix):
        return n - int(name[len(prefix) :].partition(".")[0])
    return n + 1 if "embed" in name and not is_head(name) else 0
