"""DistilBERT: half the layers, neither token types nor a pooler."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

DISTILBERT = FAMILIES.register("distilbert")(
    Family("distilbert", ("distilbert",), token_types=False)
)
