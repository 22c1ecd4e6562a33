"""8-bit linear quantisation: symmetric, one scale for each output channel."""

from __future__ import annotations

from typing import Any

from studio.convert.schemes import SCHEMES, Scheme


def apply(model: Any, held: tuple[str, ...]) -> Any:
    """The quantised copy."""
    from studio.convert.held import config
    from studio.convert.upstream import core_ml_tools

    cto = core_ml_tools().optimize.coreml
    each = cto.OpLinearQuantizerConfig(
        mode="linear_symmetric", dtype="int8", granularity="per_channel"
    )
    return cto.linear_quantize_weights(model, config(each, held))


INT8 = SCHEMES.register("int8")(
    Scheme(
        name="int8",
        help="8-bit linear, one scale a channel: half the size of float16, hardly any loss",
        bits=8,
        target="iOS16",
        agreement=0.995,
        apply=apply,
    )
)
