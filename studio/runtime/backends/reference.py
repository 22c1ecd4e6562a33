"""reference: Core ML's arithmetic by the studio's own interpreter, on any system."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.values import Availability
from studio.runtime.door import BACKENDS, Told
from studio.runtime.session import Runtime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Reference:
    """Evaluates the ML Program with torch. It predicts Core ML's answer; it isn't Apple's runtime."""

    name = "reference"
    help = "Core ML's arithmetic by the studio's interpreter, not Apple's runtime (any system)"

    def available(self) -> Availability:
        """Needs torch."""
        if importlib.util.find_spec("torch") is None:
            return Availability(
                False, "PyTorch isn't installed.", "Install torch (see the README)."
            )
        return Availability(True)

    def open(
        self, path: Path, *, arithmetic: str, compute_units: str, function_name: str = "", told: Told
    ) -> Runtime:  # fmt: skip
        """Open an .mlpackage; the package is only read."""
        from studio.runtime.identity import meet
        from studio.runtime.mil import open_evaluator, open_package
        from studio.runtime.package_engine import PackageEngine

        told("read")
        package = open_package(path, function_name)
        wiring, card, encoder = meet(package)
        told("load")
        program = open_evaluator(package, arithmetic=arithmetic)

        def call(ids: NDArray[np.int32], mask: NDArray[np.int32]) -> NDArray[np.float32]:
            inputs = wiring.inputs(ids, mask)
            return wiring.logits((program if len(ids) == 1 else program.many)(inputs))

        def trouble() -> str:
            return str(program.first_nonfinite or "")

        engine = PackageEngine(call, card, encoder, together=True, trouble=trouble)
        return Runtime(
            self.name, engine, card, encoder, arithmetic=arithmetic, about=ABOUT[arithmetic]
        )


ABOUT = {
    "faithful": "Core ML's arithmetic by the studio's interpreter: every tensor rounded to the "
    "type the program declares. Apple's sums inside an op may still differ.",
    "fast": "The ML Program in float32 by the studio's interpreter, fused, without the padding "
    "where that provably changes nothing: quick, but it can't show what fp16 does.",
}
BACKENDS.register("reference")(Reference())
