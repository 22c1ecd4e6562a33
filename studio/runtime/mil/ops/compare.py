"""Elementwise comparisons of two tensors, bool out (iOS15 elementwise_binary)."""

from __future__ import annotations

import torch

from studio.runtime.mil.op import family

family(
    {
        "equal": lambda x, y: torch.eq(x, y),
        "not_equal": lambda x, y: torch.ne(x, y),
        "greater": lambda x, y: torch.gt(x, y),
        "greater_equal": lambda x, y: torch.ge(x, y),
        "less": lambda x, y: torch.lt(x, y),
        "less_equal": lambda x, y: torch.le(x, y),
    }
)
