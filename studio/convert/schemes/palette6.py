"""6-bit palette: each tensor's values become 64 shared ones, found by k-means."""

from __future__ import annotations

from typing import Any

from studio.convert.schemes import SCHEMES, Scheme


def apply(model: Any, held: tuple[str, ...]) -> Any:
    """The palettised copy."""
    from studio.convert.palette import palettise

    return palettise(model, held, bits=6)


PALETTE6 = SCHEMES.register("palette6")(
    Scheme(
        name="palette6",
        help="6-bit palette per tensor: 64 shared values each",
        bits=6,
        target="iOS16",
        agreement=0.99,
        apply=apply,
    )
)
