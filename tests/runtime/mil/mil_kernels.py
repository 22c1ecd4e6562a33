"""Calls a kernel the way the planner calls it, on numpy arrays."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from studio.runtime.mil.constants import widen
from studio.runtime.mil.op import OPS


def call(name: str, **inputs: Any) -> Any:
    """The op's results as arrays: one, or a list of them."""
    entry = OPS[name]
    tensors = {k: widen(np.asarray(v)) for k, v in inputs.items() if k in entry.tensors}
    settings = {k: v for k, v in inputs.items() if k in entry.settings}
    assert set(tensors) | set(settings) == set(inputs), "an input the op doesn't have"
    found = entry.kernel(**tensors, **settings)
    if isinstance(found, tuple):
        return [p.numpy() for p in found]
    return found.numpy() if isinstance(found, torch.Tensor) else found
