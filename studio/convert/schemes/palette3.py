"""3-bit palettes, one for each 16 channels; positions and head at 8 bits."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PALETTE3 = SCHEMES.register("palette3")(
    Scheme(
        name="palette3",
        help="3-bit palette for each 16 channels, weighted by what real sentences need; needs iOS 18",
        bits=3,
        target="iOS18",
        agreement=0.95,
        codings={
            "words": ("palette", 3, 16),
            "inner": ("palette", 3, 16),
            "added": ("palette", 8, 0),
            "table": ("palette", 8, 0),
            "head": ("palette", 8, 0),
        },
        calibrated=True,
        table_bits=-0.07,
    )
)
