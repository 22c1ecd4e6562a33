"""4-bit palette: each tensor's values become 16 shared ones, found by k-means."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PALETTE4 = SCHEMES.register("palette4")(
    Scheme(
        name="palette4",
        help="4-bit palette per tensor: 16 shared values each",
        bits=4,
        target="iOS16",
        agreement=0.98,
        codings={"words": ("palette", 4, 0), "inner": ("palette", 4, 0)},
    )
)
