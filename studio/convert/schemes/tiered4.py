"""4-bit palettes for the inner layers; words at 6 bits where texts use them, at 2 elsewhere."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

TIERED4 = SCHEMES.register("tiered4")(
    Scheme(
        name="tiered4",
        help="4 bits for the inner layers, 6 for the words your texts use, 2 for all other words; needs iOS 18",
        bits=4,
        target="iOS18",
        agreement=0.98,
        codings={
            "words": ("palette", 6, 0, False, 0, 2),
            "inner": ("palette", 4, 8),
            "added": ("palette", 8, 0),
            "table": ("palette", 8, 0),
            "head": ("palette", 8, 0),
        },
        calibrated=True,
    )
)
