"""Timings of Core ML by Core ML Tools' own benchmarker: on this Mac, and on phones with a cable.

Not run on a Mac; tested with a stand-in behind coremltools. The measuring is coreml_timing's, in a child.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from studio.runtime.coreml_process import CoreMLProcess
from studio.runtime.identity import meet
from studio.runtime.mil import open_package
from studio.runtime.session import fitting


@dataclass(frozen=True, slots=True)
class DeviceTimes:
    """Milliseconds of single loads and predictions on one device, Core ML's own calls alone."""

    device: str
    system: str
    load: tuple[float, ...]
    predict: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """rows: what was measured; left: phones nobody gave a signing team for; failed: sentences."""

    rows: tuple[DeviceTimes, ...]
    left: tuple[str, ...]
    failed: tuple[str, ...]


def benchmark(
    path: Path, text: str, *, calls: int, compute_units: str = "ALL", team: str = "",
    told: Callable[[str], None] = lambda _: None,
) -> Measured:  # fmt: skip
    """Time one text on this Mac and, with a developer team to sign for them, on connected phones.

    Raises HostError when the child dies or hangs, UpstreamError when coremltools refuses.
    """
    wiring, card, encoder = meet(open_package(path))
    lengths = card.lengths or (card.max_length,)
    ids = encoder.encode([text], min(card.max_length, max(lengths))).ids
    padded = encoder.pad(ids, fitting(lengths, len(ids[0])))
    process = CoreMLProcess(path, compute_units, told=told, wiring=wiring)
    try:
        found = process.benchmark(*padded, calls, team)
    finally:
        process.close()
    rows = tuple(DeviceTimes(r["device"], r["system"], tuple(r["load"]), tuple(r["predict"])) for r in found["rows"])  # fmt: skip
    return Measured(rows, tuple(found["left"]), tuple(found["failed"]))
