"""Ways from a checkpoint to an ML Program, one file each."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.events import Event
from studio.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Plan:
    """Checked settings: lengths ascending and not empty."""

    precision: str
    target: str
    lengths: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bare:
    """A fresh program with tensor outputs `logits` and `probabilities`; weights lie on disk."""

    spec: Any
    mask: str
    gate: float


@dataclass(frozen=True, slots=True)
class Route:
    """`build(model, package, plan)` writes a package and returns its description as `Bare`.

    model: the Hugging Face module, float32, on the CPU, in eval mode.
    """

    name: str
    help: str
    build: Callable[[Any, Path, Plan], Generator[Event, None, Bare]]


ROUTES: Registry[Route] = Registry("studio.convert.routes")
