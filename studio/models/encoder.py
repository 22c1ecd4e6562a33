"""A base encoder with a new, untaught head: what fine-tuning starts from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.core.seeds import derive
from studio.core.values import LabelSet
from studio.models.anatomy import is_head, longest_input
from studio.models.checkpoint import inspect
from studio.models.classifier import Classifier, assemble
from studio.models.hugging_face import load_encoder, load_model
from studio.models.source import find_model
from studio.models.tokenizer import DEFAULT_LENGTH, fitting_length

_SEEDS = 2**63


def load_base(
    source: str | Path,
    labels: LabelSet,
    seed: int = 0,
    *,
    max_length: int | None = None,
    texts: Sequence[str] | None = None,
) -> Classifier:
    """A base encoder (`sample`, a folder, a hub id) under a head of k seeded random rows.

    Without max_length it is the 99th percentile of the texts in tokens, or 128. A classifier may
    serve as a base too: its head is replaced. Raises InputError, HostError, UpstreamError.
    """
    import torch

    found = inspect(find_model(source))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(derive(seed, "head") % _SEEDS)
        model, missing = load_model(
            found.folder, num_labels=len(labels), ignore_mismatched_sizes=True, problem_type=None
        )
        if found.is_classifier:
            _forget_head(model)
    length = max_length or _length_for(found.folder, longest_input(model.config), texts)
    fresh = sorted(name for name in missing if not is_head(name))
    notes = (f"Not in the base, so new: {', '.join(fresh)}.",) if fresh else ()
    return assemble(found.folder, model, labels, length, notes=notes)


def is_bare_encoder(source: str | Path) -> bool:
    """Whether a model has no classification head of its own. Raises InputError, HostError."""
    return not inspect(find_model(source)).is_classifier


def _length_for(folder: Path, places: int, texts: Sequence[str] | None) -> int:
    if texts is None:
        return min(DEFAULT_LENGTH, places)
    ids = load_encoder(folder).encode(texts, places).ids
    return fitting_length([len(row) for row in ids], places)


def _forget_head(model: object) -> None:
    """New random weights for the head, as transformers makes them."""
    import torch

    for name, module in model.named_modules():  # type: ignore[attr-defined]
        if isinstance(module, torch.nn.Linear) and is_head(name + "."):
            std = model.config.initializer_range  # type: ignore[attr-defined]
            torch.nn.init.normal_(module.weight, std=std)
            if module.bias is not None:
                torch.nn.init.zeros_(module.bias)
