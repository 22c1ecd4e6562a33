"""The order of rows in an epoch: shuffled, yet rows of like length share a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.core.seeds import derive

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

_MEGABATCH = 50  # batches shuffled, then sorted by length among themselves


def epoch_batches(
    lengths: Ints,
    batch_size: int,
    seed: int,
    epoch: int,
    label_ids: Ints | None = None,
    power: float = 0.0,
) -> list[Ints]:
    """Row indices by batch; every row once. The same seed and epoch give the same batches.

    With label_ids the labels share the epoch as `balanced` does instead.

    Rows are shuffled, cut into runs of 50 batches, sorted by length inside each run, and the
    batches are shuffled again: padding stays small and the batches differ every epoch.
    """
    import numpy as np

    random = np.random.default_rng(derive(seed, "order", epoch))
    rows = random.permutation(
        len(lengths) if label_ids is None else balanced(label_ids, random, power)
    )
    batches: list[Ints] = []
    for start in range(0, len(rows), batch_size * _MEGABATCH):
        run = rows[start : start + batch_size * _MEGABATCH]
        run = run[np.argsort(lengths[run], kind="stable")]
        batches += [run[at : at + batch_size] for at in range(0, len(run), batch_size)]
    return [batches[i] for i in random.permutation(len(batches))]


def balanced(label_ids: Ints, random: np.random.Generator, power: float = 0.0) -> Ints:
    """As many rows as there are, each label as often as its count ** power; unlabelled rows each once.

    Power 0 draws all labels alike, 1/2 is square-root sampling (Mahajan et al. 2018), 1 leaves them
    as they are. A label's rows are all taken before one comes again.
    """
    import numpy as np

    known = label_ids[label_ids >= 0]
    labels, free = random.permutation(np.unique(known)), np.flatnonzero(label_ids < 0)
    ends = np.cumsum(np.bincount(known)[labels] ** power)
    ends = np.floor(len(known) * ends / ends[-1:] + 1e-9).astype(
        np.int64
    )  # whole shares stay whole
    found = [free]
    for label, share in zip(labels, np.diff(ends, prepend=0), strict=True):
        mine = np.flatnonzero(label_ids == label)
        turns = [random.permutation(mine) for _ in range(-(-share // len(mine)))]
        found += [np.concatenate(turns)[:share]] if turns else []
    return np.concatenate(found)


def label_weights(label_ids: Ints, k: int) -> NDArray[np.float32]:
    """A weight a label, float32[k + 1], by which each label weighs alike in sum; the last, for rows
    without one (id -1), is 1. Rows weigh 1 on average (scikit-learn's `balanced`).
    """
    import numpy as np

    counts = np.bincount(label_ids[label_ids >= 0], minlength=k)
    each = counts.sum() / (max(np.count_nonzero(counts), 1) * np.maximum(counts, 1))
    return np.append(each, 1.0).astype(np.float32)


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
