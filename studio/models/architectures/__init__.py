"""Student presets, one file each: how a small classifier is made from a teacher."""

from __future__ import annotations

from studio.core.registry import Registry
from studio.models.students import Preset

PRESETS: Registry[Preset] = Registry("studio.models.architectures")
