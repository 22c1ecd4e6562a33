"""Memory that ran out is this computer's matter, not a bug."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from studio.core.errors import HostError

# torch's own words, oneDNN's and the C++ library's
_WORDS = ("can't allocate memory", "out of memory", "not enough memory", "could not create a primitive", "could not create a memory", "bad_alloc")  # fmt: skip


@contextmanager
def memory_errors() -> Iterator[None]:
    """Turns torch's out-of-memory errors (CPU, CUDA, MPS) into a HostError."""
    try:
        yield
    except (RuntimeError, MemoryError) as error:
        if isinstance(error, MemoryError) or _is_memory(error):
            raise HostError(
                "There is not enough memory for this batch.",
                code="out-of-memory",
                remedy="Use a smaller batch size or a shorter input length, or close other programs.",
                detail=str(error),
            ) from error
        raise


def _is_memory(error: RuntimeError) -> bool:
    import torch

    said = str(error)
    return isinstance(error, torch.OutOfMemoryError) or any(words in said for words in _WORDS)
