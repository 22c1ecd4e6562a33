"""8-bit linear quantisation: symmetric, one scale for each output channel, errors made up for."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

INT8 = SCHEMES.register("int8")(
    Scheme(
        name="int8",
        help="8-bit linear, one scale a channel: half the size of float16, hardly any loss",
        bits=8,
        target="iOS16",
        agreement=0.995,
        codings={"words": ("linear", 8, 0), "inner": ("linear", 8, 0)},
        calibrated=True,
    )
)
