"""The last half of the teacher's layers: 3, 4 and 5 of six."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, layer_subset


def _layers(n: int) -> list[int]:
    return list(range(n // 2, n))


def _shape(config: Any) -> Any:
    return layer_subset(config, _layers(config.num_hidden_layers))


PRESETS.register("last_half")(
    Preset("last_half", "The upper half of the teacher's layers, weights copied.", _shape, _layers)
)
