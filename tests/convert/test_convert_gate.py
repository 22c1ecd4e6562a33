"""The gate lets no wrapper through that differs from the model on padded inputs."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from convert_tiny import tiny_model

from studio.convert.gate import gated_wrapper, padded_rows
from studio.convert.wrapper import ADDITIVE, OWN, ForCoreML, masks_to_try
from studio.core.errors import UpstreamError


class IgnoresPadding(ForCoreML):
    """A wrapper with the classic mistake: the mask is dropped."""

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        return super().forward(input_ids, torch.ones_like(attention_mask))


class WrongWhenAdditive(ForCoreML):
    """Wrong with the mask built here, right with the model's own."""

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        logits, probabilities = super().forward(input_ids, attention_mask)
        return (logits + 1e-3 if self.mask == ADDITIVE else logits), probabilities


class RefusesAdditive(ForCoreML):
    """A family that takes no 4-D mask."""

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        if self.mask == ADDITIVE:
            raise ValueError("Wrong shape for attention_mask")
        return super().forward(input_ids, attention_mask)


class GivesNaN(ForCoreML):
    """Fine on full rows, NaN on padded ones."""

    def forward(self, input_ids: Any, attention_mask: Any) -> Any:
        logits, probabilities = super().forward(input_ids, attention_mask)
        padded = (attention_mask.min(dim=1).values == 0)[:, None]
        return logits.masked_fill(padded, float("nan")), probabilities


def test_the_right_wrapper_passes_exactly() -> None:
    wrapper, mask, difference = gated_wrapper(tiny_model("bert"), 24)[:3]
    assert (mask, difference) == (ADDITIVE, 0.0)
    logits, probabilities = wrapper(*padded_rows(tiny_model("bert").config, 24))
    assert torch.equal(probabilities, logits.softmax(-1)) and logits.dtype == torch.float32


@pytest.mark.parametrize("wrong", [IgnoresPadding, GivesNaN])
def test_a_wrong_wrapper_is_caught(wrong: type[ForCoreML]) -> None:
    with pytest.raises(UpstreamError) as caught:
        gated_wrapper(tiny_model("bert"), 24, wrap=wrong)
    assert caught.value.code == "upstream.wrapper-differs"
    assert "additive mask" in caught.value.detail and "own mask" in caught.value.detail


@pytest.mark.parametrize("wrap", [WrongWhenAdditive, RefusesAdditive])
def test_the_other_mask_is_tried(wrap: type[ForCoreML]) -> None:
    _, mask, difference = gated_wrapper(tiny_model("bert"), 24, wrap=wrap)[:3]
    assert (mask, difference) == (OWN, 0.0)


def test_families_that_need_their_own_mask_start_with_it() -> None:
    assert masks_to_try(tiny_model("deberta").config) == (OWN, ADDITIVE)
    assert masks_to_try(tiny_model("roberta").config) == (ADDITIVE, OWN)


def test_an_additive_mask_really_breaks_deberta() -> None:
    model = tiny_model("deberta")
    ids, mask = padded_rows(model.config, 24)
    with torch.no_grad():
        right, wrong = ForCoreML(model, OWN)(ids, mask)[0], ForCoreML(model, ADDITIVE)(ids, mask)[0]
    assert not torch.allclose(right, wrong, atol=1e-4, equal_nan=False)


def test_rows_hold_padding_only_where_the_mask_says() -> None:
    config = tiny_model("roberta").config
    ids, mask = padded_rows(config, 20)
    assert mask.sum(dim=1).tolist() == [20, 14, 2]
    assert bool(((ids == config.pad_token_id) == (mask == 0)).all())
    assert ids.dtype == mask.dtype == torch.int32
