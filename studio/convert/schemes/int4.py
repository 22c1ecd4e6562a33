"""4-bit linear quantisation: one scale and zero point for each block of 16 numbers."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

INT4 = SCHEMES.register("int4")(
    Scheme(
        name="int4",
        help="4-bit linear in blocks of 16, 5.25 bits with scales: keeps most labels; needs iOS 18",
        bits=4,
        target="iOS18",
        agreement=0.98,
        codings={"words": ("linear", 4, 16), "inner": ("linear", 4, 16)},
        table_bits=20 / 16,
    )
)
