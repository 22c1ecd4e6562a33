"""What goes into and comes out of the room: settings and reports, plain and frozen."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.values import ClassifierCard

TARGETS = ("iOS16", "iOS17", "iOS18", "iOS26")  # deployment targets, oldest first
PRECISIONS = ("float16", "float32")
LAYOUTS = ("plain", "neural-engine")


@dataclass(frozen=True, slots=True)
class ConvertSettings:
    """How to convert; every default is usable.

    lengths are token counts L including [CLS] and [SEP]; empty means the card's max_length;
    several need target iOS18. temperature (a calibrated one; 1: none) divides the logits before
    the softmax; texts whose best probability is under reject_below should go to a person (0: none
    does): the package says so, `predict` and the playground heed it. The texts end up in the
    package's description, where an empty one is replaced by a sentence made from the card.
    """

    route: str = "torch"
    precision: str = "float16"
    target: str = "iOS17"
    lengths: tuple[int, ...] = ()
    layout: str = "plain"
    author: str = ""
    licence: str = ""
    version: str = "1.0"
    description: str = ""
    temperature: float = 1.0
    reject_below: float = 0.0


@dataclass(frozen=True, slots=True)
class TensorBits:
    """One stored weight: elements of it and the bits each one really takes, tables included."""

    name: str
    shape: tuple[int, ...]
    bits: float

    @property
    def elements(self) -> int:
        """How many numbers the dense tensor holds."""
        count = 1
        for side in self.shape:
            count *= side
        return count


@dataclass(frozen=True, slots=True)
class PackageReport:
    """A converted package. `digest` leaves out Manifest.json, which loading rewrites.

    `gate` is the largest |difference of logits| between the exported wrapper and the plain
    model on padded inputs in float32; `mask` says which attention mask was exported; `kept`
    names the operations that stay in float32 because float16 would overflow.
    """

    path: Path
    size_bytes: int
    digest: str
    card: ClassifierCard
    route: str
    target: str
    mask: str
    gate: float
    parameters: int
    kept: tuple[str, ...] = ()
    layout: str = "plain"

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {**dataclasses.asdict(self), "path": str(self.path)}


@dataclass(frozen=True, slots=True)
class CompressReport:
    """A compressed package with the bits every weight tensor really got.

    `bits` is the average over all stored numbers; `untouched` names the large tensors that the
    scheme left as they were; `target` is what the package needs to run.
    """

    path: Path
    size_bytes: int
    digest: str
    card: ClassifierCard
    scheme: str
    target: str
    parent_digest: str
    parent_bytes: int
    bits: float
    tensors: tuple[TensorBits, ...]
    untouched: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {**dataclasses.asdict(self), "path": str(self.path)}
