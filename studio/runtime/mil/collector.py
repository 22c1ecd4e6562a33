"""Python's cyclic garbage collector, kept quiet while thousands of objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection inside; one running before runs again after.

    A model's description is ten thousand small dicts: the collector would walk them, and all that
    torch has brought along, several times over (two thirds of the time of reading it).
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
