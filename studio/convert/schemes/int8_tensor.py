"""8-bit linear quantisation: symmetric, one scale for each tensor."""

from __future__ import annotations

from studio.convert.schemes import SCHEMES, Scheme

INT8_TENSOR = SCHEMES.register("int8_tensor")(
    Scheme(
        name="int8_tensor",
        help="8-bit linear, one scale a tensor: for tools that know no scales a channel; loses more than int8",
        bits=8,
        target="iOS16",
        agreement=0.98,
        codings={"words": ("linear", 8, -1), "inner": ("linear", 8, -1)},
    )
)
