"""Two paths change places in one step of the file system, so that neither name is ever without its content.

Python has no call for it: `renameat2` with RENAME_EXCHANGE (Linux's rename(2)), `renamex_np` with
RENAME_SWAP (macOS's rename(2)).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

_HERE = -100  # AT_FDCWD: relative paths are the process's own
_FLAG = 2  # RENAME_EXCHANGE and RENAME_SWAP alike


def exchange(one: Path, other: Path) -> bool:
    """Let two existing paths on one disk change places; False where the system or the disk can't."""
    call = _call()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _call() -> Callable[[bytes, bytes], int] | None:
    import ctypes  # 10 ms that most processes never need

    flag = ctypes.c_uint(_FLAG)
    try:
        library = ctypes.CDLL(None)
        if sys.platform == "darwin":
            swap = library.renamex_np
            return lambda one, other: int(swap(one, other, flag))
        rename = library.renameat2
    except (OSError, TypeError, AttributeError):  # Windows, another libc, an older system
        return None
    return lambda one, other: int(rename(_HERE, one, _HERE, other, flag))
