"""The order of rows in an epoch: shuffled, yet rows of like length share a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.seeds import derive

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_MEGABATCH = 50  # batches shuffled, then sorted by length among themselves


def epoch_batches(lengths: Ints, batch_size: int, seed: int, epoch: int) -> list[Ints]:
    """Row indices by batch; every row once. The same seed and epoch give the same batches.

    Rows are shuffled, cut into runs of 50 batches, sorted by length inside each run, and the
    batches are shuffled again: padding stays small and the batches differ every epoch.
    """
    import numpy as np

    random = np.random.default_rng(derive(seed, "order", epoch))
    rows = random.permutation(len(lengths))
    batches: list[Ints] = []
    for start in range(0, len(rows), batch_size * _MEGABATCH):
        run = rows[start : start + batch_size * _MEGABATCH]
        run = run[np.argsort(lengths[run], kind="stable")]
        batches += [run[at : at + batch_size] for at in range(0, len(run), batch_size)]
    return [batches[i] for i in random.permutation(len(batches))]


def shard(batch: Ints, rank: int, world: int) -> tuple[Ints, NDArray[np.float32]]:
    """One process's rows of a global batch and their weights in its loss.

    The weights make the mean over processes equal the mean over the whole batch; a process that
    gets no row repeats the first one with weight 0, so that all take part in each exchange.
    """
    import numpy as np

    mine = batch[rank::world]
    if not len(mine):
        return batch[:1], np.zeros(1, dtype=np.float32)
    return mine, np.full(len(mine), world / len(batch), dtype=np.float32)


def learning_rate_at(step: int, total: int, warm_up: float) -> float:
    """Factor 0..1 of the peak rate for a step (from 0): linear climb, then linear decay to 0."""
    climb = max(1, int(total * warm_up))
    if step < climb:
        return (step + 1) / climb
    return max(0.0, (total - step) / max(1, total - climb))
