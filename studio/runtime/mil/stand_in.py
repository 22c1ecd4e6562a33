"""Our evaluator in the place of coremltools' native proxy, so that its `predict()` works off a Mac.

Everything above the proxy (input checks, dtype handling, classifier outputs, compute units) is
coremltools' own Python; only Apple's native library is replaced. Source of the proxy's
interface: coremltools/coremlpython/CoreMLPython.h and its callers in coremltools/models.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import numpy as np

from studio.core.errors import HostError, StudioError, UpstreamError
from studio.core.scratch import scratch_folder
from studio.runtime.mil.constants import from_numpy
from studio.runtime.mil.evaluator import Evaluator
from studio.runtime.mil.ops.state import Held
from studio.runtime.mil.package import open_package
from studio.runtime.mil.stand_in_plan import StandInPlan, StandInProcessor, structure_of


class StandInState:
    """What `MLModel.make_state()` wraps: the tensors a model keeps, by name."""

    def __init__(self, held: dict[str, Held]) -> None:
        self.held = held

    def read_state(self, name: str) -> Any:
        """A state's value as a float32 array, as Apple's own reads it."""
        return self._named(name).value.to("cpu").float().numpy()

    def write_state(self, name: str, value: Any) -> None:
        """Replaces a state's value by an array of the same shape."""
        held, given = self._named(name), from_numpy(np.asarray(value))
        if given.shape != held.value.shape:
            raise RuntimeError(f"The state {name} has shape {tuple(held.value.shape)}.")
        held.value = given.to(held.value.dtype)

    def _named(self, name: str) -> Held:
        if name not in self.held:
            raise RuntimeError(f"There is no state {name}; there are {', '.join(self.held)}.")
        return self.held[name]


class StandIn:
    """What coremltools calls `_MLModelProxy`, answered by the evaluator."""

    arithmetic: ClassVar[str] = "faithful"

    def __init__(
        self, path: str, compute_units: str, function_name: str, hints: dict[str, str], asset: Any
    ) -> None:
        began = time.perf_counter_ns()
        try:
            package = open_package(path)
            self._evaluator = Evaluator(
                package, arithmetic=type(self).arithmetic, function=function_name
            )
        except StudioError as error:  # coremltools expects what pybind raises
            raise RuntimeError(error.message) from error
        self.compute_units, self._path = compute_units, path
        self._load_duration = time.perf_counter_ns() - began
        self._last_duration: int | None = None

    @staticmethod
    def maximum_supported_specification_version() -> int:
        """The newest model version we read: iOS 26's."""
        return 10

    @staticmethod
    def compileModel(path: str) -> str:
        """A "compiled" model: a copy of the package in a fresh .mlmodelc folder."""
        folder = scratch_folder("compiled") / f"{Path(path).stem}.mlmodelc"
        shutil.copytree(path, folder)
        return str(folder)

    def get_compiled_model_path(self) -> str:
        """Where the model was loaded from."""
        return self._path

    def newState(self) -> StandInState:
        """A fresh state, all zeros."""
        return StandInState(self._evaluator.new_state())

    def predict(self, data: dict[str, Any], state: StandInState | None = None) -> dict[str, Any]:
        """One prediction. Raises RuntimeError with our sentence, as the native proxy would."""
        with _as_pybind(), self._timed():
            return self._evaluator(data, state=None if state is None else state.held)

    def batchPredict(self, data: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Predictions in order; in fast mode together, where the program allows it."""
        with _as_pybind(), self._timed():
            return self._evaluator.each(data)

    @staticmethod
    def get_model_structure(path: str) -> Any:
        """coremltools' MLModelStructure of a "compiled" model."""
        return structure_of(open_package(path))

    @staticmethod
    def get_compute_plan(path: str, compute_units: str) -> Any:
        """coremltools' MLComputePlan: all on this computer's processor, whatever units are asked for."""
        from coremltools.models.compute_plan import MLComputePlan

        return MLComputePlan(StandInPlan(path))

    def get_load_duration_in_nano_seconds(self) -> int:
        """What loading took."""
        return self._load_duration

    def get_last_predict_duration_in_nano_seconds(self) -> int | None:
        """What the latest prediction took, None before the first."""
        return self._last_duration

    @contextmanager
    def _timed(self) -> Iterator[None]:
        began = time.perf_counter_ns()
        yield
        self._last_duration = time.perf_counter_ns() - began


@contextmanager
def _as_pybind() -> Iterator[None]:
    """Our errors as the RuntimeError a native proxy raises, with our sentence."""
    try:
        yield
    except UpstreamError as error:  # in the words of Core ML: callers look for them
        words = "Unable to compute the prediction using ML Program."
        raise RuntimeError(f"{words} {error.message} {error.detail}") from error
    except StudioError as error:
        raise RuntimeError(error.message) from error


def install(arithmetic: str = "faithful") -> None:
    """Put StandIn behind coremltools. Raises HostError on a Mac, where Apple's own is there."""
    if sys.platform == "darwin":
        raise HostError(
            "On a Mac predictions are Core ML's own.",
            code="stand-in-on-mac",
            remedy="Use --runtime reference for the studio's interpreter.",
        )
    from coremltools.models import _compiled_model, compute_device, compute_plan, model

    StandIn.arithmetic = arithmetic
    model._MLModelProxy = StandIn
    _compiled_model._MLModelProxy = StandIn
    compute_plan._MLModelProxy, compute_plan._MLComputePlanProxy = StandIn, StandInPlan
    compute_device._MLCPUComputeDeviceProxy = StandInProcessor
    # Compiled models and states ask for a macOS version before anything else.
    _compiled_model._macos_version = lambda: (26, 0)
    model._is_macos, model._macos_version = (lambda: True), (lambda: (26, 0))
