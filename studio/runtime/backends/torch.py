"""torch: a Hugging Face folder, run by PyTorch in float32; what the others are compared with."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.values import Availability
from studio.runtime.door import BACKENDS, Told
from studio.runtime.session import Runtime

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TorchEngine:
    """Scores texts through models.Classifier."""

    def __init__(self, classifier: Any) -> None:
        self._classifier = classifier

    def logits(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Raw scores float32[n, k]."""
        found: NDArray[np.float32] = self._classifier.logits(list(texts))
        return found

    def trouble(self) -> str:
        """PyTorch doesn't say."""
        return ""

    def peak_bytes(self) -> int:
        """The work is done here."""
        return 0

    def close(self) -> None:
        """Let go of the weights."""
        self._classifier = None


class Torch:
    """PyTorch itself."""

    name = "torch"
    help = "PyTorch in float32: the classifier as it was trained (a Hugging Face folder)"

    def available(self) -> Availability:
        """Needs torch and transformers."""
        for module in ("torch", "transformers"):
            if importlib.util.find_spec(module) is None:
                return Availability(False, f"{module} isn't installed.", f"Install {module}.")
        return Availability(True)

    def open(
        self, path: Path, *, arithmetic: str, compute_units: str, function_name: str = "", told: Told
    ) -> Runtime:  # fmt: skip
        """Open a folder with config.json."""
        if not (path / "config.json").is_file():
            raise InputError(
                f"{path.name} is not a Hugging Face model folder.",
                code="not-a-checkpoint",
                remedy="Hand over the folder with config.json, or leave the runtime to auto.",
            )
        from studio.models.classifier import load_classifier

        told("load")
        classifier = load_classifier(str(path), None)
        return Runtime(
            self.name,
            TorchEngine(classifier),
            classifier.card,
            classifier.encoder,
            arithmetic="float32",
            about="PyTorch in float32, the classifier as it was trained.",
        )


BACKENDS.register("torch")(Torch())
