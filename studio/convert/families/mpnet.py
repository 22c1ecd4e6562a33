"""MPNet: buckets of relative positions on top of absolute ones, no token types."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

MPNET = FAMILIES.register("mpnet")(
    Family("mpnet", ("mpnet",), token_types=False, first_position=None)
)
