"""An open classifier: text in, logits or a Prediction out, whichever backend does the work."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from studio.core.errors import QualityError
from studio.core.scores import softmax
from studio.core.values import ClassifierCard, Prediction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.tokenizer import TextEncoder

    Matrix = NDArray[np.float32]


class Engine(Protocol):
    """What a backend opens: it scores texts and can be shut."""

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Raw scores float32[n, k]."""
        ...

    def trouble(self) -> str:
        """Where numbers first went wrong in the latest call ("" when unknown or nowhere)."""
        ...

    def peak_bytes(self) -> int:
        """Largest size of the process that does the work elsewhere; 0 when it is this one."""
        ...

    def close(self) -> None:
        """Give back processes and memory; may be called twice."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model sees of one text: its word pieces, how many were cut off, the padded length."""

    tokens: tuple[str, ...]
    cut: int
    length: int


class Runtime:
    """One open classifier. Use it in a `with`, or call close().

    name: the backend; arithmetic: `faithful` or `fast` (reference), `device` (coreml) or
    `float32` (torch).
    """

    def __init__(
        self,
        name: str,
        engine: Engine,
        card: ClassifierCard,
        encoder: TextEncoder,
        *,
        arithmetic: str,
        about: str | Callable[[], str] = "",
    ) -> None:
        self.name, self.card, self.encoder = name, card, encoder
        self.arithmetic, self._about = arithmetic, about
        self._engine = engine

    @property
    def about(self) -> str:
        """A sentence that says whose arithmetic it is, on what."""
        return self._about if isinstance(self._about, str) else self._about()

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Raw scores float32[n, k], as they are: NaN stays NaN."""
        import numpy as np

        if not len(texts):
            return np.zeros((0, len(self.card.labels)), np.float32)
        return self._engine.logits(texts)

    def predict(self, text: str) -> Prediction:
        """The likeliest label with every probability; milliseconds cover encoding and the model.

        Logits are raw: a calibrated temperature, folded before the program's own softmax, is
        applied here in its place.
        Raises QualityError when the model's answer isn't finite.
        """
        import numpy as np

        start = time.perf_counter()
        row = self.logits([text])
        milliseconds = (time.perf_counter() - start) * 1000
        if not np.isfinite(row).all():
            raise QualityError(
                f"The model's answer isn't a number on the {self.name} runtime.",
                code="not-finite",
                remedy="Convert it with --precision float32, or check the weights for overflow.",
                detail=self.trouble(),
            )
        chances, best = softmax(row, self.card.calibration)[0], int(row[0].argmax())
        return Prediction(
            self.card.labels[best], best, tuple(map(float, chances)), self.name, milliseconds,
            self.arithmetic, float(chances[best]) >= self.card.reject_below,
        )  # fmt: skip

    def read(self, text: str) -> Reading:
        """How the text reaches the model."""
        encoded = self.encoder.encode([text], self.card.max_length)
        ids = encoded.ids[0]
        lengths = self.card.lengths or (self.card.max_length,)
        return Reading(tuple(self.encoder.tokens(text)), encoded.cut[0], fitting(lengths, len(ids)))

    def trouble(self) -> str:
        """Where the latest call's numbers first went wrong ("" when nowhere or unknown)."""
        return self._engine.trouble()

    def peak_bytes(self) -> int:
        """Largest size of the process that does the work elsewhere; 0 when it is this one."""
        return self._engine.peak_bytes()

    def close(self) -> None:
        """Give everything back."""
        self._engine.close()

    def __enter__(self) -> Runtime:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def fitting(lengths: Sequence[int], tokens: int) -> int:
    """The smallest length the program offers that holds so many tokens, else the largest."""
    return min((n for n in lengths if n >= tokens), default=max(lengths))
