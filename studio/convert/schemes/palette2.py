"""2-bit palettes, one for each 16 channels, inner layers at 4 bits; positions and head at 8 bits."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PALETTE2 = SCHEMES.register("palette2")(
    Scheme(
        name="palette2",
        help="2-bit palette of the word table, 4-bit palettes elsewhere, weighted by what real sentences need; needs iOS 18",
        bits=2,
        target="iOS18",
        agreement=0.9,
        codings={
            "words": ("palette", 2, 16),
            "inner": ("palette", 4, 16),
            "added": ("palette", 8, 0),
            "table": ("palette", 8, 0),
            "head": ("palette", 8, 0),
        },
        calibrated=True,
        table_bits=0.6,
    )
)
