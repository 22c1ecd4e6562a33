"""Fewer word pieces: the vocabulary of a WordPiece package cut to what is needed, ids renumbered.

Every character that occurs in any piece stays, alone and in each form (`c`, `##c`) it occurs in,
so that matching the longest piece first never gets stuck where it didn't before: a text can be
cut into other pieces than before, but never has a new [UNK].
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from studio.core.errors import InputError

if TYPE_CHECKING:
    from studio.models.tokenizer import TextEncoder

MULTIPLE = 16  # rows of the new table: what groups of channels divide


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """tokenizer: the new tokenizer.json; rows: for each new id the old ids whose mean it gets.

    One old id for a piece that stays; the pieces with the character for one that had to be added.
    """

    tokenizer: str
    rows: tuple[tuple[int, ...], ...]

    def table(self, old: Any) -> Any:
        """The new embedding [rows padded to a multiple of 16, d] of the old one [V, d]."""
        count = -(-len(self.rows) // MULTIPLE) * MULTIPLE
        new = np.zeros((count, old.shape[1]), dtype=old.dtype)
        alone = [(at, ids[0]) for at, ids in enumerate(self.rows) if len(ids) == 1]
        new[[at for at, _ in alone]] = old[[row for _, row in alone]]
        for at, ids in enumerate(self.rows):
            if len(ids) > 1:
                new[at] = old[list(ids)].astype(np.float32).mean(0).astype(old.dtype)
        return new


def smaller_vocabulary(encoder: TextEncoder, texts: Iterable[str]) -> Vocabulary:
    """What `texts` (sentences and common words) need, special tokens and single characters.

    Raises InputError for a tokenizer that isn't WordPiece.
    """
    fields = json.loads(encoder.to_json())
    model = fields["model"]
    if model.get("type") != "WordPiece":
        raise InputError(
            f"The vocabulary of a {model.get('type') or 'nameless'} tokenizer can't be pruned.",
            code="not-wordpiece",
            remedy="Leave --prune-vocabulary out; BERT, DistilBERT, ELECTRA and MiniLM have WordPiece.",
        )
    old: dict[str, int] = model["vocab"]
    prefix = model.get("continuing_subword_prefix", "##")
    special = _special(fields, encoder) & old.keys()
    forms = _characters(old, prefix, special)
    kept = {piece for piece in old if piece in special or piece in forms} | _used(encoder, texts)
    added = sorted(forms.keys() - old.keys())
    ordered = [*sorted(kept & old.keys(), key=lambda piece: old[piece]), *added]
    new = {piece: at for at, piece in enumerate(ordered)}
    _same_padding(encoder, new)
    rows = tuple((old[p],) if p in old else forms[p] for p in ordered)
    return Vocabulary(json.dumps(_renumbered(fields, new), ensure_ascii=False), rows)


def _special(fields: dict[str, Any], encoder: TextEncoder) -> set[str]:
    """Tokens that are no part of a text: added ones, the unknown, those put around and after it."""
    found = {token["content"] for token in fields.get("added_tokens", ())}
    found |= {fields["model"]["unk_token"], *encoder.special_tokens.values()}
    after = fields.get("post_processor") or {}
    for token in (after.get("special_tokens") or {}).values():
        found.update(token["tokens"])
    return found | {after[end][0] for end in ("sep", "cls") if end in after}


def _characters(old: Mapping[str, int], prefix: str, special: set[str]) -> dict[str, tuple[int, ...]]:  # fmt: skip
    """Each character in each form it occurs in, with the ids of the pieces that hold it so."""
    found: dict[str, list[int]] = {}
    for piece, at in old.items():
        if piece in special:
            continue
        inner = piece.startswith(prefix) and len(piece) > len(prefix)
        for place, letter in enumerate(piece.removeprefix(prefix) if inner else piece):
            form = prefix + letter if inner or place else letter
            found.setdefault(form, []).append(at)
    return {form: tuple(ids) for form, ids in found.items()}


def _used(encoder: TextEncoder, texts: Iterable[str]) -> set[str]:
    """The pieces that texts are cut into."""
    ids = {i for row in encoder.encode(list(texts), 10**6).ids for i in row}
    return {piece for i in ids if (piece := encoder.tokenizer.id_to_token(i)) is not None}


def _same_padding(encoder: TextEncoder, new: Mapping[str, int]) -> None:
    """Some programs count positions by the padding id: it must stay what it is."""
    pad = encoder.tokenizer.id_to_token(encoder.pad_id)
    if new.get(pad, encoder.pad_id) != encoder.pad_id:
        raise InputError(
            "The padding token would get another id, which this program may rely on.",
            code="padding-moves",
            remedy="Leave --prune-vocabulary out for this model.",
            detail=f"{pad}: {encoder.pad_id} would become {new[pad]}",
        )


def _renumbered(fields: dict[str, Any], new: Mapping[str, int]) -> dict[str, Any]:
    """The tokenizer's settings with every id replaced."""
    fields["model"]["vocab"] = dict(new)
    for token in fields.get("added_tokens", ()):
        token["id"] = new[token["content"]]
    after = fields.get("post_processor") or {}
    for token in (after.get("special_tokens") or {}).values():
        token["ids"] = [new[name] for name in token["tokens"]]
    for end in ("sep", "cls"):  # BertProcessing and RobertaProcessing
        if end in after:
            after[end] = [after[end][0], new[after[end][0]]]
    return fields
