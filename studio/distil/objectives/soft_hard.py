"""alpha * CE(labels) + (1 - alpha) * T^2 * KL(teacher/T || student/T).

Source: Hinton, Vinyals, Dean, "Distilling the Knowledge in a Neural Network" (2015).
"""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Batch, Objective


def soft_hard(batch: Batch) -> Any:
    """Losses [n]. A row without a label learns from the teacher alone, with full weight.

    T^2 keeps the soft part's gradients as large as the hard part's whatever the temperature.
    """
    import torch
    from torch.nn import functional

    student, ids, t = batch.student.logits, batch.label_ids, batch.temperature
    hard = functional.cross_entropy(student, ids, ignore_index=-1, reduction="none")
    log_student = functional.log_softmax(student / t, dim=-1)
    log_teacher = functional.log_softmax(batch.teacher.logits / t, dim=-1)
    soft = functional.kl_div(log_student, log_teacher, reduction="none", log_target=True).sum(-1)
    share = torch.where(ids < 0, 0.0, batch.alpha)
    return share * hard + (1 - share) * t**2 * soft


OBJECTIVES.register("soft_hard")(
    Objective("soft_hard", "Hard labels and the teacher's softened answers together.", soft_hard)
)
