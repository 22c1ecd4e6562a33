"""What a student is asked for: losses, one file each.

An objective gets the student's logits[n, k], the teacher's logits[n, k] (None when there are no
soft labels) and label ids[n] (-1: unlabelled), and returns one loss per row, [n].
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from studio.core.registry import Registry


@dataclass(frozen=True, slots=True)
class Objective:
    """`loss(student, teacher, label_ids, temperature=T, alpha=a)` gives losses float32[n]."""

    name: str
    help: str
    loss: Callable[..., Any]


OBJECTIVES: Registry[Objective] = Registry("studio.distil.objectives")
