"""A worker whose steps wear the verbs' names: what the command line's tests run."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import HostError, InputError, QualityError, UpstreamError
from studio.core.events import ArtifactReady, Event, Metric, Note, Progress
from studio.jobs.worker import main

Step = Generator[Event | None, None, Any]
ERRORS = {
    "input": InputError("The file is empty.", code="empty", remedy="Give rows.", detail="expert talk"),
    "host": HostError("The disk is full.", code="disk-full", remedy="Free some."),
    "upstream": UpstreamError("The op aten::x is refused.", code="op", remedy="Other route."),
    "quality": QualityError("Parity failed.", code="parity", remedy="Gentler.", detail="row 17"),
    "bug": ZeroDivisionError("oh"),
}  # fmt: skip


def start(order: dict[str, Any]) -> Step:
    spec, step = order["spec"], order["step"]
    if step == "import":
        yield from working(spec["file"])
        return {"order": order, "lines": ["imported"]}
    if step == "verify":
        yield Note("comparing")
        raise ERRORS[spec["reference"]]
    if step == "predict":
        return {"predictions": [{"text": t, "label": "größe"} for t in spec["text"]]}
    if step == "bench":
        return {"table": [{"model": m, "p50 ms": 1.5, "runtime": "torch"} for m in spec["models"]]}
    return order


def working(kind: str) -> Step:
    try:
        for at in range(1, 6):
            yield Progress("reading", at, 5)
            yield Metric("train/loss", 1 / at, at)
        yield Note("two columns", "warning")
        yield ArtifactReady("dataset", "d" * 64, "/p/dataset", 2_500_000)
        if kind == "wait":
            for at in range(10**6):
                yield Progress("waiting", at)
                time.sleep(0.02)
        if kind == "stuck":
            yield Note("stuck now")
            time.sleep(300)
        if kind == "die":
            os.kill(os.getpid(), 9)
    finally:
        if kind == "wait":
            Path("tidied").write_text("yes")


if __name__ == "__main__":
    sys.exit(main(start))
