"""4-bit linear quantisation: one scale and zero point for each block of 16 numbers."""

from __future__ import annotations

from typing import Any

from studio.convert.schemes import SCHEMES, Scheme

BLOCK = 16


def apply(model: Any, held: tuple[str, ...]) -> Any:
    """The quantised copy; a tensor whose width is no multiple of 16 stays as it is."""
    from studio.convert.held import config
    from studio.convert.upstream import core_ml_tools

    cto = core_ml_tools().optimize.coreml
    each = cto.OpLinearQuantizerConfig(
        mode="linear", dtype="uint4", granularity="per_block", block_size=BLOCK
    )
    return cto.linear_quantize_weights(model, config(each, held))


INT4 = SCHEMES.register("int4")(
    Scheme(
        name="int4",
        # A trained 3-layer student, 471 rows: 98.7 % of labels kept; blocks of 32 98.1 %, palette4 96.0 %.
        help="4-bit linear in blocks of 16, 5.25 bits with scales: keeps most labels; needs iOS 18",
        bits=4,
        target="iOS18",
        agreement=0.98,
        apply=apply,
        table_bits=20 / BLOCK,  # a float16 scale and a 4-bit zero point for each block
    )
)
