"""A student as deep as its teacher and half as wide: the teacher's own weights, the strongest kept.

Source: Samragh et al., "Weight subcloning: direct initialization of transformers using larger
pretrained ones" (2023): units are ranked, the same hidden dimensions are kept in every layer, and
what is kept is scaled up for what is lost. Ranked here without data, by the size of the weights:
heads and neurons in each layer for themselves (as in Michel et al., "Are Sixteen Heads Really
Better than One?", 2019, who rank by gradients).
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.models.anatomy import layers_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

# Last parts of a weight's name -> what its axes are: hidden dimensions (h), attention heads (a), inner
# neurons (i), things looked up (e), other.
_AXES = tuple(
    (re.compile(rf"(.*\.)?({names})\.(weight|bias)"), axes)
    for names, axes in (
        (r"query|key|value|q_lin|k_lin|v_lin", "ah"),
        (r"attention\.output\.dense|attention\.out_lin", "ha"),
        (r"intermediate\.dense|ffn\.lin1", "ih"),
        (r"output\.dense|ffn\.lin2", "hi"),
        (r"LayerNorm|\w+_layer_norm", "h"),
        (r"word_embeddings|position_embeddings|token_type_embeddings", "eh"),
        (r"pooler\.dense|pre_classifier|classifier\.dense", "hh"),
        (r"classifier|classifier\.out_proj", ".h"),
    )
)


def narrower(config: Any) -> Any:
    """The config with half the heads, and hidden size and inner neurons to match. Raises InputError."""
    heads, inner = int(config.num_attention_heads), _inner(config)
    embedded = getattr(config, "embedding_size", config.hidden_size)
    if heads < 2 or embedded != config.hidden_size or getattr(config, "num_hidden_groups", None):
        raise _refused(config.model_type)
    smaller = copy.deepcopy(config)
    smaller.num_attention_heads = heads // 2
    smaller.hidden_size = config.hidden_size // heads * (heads // 2)
    setattr(smaller, inner, int(getattr(config, inner)) // 2)
    if hasattr(smaller, "embedding_size"):
        smaller.embedding_size = smaller.hidden_size
    return smaller


def copy_strongest(teacher: Any, student: Any) -> None:
    """Fill a narrower student with the teacher's strongest units, in place. Raises InputError."""
    import torch

    state = teacher.state_dict()
    for name, weight in state.items():
        _axes(name, weight, teacher.config.model_type)  # refuses what it doesn't know
    prefix = layers_name(teacher) + "."
    hidden = _strongest(_hidden_strength(state), student.config.hidden_size)
    kept: dict[tuple[str, str], Ints] = {}
    for at in range(teacher.config.num_hidden_layers):
        layer = f"{prefix}{at}."
        kept[layer, "a"] = _heads(state, layer, teacher.config, student.config)
        kept[layer, "i"] = _strongest(_strength(state, layer, "ih", "hi"), int(getattr(student.config, _inner(student.config))))  # fmt: skip
    with torch.no_grad():
        for name, place in student.state_dict().items():
            layer = _layer_of(name, prefix)
            axes = _axes(name, state[name], teacher.config.model_type)
            units = [hidden if axis == "h" else kept.get((layer, axis)) for axis in axes]
            place.copy_(_part(state[name], units, scaled=axes[0] != "e"))


def _part(weight: Any, units: list[Any], scaled: bool) -> Any:
    """Some units of each axis (None: all); a matrix keeps the energy that its kept rows take in."""
    import torch

    part = weight if units[0] is None else weight[torch.as_tensor(units[0])]
    if len(units) < 2 or units[1] is None:
        return part
    narrow = part[:, torch.as_tensor(units[1])]
    if not scaled:  # embeddings are looked up: nothing is summed over what was left out
        return narrow
    return narrow * (part.square().sum() / narrow.square().sum().clamp_min(1e-12)).sqrt()


def _heads(state: dict[str, Any], layer: str, config: Any, smaller: Any) -> Any:
    """Rows of the strongest heads, a head's rows together."""
    import numpy as np

    n = int(config.num_attention_heads)
    strength = _strength(state, layer, "ah", "ha")
    width = len(strength) // n
    heads = _strongest(strength.reshape(n, width).sum(1), int(smaller.num_attention_heads))
    return (heads[:, None] * width + np.arange(width)).reshape(-1)


def _strength(state: dict[str, Any], layer: str, into: str, out: str) -> Any:
    """How strong each inner unit of a layer is: what comes in times what goes out, float64[units]."""
    incoming = outgoing = 0.0
    for name, weight in state.items():
        if name.startswith(layer) and weight.ndim == 2:
            axes = _axes(name, weight, "")
            squares = weight.double().square()
            if axes == into:
                incoming = incoming + squares.sum(1).numpy()
            elif axes == out:
                outgoing = outgoing + squares.sum(0).numpy()
    return incoming * outgoing


def _hidden_strength(state: dict[str, Any]) -> Any:
    """How much is read from each hidden dimension: LayerNorm's scale and shift, times the readers."""
    norms: Any = 0.0
    read: Any = 0.0
    for name, weight in state.items():
        axes = _axes(name, weight, "")
        squares = weight.double().square()
        if axes == "h" and re.search("norm", name, re.IGNORECASE):
            norms = norms + squares.numpy()
        elif axes in ("ah", "ih"):
            read = read + squares.sum(0).numpy()
    return norms * read


def _strongest(strength: Any, n: int) -> Any:
    """The n strongest units in their old order; of equals the first ones."""
    import numpy as np

    return np.sort(np.argsort(-strength, kind="stable")[:n])


def _layer_of(name: str, prefix: str) -> str:
    if not name.startswith(prefix):
        return ""
    return prefix + name[len(prefix) :].partition(".")[0] + "."


def _axes(name: str, weight: Any, family: str) -> str:
    for pattern, axes in _AXES:
        if pattern.fullmatch(name):
            return axes if weight.ndim == len(axes) else axes[0]
    if family:
        raise _refused(family)
    return "." * weight.ndim


def _inner(config: Any) -> str:
    return "hidden_dim" if hasattr(config, "hidden_dim") else "intermediate_size"


def _refused(family: str) -> InputError:
    return InputError(
        f"A model of the family {family} can't be made narrower.",
        code="not-narrowed",
        remedy="Choose a student of some of its layers, or one with a shape of its own such as minilm.",
    )
