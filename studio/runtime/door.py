"""open_runtime: the right backend for a path on this machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from studio.core.errors import HostError, InputError
from studio.core.ordinary import refuse_special
from studio.core.registry import Registry
from studio.core.values import Availability
from studio.runtime.session import Runtime

PACKAGE_RUNTIMES = ("reference", "coreml")
Told = Callable[[str], None]
COMPUTE_UNITS = ("ALL", "CPU_ONLY", "CPU_AND_GPU", "CPU_AND_NE")


class Backend(Protocol):
    """A way to run an artifact. Its module imports nothing heavy until `open`."""

    name: str
    help: str

    def available(self) -> Availability:
        """Whether it works on this machine, and if not how to mend that."""
        ...

    def open(
        self, path: Path, *, arithmetic: str, compute_units: str, function_name: str = "", told: Told
    ) -> Runtime:  # fmt: skip
        """Open an artifact this backend understands; `told` hears the stages. Raises StudioError."""
        ...


def _silent(stage: str) -> None:
    """Nobody listens."""


BACKENDS: Registry[Backend] = Registry("studio.runtime.backends")


def open_runtime(
    path: Path | str,
    *,
    runtime: str = "auto",
    arithmetic: str = "faithful",
    compute_units: str = "ALL",
    function_name: str = "",
    told: Told = _silent,
) -> Runtime:
    """Open a Hugging Face folder, an .mlpackage or an .onnx file for prediction.

    `auto` takes torch for a folder with config.json, onnx for an .onnx file, coreml for an
    .mlpackage on a Mac and reference elsewhere. arithmetic matters to `reference`, compute_units to `coreml`;
    function_name chooses one of an .mlpackage's functions (default: its own choice). told hears the
    stages of loading: "read", "copy", "compile", "load", "first prediction", or a sentence.
    Raises InputError (path, settings, a broken package), HostError (not available here).
    """
    path = Path(path)
    if not path.exists():
        raise InputError(
            f"There is no {path}.", code="no-such-file", remedy="Check the path of the model."
        )
    refuse_special(path)
    name = choose(path) if runtime == "auto" else runtime
    _check(name, arithmetic, compute_units)
    if function_name and name not in PACKAGE_RUNTIMES:
        raise InputError(
            f"The runtime {name} knows no functions inside a model.",
            code="no-functions",
            remedy="Leave the function's name out, or hand over an .mlpackage.",
        )
    backend = BACKENDS[name]
    offered = backend.available()
    if not offered.ok:
        raise HostError(offered.reason, code="runtime-unavailable", remedy=offered.remedy)
    return backend.open(
        path, arithmetic=arithmetic, compute_units=compute_units, function_name=function_name, told=told
    )  # fmt: skip


def choose(path: Path) -> str:
    """The backend `auto` stands for."""
    if (path / "config.json").is_file():
        return "torch"
    if (path / "Manifest.json").is_file() or path.suffix == ".mlpackage":
        return "coreml" if sys.platform == "darwin" else "reference"
    if path.suffix.lower() == ".onnx":
        return "onnx"
    raise InputError(
        f"{path.name} is neither a Hugging Face model folder nor an .mlpackage or .onnx file.",
        code="not-a-model",
        remedy="Hand over a folder with config.json, an .mlpackage, or an .onnx file.",
    )


def _check(name: str, arithmetic: str, compute_units: str) -> None:
    if name not in BACKENDS:
        raise InputError(
            f"There is no runtime called {name}.",
            code="no-such-runtime",
            remedy=f"Choose auto or one of {', '.join(BACKENDS)}.",
        )
    if arithmetic not in ("faithful", "fast"):
        raise InputError(
            f"There is no arithmetic called {arithmetic}.",
            code="no-such-arithmetic",
            remedy="Choose faithful (fp16 as the program declares it) or fast (float32).",
        )
    if compute_units not in COMPUTE_UNITS:
        raise InputError(
            f"There are no compute units called {compute_units}.",
            code="no-such-compute-units",
            remedy=f"Choose one of {', '.join(COMPUTE_UNITS)}.",
        )
