"""A text classifier: model, encoder and card; loaded from and saved to a Hugging Face folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.files import atomic_path, digest_bytes
from studio.core.values import ClassifierCard, LabelSet
from studio.models.anatomy import is_head, longest_input, parameter_count, reorder_labels
from studio.models.batches import forward, length_batches
from studio.models.checkpoint import Checkpoint, inspect, label_names
from studio.models.hugging_face import load_encoder, load_model
from studio.models.labels import match_labels
from studio.models.memory import memory_errors
from studio.models.quiet import quiet_transformers
from studio.models.source import find_model
from studio.models.tokenizer import TextEncoder

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Logits = NDArray[np.float32]

CARD_FILE = "studio_card.json"


@dataclass(frozen=True)
class Classifier:
    """A torch model in eval mode with its tokenizer and card; `notes` say what loading assumed."""

    model: Any
    encoder: TextEncoder
    card: ClassifierCard
    folder: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def labels(self) -> LabelSet:
        """The k labels by head row."""
        return LabelSet(self.card.labels, self.card.source_ids)

    @property
    def parameters(self) -> int:
        """Number of weights."""
        return parameter_count(self.model)

    def logits(self, texts: Sequence[str], batch_size: int = 32) -> Logits:
        """Raw scores float32[n, k] in the order of the texts; length-sorted, dynamic padding."""
        import numpy as np
        import torch

        ids = self.encoder.encode(texts, self.card.max_length).ids
        lengths = np.array([len(row) for row in ids], dtype=np.int64)
        found = np.zeros((len(ids), len(self.card.labels)), dtype=np.float32)
        self.model.eval()
        with torch.inference_mode():
            for rows in length_batches(lengths, batch_size):
                padded = self.encoder.pad([ids[i] for i in rows])
                found[rows] = forward(self.model, *padded).cpu().numpy()
        return found

    def card_with(self, **changes: Any) -> ClassifierCard:
        """The card with some fields changed."""
        return replace(self.card, **changes)

    def with_max_length(self, max_length: int) -> Classifier:
        """The same model reading at most this many tokens (never more than it has places for)."""
        length = min(max_length, longest_input(self.model.config))
        card = self.card_with(max_length=length, lengths=())
        return replace(self, encoder=self.encoder.with_length(length), card=card)

    def digest(self) -> str:
        """SHA-256 over the weights, labels, tokenizer and length: what its logits depend on."""
        about = [self.card.labels, self.encoder.digest, self.card.max_length]
        state = self.model.state_dict()
        parts = [json.dumps([*about, self.model.config.model_type]).encode()]
        for name in sorted(state):
            parts += [name.encode(), state[name].detach().cpu().contiguous().numpy().tobytes()]
        return digest_bytes(*parts)


def load_classifier(source: str | Path, labels: LabelSet | None = None, *, max_length: int = 0) -> Classifier:  # fmt: skip
    """A fine-tuned classifier from a folder or hub id, its head in the order of `labels`.

    labels None keeps the model's own; max_length 0 keeps its own, as far as it has places.
    Raises InputError (pickle, bare encoder, labels that don't match, ...), UpstreamError, HostError.
    """
    found = inspect(find_model(source))
    if not found.is_classifier:
        raise bare_encoder(found)
    _refuse_other_tasks(found)
    model, missing = load_model(found.folder)
    if missing:
        raise bare_encoder(found) if any(map(is_head, missing)) else _incomplete(found, missing)
    names = label_names(found.config)
    stored = stored_card(found.folder)
    notes: list[str] = []
    if labels is not None:
        match = match_labels(names, labels)
        reorder_labels(model, match.rows)
        notes += [match.note] if match.note else []
    else:
        labels = LabelSet(names, stored.source_ids if stored and stored.labels == names else ())
    wanted = max_length or (stored.max_length if stored else 0)
    made = assemble(found.folder, model, labels, wanted, stored, tuple(notes))
    _prove_answers(found.folder.name, made)
    return made


def assemble(
    folder: Path,
    model: Any,
    labels: LabelSet,
    max_length: int = 0,
    stored: ClassifierCard | None = None,
    notes: tuple[str, ...] = (),
) -> Classifier:
    """Put encoder and card to a loaded model; the length is capped by the model's places."""
    places = longest_input(model.config)
    encoder = load_encoder(folder, max_length)
    _check_vocabulary(folder, model, encoder)
    length = min(max_length or encoder.max_length, places)
    set_labels(model, labels.names)
    blank = ClassifierCard(labels.names, length, encoder.digest, type(model).__name__)
    card = replace(
        stored or blank,
        labels=labels.names,
        source_ids=labels.source_ids,
        max_length=length,
        tokenizer_digest=encoder.digest,
        architecture=type(model).__name__,
    )
    return Classifier(model, encoder.with_length(length), card, folder, notes)


def save_classifier(folder: Path, model: Any, encoder: TextEncoder, card: ClassifierCard) -> None:
    """Write config.json, model.safetensors, tokenizer files and studio_card.json, all or nothing.

    Any Hugging Face tool reads the folder; the tokenizer carries no padding or truncation.
    """
    set_labels(model, card.labels)
    fields = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": card.max_length,
        "model_input_names": ["input_ids", "attention_mask"],
        **encoder.special_tokens,
    }
    settings = json.dumps(fields, indent=2, ensure_ascii=False)
    with atomic_path(Path(folder), folder=True) as draft:
        with quiet_transformers():
            model.save_pretrained(str(draft))
        (draft / "tokenizer.json").write_text(encoder.to_json(), encoding="utf-8")
        (draft / "tokenizer_config.json").write_text(settings, encoding="utf-8")
        (draft / CARD_FILE).write_text(card.to_json(), encoding="utf-8")


def set_labels(model: Any, names: Sequence[str]) -> None:
    """Write the names into the model's config."""
    model.config.id2label = dict(enumerate(names))
    model.config.label2id = {name: at for at, name in enumerate(names)}


def stored_card(folder: Path) -> ClassifierCard | None:
    """The card beside the weights; None for a folder the studio did not write."""
    try:
        return ClassifierCard.from_json((folder / CARD_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def bare_encoder(found: Checkpoint) -> InputError:
    """The refusal of a model that was never taught to classify texts."""
    named = ", ".join(map(str, found.config.get("architectures") or ())) or "no architecture named"
    return InputError(
        f"{found.folder.name} is a bare encoder: it was never taught to classify.",
        code="bare-encoder",
        remedy=f"Fine-tune it on your data: pocketbert teach --finetune {found.folder}",
        detail=f"{named}; the weights hold no classification head",
    )


def _refuse_other_tasks(found: Checkpoint) -> None:
    problem = found.config.get("problem_type") or ""
    if problem in ("multi_label_classification", "regression") or len(label_names(found.config)) < 2:  # fmt: skip
        raise InputError(
            f"{found.folder.name} doesn't choose one label for a text.",
            code="other-task",
            remedy="Use a classifier with two or more labels, one of them right for each text.",
            detail=f"problem_type {problem or 'unset'}, labels {label_names(found.config)}",
        )


def _check_vocabulary(folder: Path, model: Any, encoder: TextEncoder) -> None:
    """A vocabulary shorter than the embedding is common; a longer one crashes on some text."""
    rows = int(model.get_input_embeddings().weight.shape[0])
    if encoder.highest_id >= rows:
        raise InputError(
            f"The tokenizer in {folder.name} is not the model's: it has more tokens.",
            code="tokenizer-mismatch",
            remedy="Copy tokenizer.json from the same model as the weights.",
            detail=f"highest token id {encoder.highest_id}, embedding rows {rows}",
        )


def _prove_answers(name: str, made: Classifier) -> None:
    """A config.json whose numbers contradict each other loads, and breaks on the first sentence.

    Raises InputError for that, HostError where memory ran out.
    """
    try:
        with memory_errors():
            made.logits(["a"])
    except (RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:  # fmt: skip
        raise InputError(
            f"The model in {name} can't answer: its config.json contradicts itself.",
            code="config-contradicts",
            remedy="Copy config.json from the same model as the weights, or download the model again.",
            detail=f"{type(error).__name__}: {error}",
        ) from error


def _incomplete(found: Checkpoint, missing: set[str]) -> InputError:
    return InputError(
        f"{found.folder.name} lacks {len(missing)} of its weights.",
        code="weights-incomplete",
        remedy="Copy or download the model again.",
        detail=", ".join(sorted(missing)),
    )
