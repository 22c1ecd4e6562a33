"""Only the first token of the last layer is computed where a classifier reads no other.

BERT's family answers from the last layer's first row alone, yet computes them all. What comes after
that layer's attention works row by row, so cutting it to one row leaves logits and gradients as
they were (within rounding) and spares up to three quarters of a layer, in both directions.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# by config.model_type, in the last layer: the first module after attention that works row by row
# on all that follows (its residual is one of its arguments, or already added)
_NARROW = {
    "bert": "attention.output",
    "camembert": "attention.output",
    "electra": "attention.output",
    "roberta": "attention.output",
    "xlm-roberta": "attention.output",
    "mpnet": "attention.LayerNorm",
    "distilbert": "sa_layer_norm",
}


@contextmanager
def first_token_only(model: Any) -> Iterator[None]:
    """While it is open, the last layer of `model` (or of what it wraps) hands on [n, 1, width].

    Nothing changes for other families, nor while somebody looks inside that layer by a hook.
    """
    place = _place(getattr(model, "module", model))
    if place is None:
        yield
        return
    handle = place.register_forward_pre_hook(_first)
    try:
        yield
    finally:
        handle.remove()


def _first(_: Any, states: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(state[:, :1] for state in states)


def _place(model: Any) -> Any:
    config = getattr(model, "config", None)
    narrow = _NARROW.get(getattr(config, "model_type", ""))
    if narrow is None or not type(model).__name__.endswith("ForSequenceClassification"):
        return None
    asked = ("is_decoder", "add_cross_attention", "output_hidden_states", "chunk_size_feed_forward")
    if any(getattr(config, name, False) for name in asked):
        return None
    stack = model.base_model
    last = (stack.transformer if hasattr(stack, "transformer") else stack.encoder).layer[-1]
    if any(part._forward_hooks or part._forward_pre_hooks for part in last.modules()):
        return None
    return last.get_submodule(narrow)
