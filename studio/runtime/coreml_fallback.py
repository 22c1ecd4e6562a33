"""Core ML that goes on when it dies: the same question to fewer and fewer compute units, said aloud.

Not run on a Mac; tested with children that die and hang behind a stand-in.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.core.errors import HostError
from studio.runtime.coreml_process import CoreMLProcess
from studio.runtime.foreign_package import Wiring
from studio.runtime.identity import OURS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ORDER = ("ALL", "CPU_AND_NE", "CPU_AND_GPU", "CPU_ONLY")
DIED = "host.coreml-died"
Told = Callable[[str], None]


class CoreMLFallback:
    """A CoreMLProcess on the units asked for, or on the next ones after a death or a hang.

    told: hears of load stages and of every change of units. reason: why the units changed, "".
    """

    def __init__(
        self, path: Path, compute_units: str = "ALL", function_name: str = "",
        told: Told | None = None, wiring: Wiring = OURS,
    ) -> None:  # fmt: skip
        self._path, self._function, self._wiring = path, function_name, wiring
        self._told: Told = told or (lambda _: None)
        self.units, self.reason = compute_units, ""
        self.process = self._open()

    @property
    def about(self) -> str:
        """A sentence: whose arithmetic, which units, and why not others."""
        told = f"Apple's Core ML on this Mac ({self.units})."
        return f"{told} {self.reason}" if self.reason else told

    def call(self, ids: NDArray[np.int32], mask: NDArray[np.int32]) -> NDArray[np.float32]:
        """Logits float32[1, k]. Raises HostError when it dies on the last units, too."""
        while True:
            try:
                return self.process.call(ids, mask)
            except HostError as error:
                if not self._next(error):
                    raise
                self.process = self._open()

    def trouble(self) -> str:
        """Why other units answer than those asked for."""
        return self.reason

    def peak_bytes(self) -> int:
        """The largest the child has been."""
        return self.process.peak_bytes()

    def close(self) -> None:
        """End the child."""
        self.process.close()

    def _open(self) -> CoreMLProcess:
        while True:
            try:
                return CoreMLProcess(self._path, self.units, self._function, self._told, self._wiring)  # fmt: skip
            except HostError as error:
                if not self._next(error):
                    raise

    def _next(self, error: HostError) -> bool:
        """Go to the next units after a death; False when there are none left."""
        left = ORDER[ORDER.index(self.units) + 1 :] if self.units in ORDER else ()
        if error.code != DIED or not left:
            return False
        self.reason = f"On {self.units} {_lower(error.message)} So {left[0]} answers."
        self.units = left[0]
        self._told(self.reason)
        return True


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
