"""Whose labels and tokenizer an .onnx file has: inside it if the studio made it, else beside it."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from studio.core.errors import InputError
from studio.core.values import ClassifierCard
from studio.runtime.identity import CARD_KEY, TOKENIZER_KEY
from studio.runtime.onnx_engine import fixed_length

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

BLANK = {"model_type": "", "pad_token_id": 0, "max_position_embeddings": 0}
BESIDE = "Put config.json (with id2label) and tokenizer.json of the same model beside it."


def identify(
    path: Path, session: Any, labels: tuple[str, ...] = ()
) -> tuple[ClassifierCard, TextEncoder]:
    """The card, with the length the graph is fixed to, and the text encoder.

    labels: names to take in place of those beside a foreign file.
    Raises InputError for a foreign file without its config.json and tokenizer.json, or damaged
    metadata.
    """
    metadata = dict(session.get_modelmeta().custom_metadata_map)
    ours = CARD_KEY in metadata and TOKENIZER_KEY in metadata
    card, encoder = _inside(path, metadata) if ours else _beside(path, labels)
    if length := fixed_length(session):
        length_ = min(card.max_length, length)
        return replace(card, max_length=length_, lengths=(length,)), encoder.with_length(length_)
    return replace(card, lengths=()), encoder


def _inside(path: Path, metadata: Mapping[str, str]) -> tuple[ClassifierCard, TextEncoder]:
    from studio.models.tokenizer import TextEncoder

    try:
        card = ClassifierCard.from_json(metadata[CARD_KEY])
        text = zlib.decompress(base64.b64decode(metadata[TOKENIZER_KEY])).decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        raise InputError(
            f"{path.name} is damaged: its card or tokenizer can't be read.",
            code="onnx-damaged",
            remedy="Convert the classifier again, or copy the file again.",
            detail=str(error),
        ) from error
    return card, TextEncoder.from_json(text, card.max_length)


def _beside(path: Path, labels: tuple[str, ...]) -> tuple[ClassifierCard, TextEncoder]:
    """Hugging Face puts the files beside the graph, or one folder up from `onnx/`."""
    from studio.models.anatomy import longest_input
    from studio.models.checkpoint import label_names
    from studio.models.special_tokens import read_json
    from studio.models.tokenizer import TextEncoder

    folders = [path.parent, *([path.parent.parent] if path.parent.name == "onnx" else [])]
    config = next((c for f in folders if (c := read_json(f / "config.json"))), {})
    home = next((f for f in folders if (f / "tokenizer.json").is_file()), None)
    if not labels and not config.get("id2label"):
        raise _lacking(path, "no labels: there is no config.json with id2label beside it", "no-card")  # fmt: skip
    if home is None:
        raise _lacking(path, "no tokenizer: there is no tokenizer.json beside it", "no-tokenizer")
    encoder = TextEncoder.load(home)
    length = min(encoder.max_length, longest_input(SimpleNamespace(**{**BLANK, **config})))
    kind = next(iter(config.get("architectures") or ()), config.get("model_type", "ONNX"))
    card = ClassifierCard(labels or label_names(config), length, encoder.digest, str(kind))
    return card, encoder.with_length(length)


def _lacking(path: Path, what: str, code: str) -> InputError:
    return InputError(f"{path.name} has {what}.", code=code, remedy=BESIDE)
