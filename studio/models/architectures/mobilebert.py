"""MobileBERT's shape: 24 narrow layers (Sun et al. 2020), random weights."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, fresh


def _shape(config: Any) -> Any:
    return fresh(
        config,
        "mobilebert",
        num_hidden_layers=24,
        hidden_size=512,
        embedding_size=128,
        intra_bottleneck_size=128,
        num_attention_heads=4,
        intermediate_size=512,
    )


PRESETS.register("mobilebert")(
    Preset(
        "mobilebert",
        "MobileBERT's shape: 24 narrow layers, new weights; may overflow fp16.",
        _shape,
    )
)
