"""DistilBERT's shape: 6 layers of width 768 (Sanh et al. 2019), random weights."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, fresh


def _shape(config: Any) -> Any:
    return fresh(
        config,
        "distilbert",
        n_layers=6,
        dim=768,
        n_heads=12,
        hidden_dim=3072,
    )


PRESETS.register("distilbert")(
    Preset("distilbert", "DistilBERT's shape: 6 layers of width 768, new weights.", _shape)
)
