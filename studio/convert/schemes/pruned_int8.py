"""A quarter of the numbers become zero, the others 8-bit whole numbers."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PRUNED_INT8 = SCHEMES.register("pruned_int8")(
    Scheme(
        name="pruned_int8",
        help="A quarter of the numbers are zero, the rest 8-bit linear: 7 bits a number; needs iOS 18",
        bits=7,
        target="iOS18",
        agreement=0.98,
        codings={"inner": ("linear", 8, 0, False, 25), "words": ("linear", 8, 0, False, 25)},
        table_bits=0.0,
        calibrated=True,
    )
)
