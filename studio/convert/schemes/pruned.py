"""Half of the numbers become zero; the others stay as they are."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

PRUNED = SCHEMES.register("pruned")(
    Scheme(
        name="pruned",
        help="Half of the numbers are zero, the rest stay float16: 9 bits a number; needs iOS 18",
        bits=9,
        target="iOS18",
        agreement=0.95,
        codings={"inner": ("half", 16, 0, False, 50), "words": ("half", 16, 0, False, 50)},
        table_bits=0.0,
        calibrated=True,
    )
)
