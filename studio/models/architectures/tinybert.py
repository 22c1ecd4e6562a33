"""TinyBERT4's shape: 4 layers of width 312 (Jiao et al. 2020), random weights."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, fresh


def _shape(config: Any) -> Any:
    return fresh(
        config,
        "bert",
        num_hidden_layers=4,
        hidden_size=312,
        num_attention_heads=12,
        intermediate_size=1200,
    )


PRESETS.register("tinybert")(
    Preset("tinybert", "TinyBERT's shape: 4 layers of width 312, new weights.", _shape)
)
