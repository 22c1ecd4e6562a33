"""The last layer cut to its first token: the same logits and gradients, and only where it is allowed."""

from __future__ import annotations

import pytest
import torch

from studio.models.batches import forward

CUT = ("bert", "camembert", "distilbert", "electra", "mpnet", "roberta", "xlm-roberta")
WHOLE = ("albert", "modernbert", "mobilebert")


def rows() -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.randint(5, 40, (4, 9), generator=torch.Generator().manual_seed(3))
    mask = (torch.arange(9) < torch.tensor([[9], [7], [3], [2]])).long()
    return ids, mask


def seen_width(model: torch.nn.Module, ids: torch.Tensor, mask: torch.Tensor) -> int:
    """Tokens that reach the end of the encoder."""
    widths = []
    handle = model.base_model.register_forward_hook(lambda _, __, out: widths.append(out[0].shape[1]))  # fmt: skip
    forward(model, ids, mask)
    handle.remove()
    return widths[0]


@pytest.mark.parametrize("family", [*CUT, *WHOLE])
def test_logits_and_gradients_are_those_of_the_whole_layer(family, model_of):
    model = model_of(family)
    ids, mask = rows()
    plain = model(input_ids=ids, attention_mask=mask).logits
    plain.square().mean().backward()
    wanted = {name: w.grad.clone() for name, w in model.named_parameters() if w.grad is not None}
    model.zero_grad()
    ours = forward(model, ids, mask)
    ours.square().mean().backward()
    assert torch.allclose(ours, plain, rtol=1e-4, atol=1e-5)
    for name, weight in model.named_parameters():
        if name in wanted:
            assert torch.allclose(weight.grad, wanted[name], rtol=1e-3, atol=1e-5), name
    assert seen_width(model, ids, mask) == (1 if family in CUT else 9)


def test_whoever_looks_inside_sees_every_token(model_of):
    model = model_of("bert")
    ids, mask = rows()
    last = model.bert.encoder.layer[-1]
    handle = last.register_forward_hook(lambda *_: None)
    assert seen_width(model, ids, mask) == 9
    handle.remove()
    assert seen_width(model, ids, mask) == 1
    assert model(input_ids=ids, attention_mask=mask, output_hidden_states=True).hidden_states[-1].shape[1] == 9  # fmt: skip


def test_what_is_wrapped_is_cut_too(model_of):
    model = model_of("bert")

    class Wrapper(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = model

        def forward(self, **given: torch.Tensor) -> object:
            return self.module(**given)

    ids, mask = rows()
    widths = []
    handle = model.bert.register_forward_hook(lambda _, __, out: widths.append(out[0].shape[1]))
    assert torch.equal(forward(Wrapper(), ids, mask), forward(model, ids, mask))
    handle.remove()
    assert widths == [1, 1]
