"""Every third layer of the teacher, the last one included: 2 and 5 of six."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, every_nth, layer_subset


def _layers(n: int) -> list[int]:
    return every_nth(n, 3)


def _shape(config: Any) -> Any:
    return layer_subset(config, _layers(config.num_hidden_layers))


PRESETS.register("every_third_layer")(
    Preset("every_third_layer", "A third of the teacher's layers, weights copied.", _shape, _layers)
)
