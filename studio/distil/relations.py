"""Self-attention as relations between tokens: scores, and how far two distributions are apart."""

from __future__ import annotations

from typing import Any

_MASKED = -1e4


def split(flat: Any, heads: int) -> Any:
    """[n, L, d] as [n, heads, L, d / heads]."""
    n, length, width = flat.shape
    return flat.reshape(n, length, heads, width // heads).transpose(1, 2)


def scores(left: Any, right: Any) -> Any:
    """Scaled dot products [n, heads, L, L] of two [n, heads, L, d]."""
    return left @ right.transpose(-1, -2) / float(left.shape[-1]) ** 0.5


def divergence(student: Any, teacher: Any, mask: Any) -> Any:
    """KL(teacher || student) of softmaxed scores [n, heads, L, L], losses [n].

    Averaged over heads and real tokens; padded keys have no share. mask: bool [n, L].
    """
    from torch.nn import functional

    keys = mask[:, None, None, :]
    ours = functional.log_softmax(student.masked_fill(~keys, _MASKED), dim=-1)
    theirs = functional.log_softmax(teacher.masked_fill(~keys, _MASKED), dim=-1)
    each = functional.kl_div(ours, theirs, reduction="none", log_target=True).sum(-1).mean(1)
    return (each * mask).sum(-1) / mask.sum(-1)
