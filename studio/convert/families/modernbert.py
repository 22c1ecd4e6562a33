"""ModernBERT: rotary positions, and a sliding window in most layers."""

from __future__ import annotations

from studio.convert.families import FAMILIES, OWN, Family

MODERNBERT = FAMILIES.register("modernbert")(
    Family(
        "modernbert",
        ("modernbert",),
        mask=OWN,
        token_types=False,
        tokenizers=("BPE",),
        places=False,
        quirks=("A ready mask takes the place of the sliding windows: wrong answers, no error.",),
    )
)
