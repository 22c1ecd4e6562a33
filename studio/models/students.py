"""What every student preset is made with: layers copied from the teacher, or a new shape."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError, UpstreamError

if TYPE_CHECKING:
    from studio.models.classifier import Classifier

FRESH_WARNING = (
    "This student starts from random weights and needs far more data than one made of the "
    "teacher's layers: tens of thousands of rows at least."
)
_BESIDE_WEIGHTS = 150_000  # program text, tokenizer and labels inside a package, bytes


@dataclass(frozen=True, slots=True)
class Estimate:
    """Weights, and the predicted bytes of the fp16 .mlpackage (2 per weight and a little)."""

    parameters: int
    package_bytes: int


@dataclass(frozen=True, slots=True)
class Preset:
    """A student by name. `shape(teacher's config)` is the student's config; nothing is trained.

    `layers(n)` are the teacher's layers to copy, by index; `start(teacher, student)` fills the
    student from the teacher in another way; with neither, weights are random, and `warning` says
    what that costs.
    """

    name: str
    help: str
    shape: Callable[[Any], Any]
    layers: Callable[[int], Sequence[int]] | None = None
    start: Callable[[Any, Any], None] | None = None

    @property
    def warning(self) -> str:
        """What to know before choosing it; empty when nothing."""
        return "" if self.layers or self.start else FRESH_WARNING

    def build(self, teacher: Classifier, seed: int = 0) -> Classifier:
        """An untrained student with the teacher's tokenizer, labels and length."""
        from studio.core.seeds import derive
        from studio.models.anatomy import longest_input
        from studio.models.hugging_face import new_model

        config = self.shape(teacher.model.config)
        model = new_model(config, derive(seed, self.name) % 2**63)
        if self.layers:
            copy_layers(teacher.model, model, self.layers(teacher.model.config.num_hidden_layers))
        if self.start:
            self.start(teacher.model, model)
        length = min(teacher.card.max_length, longest_input(config))
        card = replace(teacher.card, architecture=type(model).__name__, max_length=length)
        notes = (self.warning,) if self.warning else ()
        encoder = teacher.encoder.with_length(length)
        return replace(teacher, model=model, encoder=encoder, card=card, folder=None, notes=notes)

    def estimate(self, teacher_config: Any) -> Estimate:
        """Size of the student of a teacher with this config, without building it."""
        from studio.models.hugging_face import shape_of

        weights = shape_of(self.shape(teacher_config))
        return Estimate(weights, 2 * weights + _BESIDE_WEIGHTS)


def every_nth(n: int, step: int) -> list[int]:
    """Indices of every step-th of n layers, counted from the last, which is always kept."""
    return sorted(range(n - 1, -1, -step))


def layer_subset(config: Any, layers: Sequence[int]) -> Any:
    """The config with only these layers; settings kept per layer follow. Raises InputError."""
    if getattr(config, "num_hidden_groups", None) is not None:
        raise InputError(
            f"The layers of {config.model_type} share their weights: none can be left out.",
            code="shared-layers",
            remedy="Choose a student with a shape of its own, such as minilm or distilbert.",
        )
    smaller, n = copy.deepcopy(config), config.num_hidden_layers
    for key, value in vars(config).items():
        if isinstance(value, list) and len(value) == n and key.startswith("layer"):
            setattr(smaller, key, [value[i] for i in layers])
    smaller.num_hidden_layers = len(layers)
    return smaller


def copy_layers(teacher: Any, student: Any, layers: Sequence[int]) -> None:
    """Copy the teacher's weights into a student that keeps only these layers, in place."""
    from studio.models.anatomy import layers_name

    name = layers_name(teacher)
    place = {old: new for new, old in enumerate(layers)}
    pattern = re.compile(re.escape(name) + r"\.(\d+)\.(.*)")
    kept = {}
    for key, weight in teacher.state_dict().items():
        if not (found := pattern.fullmatch(key)):
            kept[key] = weight
        elif int(found[1]) in place:
            kept[f"{name}.{place[int(found[1])]}.{found[2]}"] = weight
    found = student.load_state_dict(kept, strict=False)
    if (
        found.missing_keys
    ):  # a first layer without the norm of the others (ModernBERT) lacks nothing
        raise UpstreamError(
            f"The layers of {type(teacher).__name__} don't fit a smaller copy of it.",
            code="layers-differ",
            remedy="Choose a student with a shape of its own, such as minilm or distilbert.",
            detail=", ".join(found.missing_keys),
        )


def fresh(config: Any, model_type: str, **shape: Any) -> Any:
    """A config of another family that reads the teacher's tokens and answers with its labels."""
    from transformers import AutoConfig

    return AutoConfig.for_model(
        model_type,
        vocab_size=config.vocab_size,
        pad_token_id=config.pad_token_id or 0,
        id2label=config.id2label,
        label2id=config.label2id,
        **shape,
    )
