"""MiniLM-L6's shape: 6 layers of width 384 (Wang et al. 2020), random weights."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, fresh


def _shape(config: Any) -> Any:
    return fresh(
        config,
        "bert",
        num_hidden_layers=6,
        hidden_size=384,
        num_attention_heads=12,
        intermediate_size=1536,
    )


PRESETS.register("minilm")(
    Preset("minilm", "MiniLM's shape: 6 layers of width 384, new weights.", _shape)
)
