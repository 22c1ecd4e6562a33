"""The first half of the teacher's layers: 0, 1 and 2 of six."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, layer_subset


def _layers(n: int) -> list[int]:
    return list(range((n + 1) // 2))


def _shape(config: Any) -> Any:
    return layer_subset(config, _layers(config.num_hidden_layers))


PRESETS.register("first_half")(
    Preset("first_half", "The lower half of the teacher's layers, weights copied.", _shape, _layers)
)
