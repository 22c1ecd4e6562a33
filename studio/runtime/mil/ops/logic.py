"""Logical and, or, xor, not; a number counts as true unless it is zero.

Source: iOS15 elementwise_binary (and, or, xor), iOS15 elementwise_unary (not).
"""

from __future__ import annotations

import torch

from studio.runtime.mil.op import family

family(
    {
        "logical_and": lambda x, y: torch.logical_and(x, y),
        "logical_or": lambda x, y: torch.logical_or(x, y),
        "logical_xor": lambda x, y: torch.logical_xor(x, y),
        "logical_not": lambda x: torch.logical_not(x),
    }
)
