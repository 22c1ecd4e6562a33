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
    """Scores texts through `call(ids[1, L], mask[1, L]) -> float32[1, k]`.

    together: the call takes n rows of one length at once, ids[n, L] -> float32[n, k].
    """

    def __init__(
        self,
        call: Call,
        card: ClassifierCard,
        encoder: TextEncoder,
        *,
        together: bool = False,
        trouble: Callable[[], str] = str,
        close: Callable[[], None] = lambda: None,
        peak: Callable[[], int] = int,
    ) -> None:
        self._call, self._card, self._encoder = call, card, encoder
        self._together, self.trouble, self.close, self.peak_bytes = together, trouble, close, peak

    def logits(self, texts: Sequence[str]) -> Matrix:
        """Raw scores float32[n, k]; each text padded to the smallest length that holds it."""
        import numpy as np

        lengths = self._card.lengths or (self._card.max_length,)
        encoded = self._encoder.encode(list(texts), min(self._card.max_length, max(lengths))).ids
        if len(encoded) > 1 and self._together:
            return self._by_length([(fitting(lengths, len(ids)), ids) for ids in encoded])
        rows = []
        for ids in encoded:
            padded = self._encoder.pad([ids], fitting(lengths, len(ids)))
            rows.append(self._call(*padded).reshape(-1))
        return np.stack(rows).astype(np.float32, copy=False)

    def _by_length(self, encoded: Sequence[tuple[int, Sequence[int]]]) -> Matrix:
        """All texts of one length in one call; rows in the order of the texts."""
        import numpy as np

        found: dict[int, Matrix] = {}
        for length in sorted({n for n, _ in encoded}):
            places = [at for at, (n, _) in enumerate(encoded) if n == length]
            logits = self._call(*self._encoder.pad([encoded[at][1] for at in places], length))
            found.update(zip(places, logits, strict=True))
        return np.stack([found[at] for at in range(len(encoded))]).astype(np.float32, copy=False)
