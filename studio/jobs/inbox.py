"""The questions a resident step is asked: the newest one wins."""

from __future__ import annotations

import queue
from typing import Any, NamedTuple


class Ask(NamedTuple):
    """One question; its answer carries the same id."""

    id: int
    value: Any


class Inbox(queue.SimpleQueue[Ask]):
    """A queue whose `get` throws older questions away: nobody waits for their answers.

    A resident step does `inbox.get(timeout=0.2)` and, on `queue.Empty`, yields None: nothing to
    say, but it may be stopped here.
    """

    def get(self, block: bool = True, timeout: float | None = None) -> Ask:
        """The newest question. Raises queue.Empty when none comes in `timeout` seconds."""
        newest = super().get(block, timeout)
        while True:
            try:
                newest = super().get(False)
            except queue.Empty:
                return newest
