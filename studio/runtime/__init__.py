"""The runtime room: run a classifier from disk, whatever it was made for, and return logits."""

from __future__ import annotations

from studio.runtime.door import BACKENDS, open_runtime
from studio.runtime.session import Reading, Runtime

__all__ = ["BACKENDS", "Reading", "Runtime", "open_runtime"]
