"""Proves the exported wrapper equal to the plain model before anything is converted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import torch

from studio.convert.layouts import PLAIN, laid_out
from studio.convert.overflow import HalfGuard, Ranges, leaves_half
from studio.convert.routes import Plan
from studio.convert.upstream import library
from studio.convert.wrapper import OWN, ForCoreML, masks_to_try
from studio.core.errors import UpstreamError

TOLERANCE = 1e-4  # float32 logits; equal programs differ by rounding only
_REMEDY = (
    "This architecture can't be converted safely; distil it into a BERT or DistilBERT student."
)

Wrap = Callable[[torch.nn.Module, str], torch.nn.Module]


class Gated(NamedTuple):
    """A wrapper that equals the model, its mask's name, and max |difference|.

    largest is the largest |activation| inside the plain model.
    """

    wrapper: torch.nn.Module
    mask: str
    difference: float
    largest: float


def gate(hf: torch.nn.Module, plan: Plan) -> tuple[Gated, HalfGuard | None]:
    """The proved wrapper of a plan, and what guards it from overflow where it needs that."""
    rows = plan.rows or padded_rows(hf.config, plan.lengths[-1])
    gated = gated_wrapper(hf, plan.lengths[-1], wrap=_wrap(hf, plan), rows=rows, masks=_masks(hf, plan))  # fmt: skip
    if plan.precision != "float16" or not leaves_half(gated.largest):
        return gated, None
    pairs = zip(rows[0].numpy(), rows[1].numpy(), strict=True)
    return gated, HalfGuard([{"input_ids": i[None], "attention_mask": m[None]} for i, m in pairs])


def gated_wrapper(
    hf: torch.nn.Module,
    length: int,
    *,
    wrap: Wrap = ForCoreML,
    rows: Any = None,
    masks: tuple[str, ...] = (),
) -> Gated:
    """The first wrapper that equals the model, by the family's masks or those given.

    Raises UpstreamError when no mask reproduces the model on padded inputs.
    """
    ids, mask = rows or padded_rows(hf.config, length)
    with library("gate", _REMEDY), torch.no_grad(), Ranges() as ranges:
        expected = hf(input_ids=ids.long(), attention_mask=mask.long(), return_dict=False)[0]
    tried: dict[str, str] = {}
    for name in masks or masks_to_try(hf.config):
        wrapper = wrap(hf, name).eval()
        try:
            with library("gate", _REMEDY), torch.no_grad():
                difference = _difference(wrapper(ids, mask)[0], expected.float())
        except UpstreamError as error:  # a family may refuse a mask of this shape outright
            tried[name] = error.detail
            continue
        if difference <= TOLERANCE:
            return Gated(wrapper, name, difference, ranges.largest)
        tried[name] = f"{difference:.3g}"
    raise UpstreamError(
        f"The wrapper to export does not reproduce the {_family(hf)} model on padded inputs.",
        code="wrapper-differs",
        remedy=_REMEDY,
        detail=", ".join(f"{name} mask: {outcome}" for name, outcome in tried.items()),
    )


def _wrap(hf: torch.nn.Module, plan: Plan) -> Wrap:
    """How a plan wraps a model: as it is, or its twin in another layout."""
    plain: Wrap = partial(ForCoreML, temperature=plan.temperature)
    if plan.layout == PLAIN:
        return plain
    twin = laid_out(hf, plan.layout, plan.lengths[-1])
    return lambda _, mask: plain(twin, mask)


def _masks(hf: torch.nn.Module, plan: Plan) -> tuple[str, ...]:
    return masks_to_try(hf.config) if plan.layout == PLAIN else (OWN,)


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
