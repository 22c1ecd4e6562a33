"""alpha * CE(labels) + (1 - alpha) * T^2 * KL(teacher/T || student/T), after Hinton et al. 2015."""

from __future__ import annotations

from typing import Any

from studio.distil.objectives import OBJECTIVES, Objective


def soft_hard(student: Any, teacher: Any, label_ids: Any, *, temperature: float, alpha: float) -> Any:  # fmt: skip
    """Losses [n]. A row without a label learns from the teacher alone, with full weight.

    T^2 keeps the soft part's gradients as large as the hard part's whatever the temperature.
    """
    import torch
    from torch.nn import functional

    hard = functional.cross_entropy(student, label_ids, ignore_index=-1, reduction="none")
    log_student = functional.log_softmax(student / temperature, dim=-1)
    log_teacher = functional.log_softmax(teacher / temperature, dim=-1)
    soft = functional.kl_div(log_student, log_teacher, reduction="none", log_target=True).sum(-1)
    share = torch.where(label_ids < 0, 0.0, alpha)
    return share * hard + (1 - share) * temperature**2 * soft


OBJECTIVES.register("soft_hard")(
    Objective("soft_hard", "Hard labels and the teacher's softened answers together.", soft_hard)
)
