"""The registry of MIL ops: a kernel's signature says what its inputs are.

Positional parameters are tensors, `values` a list of tensors, keyword-only parameters are
settings (plain ints, floats, bools, strings, lists). Defaults are the ones MIL documents.
A kernel works in float32 where the program says fp16; rounding what it returns to the declared
type is the arithmetic's business, so an op file states the meaning and nothing else.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from studio.core.registry import Registry

Kernel = Callable[..., Any]
K = TypeVar("K", bound=Kernel)
_EMPTY = inspect.Parameter.empty
_KEYWORD = inspect.Parameter.KEYWORD_ONLY


@dataclass(frozen=True, slots=True)
class Op:
    """One MIL op. tensors and settings map parameter names to defaults (`Op.REQUIRED`: none).

    moves: it only rearranges numbers that are rounded already. keeps_half: inputs whose fp16
    constants may stay in half precision (tables too big to widen). constant: works on numpy
    arrays, once, while loading. blocks: takes its nested blocks as callables.
    """

    name: str
    kernel: Kernel
    tensors: dict[str, Any]
    settings: dict[str, Any]
    moves: bool = False
    keeps_half: tuple[str, ...] = ()
    constant: bool = False
    blocks: bool = False


REQUIRED = _EMPTY
OPS: Registry[Op] = Registry("studio.runtime.mil.ops")


def op(
    *names: str,
    moves: bool = False,
    keeps_half: tuple[str, ...] = (),
    constant: bool = False,
    blocks: bool = False,
) -> Callable[[K], K]:
    """Register a kernel under MIL op names (see Op for the flags)."""

    def add(kernel: K) -> K:
        tensors, settings = _parameters(kernel)
        settings.pop("blocks", None)
        for name in names:
            entry = Op(name, kernel, tensors, settings, moves, keeps_half, constant, blocks)
            OPS.register(name)(entry)
        return kernel

    return add


def family(kernels: dict[str, Kernel], *, moves: bool = False) -> None:
    """Register a family of ops that differ only in the function of the table."""
    for name, kernel in kernels.items():
        op(name, moves=moves)(kernel)


def _parameters(kernel: Kernel) -> tuple[dict[str, Any], dict[str, Any]]:
    tensors: dict[str, Any] = {}
    settings: dict[str, Any] = {}
    for name, parameter in inspect.signature(kernel).parameters.items():
        place = settings if parameter.kind is _KEYWORD else tensors
        place[name] = parameter.default
    return tensors, settings
