"""DeBERTa v2 and v3: relative positions, disentangled attention, its own 4-D mask."""

from __future__ import annotations

from studio.convert.families import FAMILIES, OWN, Family

DEBERTA = FAMILIES.register("deberta")(
    Family(
        "deberta",
        ("deberta-v2", "deberta"),
        mask=OWN,
        tokenizers=("Unigram", "BPE"),
        quirks=(
            "It multiplies the 2-D mask by itself and masks rows, too: a ready additive mask "
            "turns padded rows into NaN.",
            "It masks with the smallest float, which must stay finite in float16.",
        ),
    )
)
