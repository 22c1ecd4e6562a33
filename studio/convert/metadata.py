"""What a package says about itself: card, tokenizer, author, licence, inputs and outputs."""

from __future__ import annotations

import base64
import zlib
from typing import Any

from studio.convert.labels import LABEL, LOGITS, PROBABILITIES
from studio.convert.package import CARD_KEY, TOKENIZER_KEY
from studio.convert.reports import ConvertSettings
from studio.core.values import ClassifierCard

_SHOWN_LABELS = 8
TEMPERATURE_KEY = "com.pocketbert.temperature"  # by which the logits were divided before softmax
REJECT_KEY = "com.pocketbert.reject-below"  # answers less probable should go to a person
NO_LICENCE = "Not stated. The terms of the base model and of the training data apply."


def annotate(
    spec: Any, card: ClassifierCard, tokenizer_json: str, settings: ConvertSettings
) -> None:
    """Fill the description of a fresh package, in place."""
    meta = spec.description.metadata
    meta.author = settings.author or "Made with PocketBERT Studio"
    meta.license = settings.licence or NO_LICENCE
    meta.versionString = settings.version
    # the same checkpoint must give the same bytes tomorrow
    meta.userDefined.pop("com.github.apple.coremltools.conversion_date", None)
    packed = zlib.compress(tokenizer_json.encode("utf-8"), 9)
    meta.userDefined[TOKENIZER_KEY] = base64.b64encode(packed).decode("ascii")
    for key, value, plain in (
        (TEMPERATURE_KEY, card.calibration, 1.0),
        (REJECT_KEY, card.reject_below, 0.0),
    ):
        if value != plain:
            meta.userDefined[key] = repr(float(value))
    set_card(spec, card, settings.description)
    _describe_features(spec.description, card)


def carry_over(old: Any, new: Any, card: ClassifierCard) -> None:
    """Give a compressed program the description of the one it was made from, and its own card."""
    described_by_hand = old.description.metadata.shortDescription
    parent = ClassifierCard.from_json(old.description.metadata.userDefined[CARD_KEY])
    automatic = described_by_hand == summary(parent)
    new.description.CopyFrom(old.description)
    set_card(new, card, "" if automatic else described_by_hand)


def set_card(spec: Any, card: ClassifierCard, description: str = "") -> None:
    """Write the card and the one-line description (made from the card when empty)."""
    spec.description.metadata.userDefined[CARD_KEY] = card.to_json()
    spec.description.metadata.shortDescription = description or summary(card)


def summary(card: ClassifierCard) -> str:
    """One sentence about a model, for Xcode's preview."""
    shown = ", ".join(card.labels[:_SHOWN_LABELS])
    more = len(card.labels) - _SHOWN_LABELS
    tail = f" and {more} more" if more > 0 else ""
    scheme = "" if card.scheme == "none" else f", compressed with {card.scheme}"
    return (
        f"Text classifier ({card.architecture}, {card.precision}{scheme}) for texts of up to "
        f"{card.max_length} tokens; labels: {shown}{tail}."
    )


def _describe_features(description: Any, card: ClassifierCard) -> None:
    lengths = " or ".join(str(length) for length in card.lengths)
    texts = {
        "input_ids": f"Token ids of one text, padded to {lengths} tokens, shape 1 x L.",
        "attention_mask": "1 where input_ids holds a token, 0 where it holds padding, shape 1 x L.",
        LABEL: "The likeliest label.",
        PROBABILITIES: "The probability of every label; they add up to 1.",
        LOGITS: f"Raw scores before softmax, in label order, shape 1 x {len(card.labels)}.",
    }
    for feature in (*description.input, *description.output):
        feature.shortDescription = texts[feature.name]
