"""How much memory is to be had."""

from __future__ import annotations

import contextlib
from pathlib import Path

_GROUP = Path("/sys/fs/cgroup")  # of a container, where it has a limit of its own


def available_bytes() -> int:
    """Bytes a process may still take without pushing others out."""
    import psutil

    free = int(psutil.virtual_memory().available)
    with contextlib.suppress(OSError, ValueError, KeyError):
        limit = int((_GROUP / "memory.max").read_text())
        used = int((_GROUP / "memory.current").read_text())
        kept = dict(map(str.split, (_GROUP / "memory.stat").read_text().splitlines()))
        free = min(free, limit - used + int(kept["inactive_file"]))
    return max(free, 0)
