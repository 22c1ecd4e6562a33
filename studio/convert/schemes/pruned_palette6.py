"""A quarter of the numbers become zero, the others indices into a 6-bit palette."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PRUNED_PALETTE6 = SCHEMES.register("pruned_palette6")(
    Scheme(
        name="pruned_palette6",
        help="A quarter of the numbers are zero, the rest a 6-bit palette: 5.5 bits a number; needs iOS 18",
        bits=6,
        target="iOS18",
        agreement=0.97,
        codings={"inner": ("palette", 6, 0, False, 25), "words": ("palette", 6, 0, False, 25)},
        table_bits=-0.5,
        calibrated=True,
    )
)
