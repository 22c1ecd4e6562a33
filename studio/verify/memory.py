"""How large this process has been, since the last fresh start where the system offers one."""

from __future__ import annotations

import sys
from pathlib import Path

_STATUS, _CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
_PEAK = "VmHWM:"


def forget_peak() -> bool:
    """Start measuring anew; only Linux offers it (proc(5), clear_refs 5). False: peaks add up."""
    if not sys.platform.startswith("linux") or not _CLEAR.exists():
        return False
    try:
        before = _high_water()
        _CLEAR.write_text("5")
        return _high_water() <= before
    except OSError:
        return False


def peak_bytes() -> int:
    """Largest resident size of this process; 0 where the system doesn't tell (Windows)."""
    if sys.platform == "win32":
        return 0
    if found := _high_water():
        return found
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def _high_water() -> int:
    """Linux' VmHWM in bytes, 0 elsewhere."""
    try:
        lines = _STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    found = next((line.split()[1] for line in lines if line.startswith(_PEAK)), "0")
    return int(found) * 1024
