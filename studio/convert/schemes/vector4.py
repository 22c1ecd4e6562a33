"""Vector palette: two neighbouring numbers share one of 256 pairs, 4 bits each."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

VECTOR4 = SCHEMES.register("vector4")(
    Scheme(
        name="vector4",
        help="Palette of 256 pairs: 4 bits a number; needs iOS 18",
        bits=4,
        target="iOS18",
        agreement=0.98,
        codings={"words": ("vector", 8, 2), "inner": ("vector", 8, 2), "head": ("palette", 8, 0)},
        table_bits=0.0,
        calibrated=True,
    )
)
