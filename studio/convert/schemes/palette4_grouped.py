"""4-bit palettes, one for each 16 channels; positions and head at 8 bits."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PALETTE4_GROUPED = SCHEMES.register("palette4_grouped")(
    Scheme(
        name="palette4_grouped",
        help="4-bit palette for each 16 channels, weighted by what real sentences need; needs iOS 18",
        bits=4,
        target="iOS18",
        agreement=0.98,
        codings={
            "words": ("palette", 4, 16),
            "inner": ("palette", 4, 16),
            "added": ("palette", 8, 0),
            "table": ("palette", 8, 0),
            "head": ("palette", 8, 0),
        },
        calibrated=True,
        table_bits=0.03,
    )
)
