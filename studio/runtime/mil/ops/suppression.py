"""non_maximum_suppression: the best boxes that don't overlap (iOS15 and iOS17 tensor_operation)."""

from __future__ import annotations

import torch
from torch import Tensor

from studio.runtime.mil.op import op


@op("non_maximum_suppression")
def non_maximum_suppression(
    boxes: Tensor,
    scores: Tensor,
    *,
    iou_threshold: float,
    max_boxes: int,
    score_threshold: float | None = None,
    per_class_suppression: bool = False,
) -> tuple[Tensor, ...]:
    """Boxes (x, y, width, height of [n, B, 4]), scores [n, B, K] -> chosen ones, indices, counts.

    iOS 17 has no score_threshold, numbers the boxes in the last dimension and gives no counts.
    Unused places hold 0, unused indices -1. When no score passes, the best box is kept.
    """
    last = score_threshold is None
    if last:
        boxes, scores = boxes.transpose(1, 2), scores.transpose(1, 2)
    batch, _, classes = scores.shape
    out_boxes = torch.zeros((batch, max_boxes, 4))
    out_scores = torch.zeros((batch, max_boxes, classes))
    places = torch.full((batch, max_boxes), -1, dtype=torch.int32)
    counts = torch.zeros(batch, dtype=torch.int32)
    for b in range(batch):
        kept = _kept(boxes[b], scores[b], iou_threshold, score_threshold, per_class_suppression)
        kept = kept[:max_boxes]
        out_boxes[b, : len(kept)], out_scores[b, : len(kept)] = boxes[b][kept], scores[b][kept]
        places[b, : len(kept)] = torch.tensor(kept, dtype=torch.int32)
        counts[b] = len(kept)
    if last:
        return out_boxes.transpose(1, 2), out_scores.transpose(1, 2), places
    return out_boxes, out_scores, places, counts


def _kept(
    boxes: Tensor, scores: Tensor, overlap: float, lowest: float | None, by_class: bool
) -> list[int]:
    best, group = scores.max(dim=-1)
    order = torch.argsort(best, descending=True, stable=True).tolist()
    shared = _overlaps(boxes.to(torch.float32)) > overlap
    if by_class:
        shared &= group.unsqueeze(0) == group.unsqueeze(1)
    kept: list[int] = []
    for at in order:
        if lowest is not None and not float(best[at]) > lowest:
            break
        if not (kept and bool(shared[at, kept].any())):
            kept.append(at)
    return kept or order[:1]


def _overlaps(boxes: Tensor) -> Tensor:
    """Intersection over union of every pair, [B, B]; boxes without area overlap nothing."""
    x, y, wide, high = boxes.unbind(-1)
    low = torch.stack([x - wide / 2, y - high / 2], -1)
    top = torch.stack([x + wide / 2, y + high / 2], -1)
    sides = (torch.minimum(top[:, None], top[None]) - torch.maximum(low[:, None], low[None])).clamp(min=0)  # fmt: skip
    common, area = sides.prod(-1), wide * high
    union = area[:, None] + area[None] - common
    return torch.where(union > 0, common / union, torch.zeros(()))
