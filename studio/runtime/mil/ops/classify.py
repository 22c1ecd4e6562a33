"""classify: the likeliest class and every class's probability (iOS15 classify)."""

from __future__ import annotations

from torch import Tensor

from studio.runtime.mil.op import op


@op("classify")
def classify(probabilities: Tensor, *, classes: list[str]) -> tuple[str, dict[str, float]]:
    """(label, {label: probability}). No softmax is applied: it belongs to the program."""
    values = probabilities.reshape(-1).tolist()
    if len(values) != len(classes):
        raise ValueError(f"{len(values)} probabilities for {len(classes)} classes")
    best = int(probabilities.reshape(-1).argmax())
    return classes[best], dict(zip(classes, values, strict=True))
