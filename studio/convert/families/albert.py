"""ALBERT: one layer used many times, narrow embeddings."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

ALBERT = FAMILIES.register("albert")(
    Family(
        "albert",
        ("albert",),
        tokenizers=("Unigram",),
        quirks=("Every use of the shared layer must point at one stored copy of its weights.",),
    )
)
