"""A conversion as anyone would write it: Hugging Face, torch.jit.trace, coremltools; nothing of ours.

Used by test_runtime_foreign_package.py. The studio must open what comes out.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

LENGTH = 16


def convert(model: Any, path: Path, labels: list[str] | None = None, softmax: bool = False) -> Path:
    """An .mlpackage of a DistilBERT classifier; with labels, Core ML's own classifier outputs."""
    import coremltools as ct
    import numpy as np
    import torch

    class Wrapper(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, input_ids: Any, attention_mask: Any) -> Any:
            scores = self.model(input_ids=input_ids, attention_mask=attention_mask).logits
            return torch.softmax(scores, -1) if softmax else scores

    ids = torch.ones((1, LENGTH), dtype=torch.int32)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        traced = torch.jit.trace(Wrapper().eval(), (ids, ids))
        package = ct.convert(
            traced,
            inputs=[
                ct.TensorType("input_ids", (1, LENGTH), dtype=np.int32),
                ct.TensorType("attention_mask", (1, LENGTH), dtype=np.int32),
            ],
            classifier_config=ct.ClassifierConfig(labels) if labels else None,
            minimum_deployment_target=ct.target.iOS16,
        )
    package.save(str(path))
    return path
