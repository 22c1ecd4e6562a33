"""MPNet: buckets of relative positions on top of absolute ones, no token types.

Its positions start at 2 whatever the padding id is.
"""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

MPNET = FAMILIES.register("mpnet")(Family("mpnet", ("mpnet",), token_types=False, first_position=2))
