"""Whether threads can still be started: Arrow's readers wait for ever for one that the system refused."""

from __future__ import annotations

import threading

_AT_ONCE = 6  # Arrow's reading and its two pools together, and one to spare


def need_threads(count: int = _AT_ONCE) -> None:
    """Start and end so many threads at once. Raises MemoryError where memory or the system allows fewer."""
    hold, started = threading.Event(), []
    try:
        for _ in range(count):
            thread = threading.Thread(target=hold.wait, daemon=True)
            thread.start()
            started.append(thread)
    except RuntimeError as error:
        raise MemoryError("no new thread can be started") from error
    finally:
        hold.set()
        for thread in started:
            thread.join()
