"""The way from a live tokenizer to the kit's tables; kinds that can't be told are refused."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from studio.core.errors import InputError
from studio.deploy import subword, wordpiece
from studio.deploy.tables import REMEDY, Tables

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

WORD_LEVEL = "WordLevel (whole words)"


def tables_of(encoder: TextEncoder, whose: str) -> Tables:
    """Read a live tokenizer's behaviour; `whose` names the model in refusals.

    Raises InputError (`tokenizer-kind`, `tokenizer-unusual`) for what the kit's tables can't say.
    """
    fields = json.loads(encoder.to_json())
    kind = fields["model"].get("type", "")
    readers = {"WordPiece": wordpiece.read, "BPE": subword.read, "Unigram": subword.read}
    if kind not in readers:
        raise InputError(
            f"{whose} has a {WORD_LEVEL if kind == 'WordLevel' else kind} tokenizer; the iPhone kit rebuilds WordPiece, byte-level BPE and Unigram.",
            code="tokenizer-kind",
            remedy=REMEDY,
        )
    return readers[kind](encoder, fields, whose)
