"""Rows of all processes side by side, for losses that compare the rows of a batch."""

from __future__ import annotations

from typing import Any


def gathered(accelerator: Any, batch: int, rows: Any) -> tuple[Any, int]:
    """(the rows [batch, d] of every process without gradients, the place of this one's first).

    rows: this process's [n, d] of a global batch dealt out in turn; one that got no row of it
    brings a stand-in, which is left out unless it is its own.
    """
    import torch

    world, rank = accelerator.num_processes, accelerator.process_index
    if world == 1:
        return rows, 0
    most = -(-batch // world)
    padded = torch.zeros((most, *rows.shape[1:]), dtype=rows.dtype, device=rows.device)
    padded[: len(rows)] = rows.detach()
    found = accelerator.gather(padded)
    counts = [len(range(one, batch, world)) for one in range(world)]
    kept = [found[one * most : one * most + n] for one, n in enumerate(counts)]
    if not counts[rank]:  # the stand-in's loss has weight 0: any place will do
        return torch.cat([*kept, rows.detach()]), batch
    return torch.cat(kept), sum(counts[:rank])
