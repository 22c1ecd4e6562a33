"""Looking inside a model while it answers: hidden states, queries, keys and values by layer.

Hooks read what flows through, so that any attention kernel may run and nothing is computed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from studio.core.errors import InputError
from studio.distil.objectives import States
from studio.models.anatomy import layers_name

_NAMES = {
    "queries": re.compile(r"(.*\.)?(query|q_lin|q|query_proj)"),
    "keys": re.compile(r"(.*\.)?(key|k_lin|k|key_proj)"),
    "values": re.compile(r"(.*\.)?(value|v_lin|v|value_proj)"),
}


class Insides:
    """Hooks on a model (not its wrapper); `close` takes them off again."""

    def __init__(self, model: Any, needs: Iterable[str]) -> None:
        self.heads = int(model.config.num_attention_heads)
        layers, needs = model.get_submodule(layers_name(model)), set(needs)
        self._seen: dict[tuple[str, int], Any] = {}
        self._handles: list[Any] = []
        self.depth = len(layers)
        if "hidden" in needs:
            self._handles.append(layers[0].register_forward_pre_hook(self._entry, with_kwargs=True))
        for at, layer in enumerate(layers):
            if "hidden" in needs:
                self._watch(layer, "hidden", at + 1)
            if "attention" in needs:
                for kind in _NAMES:
                    self._watch(_projection(layer, kind, model), kind, at)

    def take(self, logits: Any) -> States:
        """What was seen since the last call, and the answer it led to; float32 in half precision too."""
        seen, self._seen = self._seen, {}
        kinds = {
            kind: tuple(seen[key].float() for key in sorted(k for k in seen if k[0] == kind))
            for kind in ("hidden", *_NAMES)
        }
        return States(logits, heads=self.heads, **kinds)

    def close(self) -> None:
        """Take the hooks off."""
        for handle in self._handles:
            handle.remove()
        self._handles, self._seen = [], {}

    def _watch(self, module: Any, kind: str, at: int) -> None:
        def look(_: Any, __: Any, out: Any) -> None:
            self._seen[kind, at] = out[0] if isinstance(out, tuple) else out

        self._handles.append(module.register_forward_hook(look))

    def _entry(self, _: Any, args: Any, kwargs: Any) -> None:
        self._seen["hidden", 0] = args[0] if args else kwargs["hidden_states"]


def _projection(layer: Any, kind: str, model: Any) -> Any:
    import torch

    for name, module in layer.named_modules():
        if isinstance(module, torch.nn.Linear) and _NAMES[kind].fullmatch(name):
            return module
    raise InputError(
        f"The {kind} of {type(model).__name__} can't be read.",
        code="no-attention-parts",
        remedy="Use objectives of hidden states for this model: hidden, patient or contrastive.",
    )


def matched_layers(ours: int, theirs: int) -> tuple[tuple[int, int], ...]:
    """Depths of two models side by side, evenly spread, the last ones together: (1, 2), (2, 4), ..."""
    n = min(ours, theirs)
    return tuple((round(i * ours / n), round(i * theirs / n)) for i in range(1, n + 1))
