"""6-bit palette: each tensor's values become 64 shared ones, found by k-means."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PALETTE6 = SCHEMES.register("palette6")(
    Scheme(
        name="palette6",
        help="6-bit palette per tensor: 64 shared values each",
        bits=6,
        target="iOS16",
        agreement=0.99,
        codings={"words": ("palette", 6, 0), "inner": ("palette", 6, 0)},
        calibrated=True,
    )
)
