"""What a package says about itself: its card and its tokenizer, from the metadata alone."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.core.errors import InputError
from studio.core.values import ClassifierCard
from studio.runtime.foreign_package import Wiring, identify_foreign, wiring_of
from studio.runtime.mil.package import Package, damaged

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

CARD_KEY, TOKENIZER_KEY = "com.pocketbert.card", "com.pocketbert.tokenizer"
INPUTS, LOGITS = ("input_ids", "attention_mask"), "logits"
OURS = Wiring(*INPUTS, types="", scores=LOGITS)


def is_ours(package: Package) -> bool:
    """Whether the studio made it: it carries a card, or a tokenizer."""
    return bool({CARD_KEY, TOKENIZER_KEY} & set(package.model.metadata))


def meet(package: Package) -> tuple[Wiring, ClassifierCard, TextEncoder]:
    """How to ask any text classifier's package, ours or another's. Raises InputError."""
    if is_ours(package):
        return OURS, *identify(package)
    wiring = wiring_of(package)
    return wiring, *identify_foreign(package, wiring)


def identify(package: Package) -> tuple[ClassifierCard, TextEncoder]:
    """The card (with the lengths the program really offers) and the text encoder.

    Raises InputError for a package the studio didn't make, or whose metadata is damaged.
    """
    metadata = package.model.metadata
    card = _card(package, metadata)
    return card, _encoder(package, metadata, card)


def _card(package: Package, metadata: Mapping[str, str]) -> ClassifierCard:
    name = package.path.name
    if CARD_KEY not in metadata or TOKENIZER_KEY not in metadata:
        raise InputError(
            f"{name} carries no labels and no tokenizer: the studio didn't make it.",
            code="no-card",
            remedy="Convert the classifier it was made from with `pocketbert convert`, or run it "
            "with --runtime reference, its config.json and tokenizer.json beside it.",
        )
    offered = {f.name: f for f in package.model.inputs}
    outputs = {f.name for f in package.model.outputs}
    if set(offered) != set(INPUTS) or LOGITS not in outputs:
        raise InputError(
            f"{name} doesn't take {' and '.join(INPUTS)} and return {LOGITS}.",
            code="not-a-text-classifier",
            remedy="Convert the classifier again with `pocketbert convert`.",
        )
    try:
        card = ClassifierCard.from_json(metadata[CARD_KEY])
    except ValueError as error:
        raise damaged(package.path, "its card can't be read", error) from error
    shapes = offered[INPUTS[0]].shapes
    return replace(card, lengths=tuple(sorted({s[-1] for s in shapes})) or card.lengths)


def _encoder(package: Package, metadata: Mapping[str, str], card: ClassifierCard) -> TextEncoder:
    from studio.models.tokenizer import TextEncoder

    try:
        text = zlib.decompress(base64.b64decode(metadata[TOKENIZER_KEY])).decode("utf-8")
    except (binascii.Error, zlib.error, UnicodeDecodeError, ValueError) as error:
        raise damaged(package.path, "its tokenizer can't be read", error) from error
    return TextEncoder.from_json(text, card.max_length)
