"""Ways from a checkpoint to an ML Program, one file each."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.events import Event
from studio.core.registry import Registry

if TYPE_CHECKING:
    from studio.convert.overflow import HalfGuard


@dataclass(frozen=True, slots=True)
class Plan:
    """Checked settings: lengths ascending and not empty.

    temperature divides the logits before the softmax; rows are ids and mask, int32[n, L] tensors,
    to prove the wrapper and measure activations with (None: made-up ones); guard keeps what
    would overflow out of half precision; layout names how tensors lie (studio.convert.layouts).
    """

    precision: str
    target: str
    lengths: tuple[int, ...]
    temperature: float = 1.0
    rows: Any = None
    guard: HalfGuard | None = None
    layout: str = "plain"


@dataclass(frozen=True, slots=True)
class Bare:
    """A fresh program with tensor outputs `logits` and `probabilities`; weights lie on disk.

    kept names the operations that stay in float32 because float16 would overflow.
    """

    spec: Any
    mask: str
    gate: float
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """`build(model, package, plan)` writes a package and returns its description as `Bare`.

    model: the Hugging Face module, float32, on the CPU, in eval mode.
    """

    name: str
    help: str
    build: Callable[[Any, Path, Plan], Generator[Event, None, Bare]]


ROUTES: Registry[Route] = Registry("studio.convert.routes")
