"""Ways to make a package smaller, one file each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Scheme:
    """`apply(mlmodel, held)` returns a compressed copy, an MLModel; `held` weights stay as they are.

    bits: nominal, per stored number; table_bits: what scales and zero points add to that;
    target: the oldest deployment target that runs it; agreement: the share of labels (0..1) that
    must stay the same for a good verdict.
    """

    name: str
    help: str
    bits: int
    target: str
    agreement: float
    apply: Callable[[Any, tuple[str, ...]], Any]
    table_bits: float = 0.0


SCHEMES: Registry[Scheme] = Registry("studio.convert.schemes")
