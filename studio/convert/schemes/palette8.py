"""8-bit palette: each tensor's values become 256 shared ones, found by k-means."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PALETTE8 = SCHEMES.register("palette8")(
    Scheme(
        name="palette8",
        help="8-bit palette per tensor: 256 shared values each",
        bits=8,
        target="iOS16",
        agreement=0.995,
        codings={"words": ("palette", 8, 0), "inner": ("palette", 8, 0)},
        calibrated=True,
    )
)
