"""6-bit palettes for the inner layers; words at 6 bits where texts use them, at 2 elsewhere."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

TIERED6 = SCHEMES.register("tiered6")(
    Scheme(
        name="tiered6",
        help="6 bits for the inner layers and the words your texts use, 2 for all other words; needs iOS 18",
        bits=6,
        target="iOS18",
        agreement=0.99,
        codings={
            "words": ("palette", 6, 0, False, 0, 2),
            "inner": ("palette", 6, 0),
            "added": ("palette", 8, 0),
            "table": ("palette", 8, 0),
            "head": ("palette", 8, 0),
        },
        calibrated=True,
    )
)
