"""ML Programs evaluated with torch, on any system: Core ML's arithmetic, not Apple's runtime.

`open_package` reads an .mlpackage without coremltools, `Evaluator` runs it, `install` puts the
evaluator behind coremltools' own `MLModel.predict` off a Mac. Importing this package is cheap;
torch arrives with the first Evaluator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.runtime.mil.collector import paused
from studio.runtime.mil.package import Package, open_package

if TYPE_CHECKING:
    from studio.runtime.mil.evaluator import Evaluator

__all__ = ["Package", "install", "open_evaluator", "open_package"]


def open_evaluator(
    package: Package, *, arithmetic: str = "faithful", function: str = ""
) -> Evaluator:
    """The evaluator of a package's function (imports torch)."""
    from studio.runtime.mil.evaluator import Evaluator

    with paused():
        return Evaluator(package, arithmetic=arithmetic, function=function)


def install(arithmetic: str = "faithful") -> None:
    """Make `coremltools.models.MLModel.predict` answer off a Mac, through our evaluator.

    Explicit and never on a Mac: raises HostError there. Calling it twice is harmless.
    """
    from studio.runtime.mil.stand_in import install as put

    put(arithmetic)
