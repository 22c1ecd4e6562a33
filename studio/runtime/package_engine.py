"""The part every .mlpackage backend shares: texts to padded ids, one call a text, rows of logits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from studio.core.values import ClassifierCard
from studio.runtime.session import fitting

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.models.tokenizer import TextEncoder

    Matrix = NDArray[np.float32]
    Ids = NDArray[np.int32]
    Call = Callable[[Ids, Ids], Matrix]


class PackageEngine:
    """Scores texts through `call(ids[1, L], mask[1, L]) -> float32[1, k]`."""

    def __init__(
        self,
        call: Call,
        card: ClassifierCard,
        encoder: TextEncoder,
        *,
        trouble: Callable[[], str] = str,
        close: Callable[[], None] = lambda: None,
    ) -> None:
        self._call, self._card, self._encoder = call, card, encoder
        self.trouble, self.close = trouble, close

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Raw scores float32[n, k]; each text padded to the smallest length that holds it."""
        import numpy as np

        lengths = self._card.lengths or (self._card.max_length,)
        rows = []
        for ids in self._encoder.encode(list(texts), min(self._card.max_length, max(lengths))).ids:
            padded = self._encoder.pad([ids], fitting(lengths, len(ids)))
            rows.append(self._call(*padded).reshape(-1))
        return np.stack(rows).astype(np.float32, copy=False)
