"""Every second layer of the teacher, the last one included: 1, 3 and 5 of six."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.students import Preset, every_nth, layer_subset


def _layers(n: int) -> list[int]:
    return every_nth(n, 2)


def _shape(config: Any) -> Any:
    return layer_subset(config, _layers(config.num_hidden_layers))


PRESETS.register("every_second_layer")(
    Preset("every_second_layer", "Half of the teacher's layers, weights copied.", _shape, _layers)
)
