"""A classifier's twin for ONNX Runtime, exported once and kept: what a checkpoint is timed beside.

The exporter is PyTorch's own with its optimiser; card and tokenizer go inside, so that the file
opens like any .onnx of the studio.
"""

from __future__ import annotations

import base64
import logging
import os
import shutil
import warnings
import zlib
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError, UpstreamError
from studio.core.files import digest_bytes, digest_path, idle_days
from studio.core.home import caches
from studio.runtime.identity import CARD_KEY, TOKENIZER_KEY

PLACE = "POCKETBERT_ONNX_TWINS"  # another folder than the usual one
KEPT_DAYS = 30
OPSET = 18  # from 23 on, exporters emit an Attention operator that ONNX Runtime masks wrongly
AGREES = 1e-3  # of the largest logit: an exporter that lost something is told


def place() -> Path:
    """The folder of twins."""
    if os.environ.get(PLACE):
        return Path(os.environ[PLACE])
    return caches("onnx")


def onnx_twin(checkpoint: Path) -> Path:
    """The .onnx file of a Hugging Face folder: the kept one, or exported now and proved.

    Raises UpstreamError where PyTorch's exporter refuses, or the file answers otherwise.
    """
    import torch

    key = digest_bytes(digest_path(checkpoint).encode(), torch.__version__.encode())[:32]
    path = place() / key / f"{checkpoint.name}.onnx"
    if path.is_file():
        os.utime(path)
        return path
    sweep()
    draft = path.parent.with_name(f"{key}.{os.getpid()}.draft")
    draft.mkdir(parents=True)
    try:
        _exported(checkpoint, draft / path.name)
        if not path.parent.exists():  # another process may have been first
            draft.rename(path.parent)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return path


def sweep(days: float = KEPT_DAYS) -> int:
    """Remove twins nobody used for so many days, and drafts of processes that died; how many."""
    removed = 0
    for folder in place().glob("*") if place().is_dir() else ():
        file = next(folder.glob("*.onnx"), folder)
        limit = 1.0 if folder.suffix == ".draft" else days
        if idle_days(file) > limit:
            shutil.rmtree(folder, ignore_errors=True)
            removed += 1
    return removed


def _exported(checkpoint: Path, path: Path) -> None:
    from studio.models.classifier import load_classifier
    from studio.runtime.door import open_runtime

    classifier = load_classifier(str(checkpoint), None)
    try:
        program = _program(classifier)
        _describe(program.model, classifier)
        program.save(str(path), external_data=False)
        with open_runtime(path, runtime="onnx") as twin:
            _prove(classifier, twin)
    except StudioError:
        raise
    except Exception as error:
        raise UpstreamError(
            f"PyTorch couldn't export {checkpoint.name} to ONNX.",
            code="no-onnx-twin",
            remedy="Time it in PyTorch alone: --runtime torch.",
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _program(classifier: Any) -> Any:
    import torch

    class Plain(torch.nn.Module):
        """ids, mask -> logits, with the model's own mask."""

        def __init__(self) -> None:
            super().__init__()
            self.inner = classifier.model.eval()

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            """int64[1, L] twice -> float32[1, k]."""
            found: torch.Tensor = self.inner(input_ids=input_ids, attention_mask=attention_mask).logits  # fmt: skip
            return found

    ones = torch.ones(1, min(16, classifier.card.max_length), dtype=torch.long)
    free = torch.export.Dim("length", min=2, max=classifier.card.max_length)
    shapes = {"input_ids": {1: free}, "attention_mask": {1: free}}
    # It says four times that torchvision, which we have no use for, isn't there.
    logging.getLogger("torch.onnx._internal.exporter._registration").setLevel(logging.ERROR)
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        return torch.onnx.export(
            Plain(), (ones, ones.clone()), dynamo=True, opset_version=OPSET, dynamic_shapes=shapes,
            input_names=["input_ids", "attention_mask"], output_names=["logits"], verbose=False,
        )  # fmt: skip


def _describe(model: Any, classifier: Any) -> None:
    packed = zlib.compress(classifier.encoder.to_json().encode("utf-8"))
    model.metadata_props[CARD_KEY] = classifier.card.to_json()
    model.metadata_props[TOKENIZER_KEY] = base64.b64encode(packed).decode("ascii")


def _prove(classifier: Any, twin: Any) -> None:
    """A twin that answers otherwise is none: its speed would be another model's."""
    import numpy as np

    texts = ["a", "where is my parcel? it should have been here two weeks ago"]
    ours, theirs = classifier.logits(texts), twin.logits(texts)
    apart = float(np.abs(ours - theirs).max() / max(1e-6, float(np.abs(ours).max())))
    if not apart <= AGREES:
        raise UpstreamError(
            f"The ONNX file PyTorch makes of this classifier answers otherwise ({apart:.1e} of the largest logit).",
            code="onnx-twin-differs",
            remedy="Time it in PyTorch alone: --runtime torch.",
        )
