"""Logits of many tokenised rows, and scores from them, on one process or several."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, Any

from studio.core import scores
from studio.core.seeds import rng
from studio.models.batches import forward, length_batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.distil.tokens import Tokens
    from studio.models.tokenizer import TextEncoder

    Ints = NDArray[np.int64]
    Logits = NDArray[np.float32]

_CPU_TOKENS = 2048  # a batch of more takes over half a second on one core, even in a small model


def logits_of(
    model: Any,
    encoder: TextEncoder,
    tokens: Tokens,
    k: int,
    batch_size: int,
    accelerator: Any,
    rows: Sequence[int] | Ints | None = None,
) -> Generator[int, None, Logits]:
    """Raw logits float32[n, k] of the given rows (default: all) in their order; yields rows done.

    Batches of like lengths, in shuffled order so that the pace is even, are dealt to the processes
    in turn; each ends with all logits.
    """
    import numpy as np
    import torch

    at = np.arange(len(tokens)) if rows is None else np.asarray(rows, dtype=np.int64)
    found = np.zeros((len(at), k), dtype=np.float32)
    most = _CPU_TOKENS if accelerator.device.type == "cpu" else 0
    batches = length_batches(tokens.lengths[at], batch_size, most)
    rng(0, "batches", len(batches)).shuffle(batches)
    done = 0
    model.eval()
    for batch in batches[accelerator.process_index :: accelerator.num_processes]:
        with torch.inference_mode(), accelerator.autocast():
            padded = encoder.pad(tokens.rows(at[batch]))  # type: ignore[arg-type]
            found[batch] = forward(model, *padded).cpu().numpy()
        done += len(batch) * accelerator.num_processes
        yield min(done, len(at))
    if accelerator.num_processes > 1:  # rows of the other processes are zero here
        whole = accelerator.reduce(torch.from_numpy(found).to(accelerator.device), "sum")
        found = whole.cpu().numpy()
    return found


def validation_scores(logits: Logits, label_ids: Ints) -> dict[str, float]:
    """accuracy and macro_f1 (0..1) and mean cross-entropy `loss` of logits[n, k]."""
    import numpy as np

    z = logits.astype(np.float64)
    z -= z.max(-1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(-1, keepdims=True))
    predicted = logits.argmax(-1)
    return {
        "accuracy": scores.accuracy(label_ids, predicted),
        "loss": float(-log_p[np.arange(len(z)), label_ids].mean()),
        "macro_f1": scores.macro_f1(label_ids, predicted, logits.shape[1]),
    }
