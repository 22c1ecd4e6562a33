"""MobileBERT: bottlenecks, and scale-and-shift instead of layer normalisation."""

from __future__ import annotations

from studio.convert.families import FAMILIES, Family

MOBILEBERT = FAMILIES.register("mobilebert")(
    Family(
        "mobilebert",
        ("mobilebert",),
        leaves_half="the residual stream, which nothing normalises from layer to layer",
        quirks=(
            "Sums of the stream reach 1e5 and more in trained models: NaN in float16.",
            "Every token sees its neighbours' embeddings, padding's too, whatever the mask says: "
            "that row is zeroed on loading, or answers would depend on the batch.",
        ),
    )
)
