"""SqueezeBERT: grouped 1x1 convolutions over [n, channels, L] instead of linear layers."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

SQUEEZEBERT = FAMILIES.register("squeezebert")(Family("squeezebert", ("squeezebert",)))
