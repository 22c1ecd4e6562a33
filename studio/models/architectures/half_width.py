"""All layers of the teacher at half the width: its strongest heads, neurons and dimensions."""

from __future__ import annotations

from typing import Any

from studio.models.architectures import PRESETS
from studio.models.narrowing import copy_strongest, narrower
from studio.models.students import Preset


def _shape(config: Any) -> Any:
    return narrower(config)


PRESETS.register("half_width")(
    Preset(
        "half_width",
        "All layers at half the width, the teacher's strongest weights copied; train it longer.",
        _shape,
        start=copy_strongest,
    )
)
