"""onnx: an ONNX file, run by ONNX Runtime on the processor."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from studio.core.values import Availability
from studio.runtime.door import BACKENDS, Told
from studio.runtime.session import Runtime


class Onnx:
    """ONNX Runtime on the processor: the graph as the file holds it."""

    name = "onnx"
    help = "ONNX Runtime on the processor: an .onnx file as it is (any system)"

    def available(self) -> Availability:
        """Needs onnxruntime."""
        if importlib.util.find_spec("onnxruntime") is None:
            return Availability(
                False, "ONNX Runtime isn't installed.", "Install it: pip install onnxruntime"
            )
        return Availability(True)

    def open(
        self, path: Path, *, arithmetic: str, compute_units: str, function_name: str = "", told: Told
    ) -> Runtime:  # fmt: skip
        """Open an .onnx file; its labels and tokenizer are inside it, or lie beside it."""
        from studio.runtime.onnx_engine import OnnxEngine, open_session
        from studio.runtime.onnx_identity import identify

        told("load")
        session = open_session(path)
        card, encoder = identify(path, session)
        return Runtime(
            self.name,
            OnnxEngine(path, session, card, encoder),
            card,
            encoder,
            arithmetic="float32",
            about="ONNX Runtime on this computer's processor, the ONNX file as it is.",
        )


BACKENDS.register("onnx")(Onnx())
