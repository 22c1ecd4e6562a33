"""Cross-entropy with the data's own labels: fine-tuning, and the control for distillation."""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective


def hard(batch: Batch) -> Any:
    """Losses [n]; rows without a label count nothing. The teacher is not looked at."""
    from torch.nn import functional

    return functional.cross_entropy(
        batch.student.logits, batch.label_ids, ignore_index=-1, reduction="none"
    )


OBJECTIVES.register("hard")(
    Objective("hard", "The data's labels alone, no teacher.", hard, uses_teacher=False)
)
