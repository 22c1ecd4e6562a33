"""coreml: Apple's Core ML on a Mac, in a process of its own that may crash without harm.

Not run on a Mac: its whole Python path is tested with a stand-in behind coremltools.
"""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path

from studio.core.values import Availability
from studio.runtime.door import BACKENDS, Told
from studio.runtime.session import Runtime

STAND_IN = (
    "POCKETBERT_COREML_STAND_IN"  # tests only: the child puts our evaluator behind coremltools
)


class CoreML:
    """coremltools' predict in a child process, on the compute units asked for."""

    name = "coreml"
    help = "Apple's Core ML on this Mac: CPU, GPU or Neural Engine"

    def available(self) -> Availability:
        """Needs macOS."""
        if sys.platform == "darwin" or os.environ.get(STAND_IN):
            return Availability(True)
        return Availability(
            False,
            "Core ML runs only on a Mac.",
            "Use the reference runtime here, or copy the .mlpackage to a Mac.",
        )

    def open(
        self, path: Path, *, arithmetic: str, compute_units: str, function_name: str = "", told: Told
    ) -> Runtime:  # fmt: skip
        """Open an .mlpackage; the child compiles it from a copy, the package is only read.

        It answers once before anybody asks: the first prediction on a device is the slow one, and
        where Core ML dies it mostly dies there.
        """
        from studio.runtime.coreml_fallback import CoreMLFallback
        from studio.runtime.identity import meet
        from studio.runtime.mil import open_package
        from studio.runtime.package_engine import PackageEngine

        told("read")
        wiring, card, encoder = meet(open_package(path, function_name))
        model = CoreMLFallback(path, compute_units, function_name, told, wiring)
        engine = PackageEngine(model.call, card, encoder, trouble=model.trouble, close=model.close, peak=model.peak_bytes)  # fmt: skip
        told("first prediction")
        with ExitStack() as undo:
            undo.callback(engine.close)
            engine.logits([""])
            undo.pop_all()
        return Runtime(self.name, engine, card, encoder, arithmetic="device", about=lambda: model.about)  # fmt: skip


BACKENDS.register("coreml")(CoreML())
