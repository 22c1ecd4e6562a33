"""How many processor threads torch may use."""

from __future__ import annotations

import psutil


def set_threads(threads: int = 0) -> int:
    """Give torch this many threads and return the number in force.

    0 keeps torch's own choice (which respects OMP_NUM_THREADS) but never more than the physical
    cores: two threads on one busy core burn up to four times the processor time.
    """
    import torch

    wanted = threads or min(torch.get_num_threads(), psutil.cpu_count(logical=False) or 1)
    if wanted != torch.get_num_threads():
        torch.set_num_threads(wanted)
    return wanted
