"""Proves the exported wrapper equal to the plain model before anything is converted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from studio.convert.upstream import library
from studio.convert.wrapper import ForCoreML, masks_to_try
from studio.core.errors import UpstreamError

TOLERANCE = 1e-4  # float32 logits; equal programs differ by rounding only
_REMEDY = (
    "This architecture can't be converted safely; distil it into a BERT or DistilBERT student."
)

Wrap = Callable[[torch.nn.Module, str], torch.nn.Module]


def gated_wrapper(
    hf: torch.nn.Module, length: int, *, wrap: Wrap = ForCoreML
) -> tuple[torch.nn.Module, str, float]:
    """The first wrapper that equals the model, its mask's name, and max |difference|.

    Raises UpstreamError when neither mask reproduces the model on padded inputs.
    """
    ids, mask = padded_rows(hf.config, length)
    with library("gate", _REMEDY), torch.no_grad():
        expected = hf(input_ids=ids.long(), attention_mask=mask.long(), return_dict=False)[0]
    tried: dict[str, str] = {}
    for name in masks_to_try(hf.config):
        wrapper = wrap(hf, name).eval()
        try:
            with library("gate", _REMEDY), torch.no_grad():
                difference = _difference(wrapper(ids, mask)[0], expected.float())
        except UpstreamError as error:  # a family may refuse a mask of this shape outright
            tried[name] = error.detail
            continue
        if difference <= TOLERANCE:
            return wrapper, name, difference
        tried[name] = f"{difference:.3g}"
    raise UpstreamError(
        f"The wrapper to export does not reproduce the {_family(hf)} model on padded inputs.",
        code="wrapper-differs",
        remedy=_REMEDY,
        detail=", ".join(f"{name} mask: {outcome}" for name, outcome in tried.items()),
    )


def padded_rows(config: Any, length: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Three rows of seeded random ids, int32[3, L]: full, one third padded, two tokens only."""
    pad = int(getattr(config, "pad_token_id", None) or 0)
    ids = torch.randint(
        0, config.vocab_size, (3, length), generator=torch.Generator().manual_seed(7)
    )
    # RoBERTa counts positions by comparing ids with the padding id: it must not occur in a text.
    ids[ids == pad] = (pad + 1) % config.vocab_size
    mask = torch.ones_like(ids)
    for row, padding in enumerate((0, length // 3, length - 2)):
        if padding:
            ids[row, -padding:], mask[row, -padding:] = pad, 0
    return ids.int(), mask.int()


def _difference(got: torch.Tensor, expected: torch.Tensor) -> float:
    if got.shape != expected.shape:
        return float("inf")
    worst = float((got - expected).abs().max())
    return worst if worst == worst else float("inf")  # NaN must not pass a comparison


def _family(hf: torch.nn.Module) -> str:
    return str(getattr(hf.config, "model_type", type(hf).__name__))
