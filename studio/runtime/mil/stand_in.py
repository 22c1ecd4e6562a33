"""Our evaluator in the place of coremltools' native proxy, so that its `predict()` works off a Mac.

Everything above the proxy (input checks, dtype handling, classifier outputs, compute units) is
coremltools' own Python; only Apple's native library is replaced. Source of the proxy's
interface: coremltools/coremlpython/CoreMLPython.h and its callers in coremltools/models.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, ClassVar

from studio.core.errors import HostError, StudioError
from studio.runtime.mil.evaluator import Evaluator
from studio.runtime.mil.package import open_package


class StandIn:
    """What coremltools calls `_MLModelProxy`, answered by the evaluator."""

    arithmetic: ClassVar[str] = "faithful"

    def __init__(
        self, path: str, compute_units: str, function_name: str, hints: dict[str, str], asset: Any
    ) -> None:
        try:
            package = open_package(path)
            self._evaluator = Evaluator(
                package, arithmetic=type(self).arithmetic, function=function_name
            )
        except StudioError as error:  # coremltools expects what pybind raises
            raise RuntimeError(error.message) from error
        self.compute_units, self._path = compute_units, path

    @staticmethod
    def maximum_supported_specification_version() -> int:
        """The newest model version we read: iOS 26's."""
        return 10

    @staticmethod
    def compileModel(path: str) -> str:
        """A "compiled" model: a copy of the package in a fresh .mlmodelc folder."""
        folder = Path(tempfile.mkdtemp()) / f"{Path(path).stem}.mlmodelc"
        shutil.copytree(path, folder)
        return str(folder)

    def get_compiled_model_path(self) -> str:
        """Where the model was loaded from."""
        return self._path

    def predict(self, data: dict[str, Any], state: Any = None) -> dict[str, Any]:
        """One prediction. Raises RuntimeError with our sentence, as the native proxy would."""
        if state is not None:
            raise RuntimeError("Models with a state don't run here.")
        try:
            return self._evaluator(data)
        except StudioError as error:
            raise RuntimeError(error.message) from error

    def batchPredict(self, data: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Predictions in order."""
        return [self.predict(one) for one in data]


def install(arithmetic: str = "faithful") -> None:
    """Put StandIn behind coremltools. Raises HostError on a Mac, where Apple's own is there."""
    if sys.platform == "darwin":
        raise HostError(
            "On a Mac predictions are Core ML's own.",
            code="stand-in-on-mac",
            remedy="Use --runtime reference for the studio's interpreter.",
        )
    from coremltools.models import _compiled_model, model

    StandIn.arithmetic = arithmetic
    model._MLModelProxy = StandIn
    _compiled_model._MLModelProxy = StandIn
    # CompiledMLModel asks for a macOS version before anything else; off a Mac it is (0, 0).
    _compiled_model._macos_version = lambda: (26, 0)
