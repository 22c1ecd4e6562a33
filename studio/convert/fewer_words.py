"""A package with a smaller vocabulary: its table of words cut, its tokenizer and card rewritten."""

from __future__ import annotations

import base64
import dataclasses
import os
import zlib
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from studio.convert.held import WORDS, Weight
from studio.convert.metadata import carry_over
from studio.convert.package import (
    TOKENIZER_KEY,
    check_out,
    package_digest,
    read_card,
    read_spec,
    write_spec,
)
from studio.convert.rewrite import opened
from studio.convert.upstream import ensure_room, library, scratch
from studio.convert.vocabulary import Vocabulary, smaller_vocabulary
from studio.core.errors import InputError
from studio.core.events import Event, Progress
from studio.core.files import atomic_path, size_bytes
from studio.core.values import ClassifierCard
from studio.models.tokenizer import TextEncoder


@dataclass(frozen=True, slots=True)
class WordsReport:
    """A package with fewer words: how many pieces there were and are, and its size before."""

    path: Path
    size_bytes: int
    parent_bytes: int
    digest: str
    pieces_before: int
    pieces: int

    def to_json(self) -> dict[str, Any]:
        """Plain JSON."""
        return {**dataclasses.asdict(self), "path": str(self.path)}


def prune_vocabulary(package: Path, texts: Iterable[str], out: Path) -> Generator[Event, None, WordsReport]:  # fmt: skip
    """Write a copy that knows only the pieces `texts` need, besides characters and specials.

    Raises InputError for a tokenizer that isn't WordPiece, a package that isn't ours or is
    compressed already; UpstreamError when the library refuses.
    """
    check_out(out)
    yield Progress("vocabulary", 0, 1)
    spec = read_spec(package)
    card = read_card(package, spec)
    if card.scheme != "none":
        raise InputError(f"{package.name} is already compressed with {card.scheme}.", code="already-compressed", remedy="Prune the float16 package it was made from.")  # fmt: skip
    encoder = tokenizer_of(spec, card)
    found = smaller_vocabulary(encoder, texts)
    parent = package_digest(package)
    ensure_room(out.parent, 2 * size_bytes(package))
    with atomic_path(out, folder=True) as draft, scratch(draft.parent / "scratch"):
        small = _cut(package, spec, found, draft)
        fewer = TextEncoder.from_json(found.tokenizer, card.max_length)
        card = dataclasses.replace(
            card, tokenizer_digest=fewer.digest, made_from=(*card.made_from, parent)
        )
        carry_over(spec, small, card)
        packed = zlib.compress(fewer.to_json().encode("utf-8"), 9)
        small.description.metadata.userDefined[TOKENIZER_KEY] = base64.b64encode(packed).decode()
        write_spec(draft, small)
    yield Progress("vocabulary", 1, 1)
    return WordsReport(
        out,
        size_bytes(out),
        size_bytes(package),
        package_digest(out),
        encoder.vocabulary_size,
        len(found.rows),
    )


def tokenizer_of(spec: Any, card: ClassifierCard) -> TextEncoder:
    """The tokenizer a package carries."""
    packed = spec.description.metadata.userDefined[TOKENIZER_KEY]
    text = zlib.decompress(base64.b64decode(packed)).decode("utf-8")
    return TextEncoder.from_json(text, card.max_length)


def rows_used(package: Path, texts: Sequence[str], rows: int) -> Any:
    """How often texts use each row of a package's table of words, int64[rows]; its special pieces count as used."""
    spec = read_spec(package)
    encoder = tokenizer_of(spec, read_card(package, spec))
    ids = np.fromiter(chain.from_iterable(encoder.encode(texts).ids), np.int64)
    found = np.bincount(ids, minlength=rows)[:rows]
    found[[at for at in encoder.tokenizer.get_added_tokens_decoder() if at < rows]] += 1
    return found


def _cut(package: Path, spec: Any, found: Vocabulary, draft: Path) -> Any:
    """Leave the package with the smaller table at `draft`; its description."""
    with library("vocabulary", "Leave --prune-vocabulary out."):
        program = opened(package, spec)
        tables = {w.name: found.table(w.value) for w in program.weights if w.role == WORDS}
        if not tables:
            raise InputError(f"{package.name} has no table of words that could be cut.", code="no-words", remedy="Leave --prune-vocabulary out.")  # fmt: skip
        model = program.written(tables)
        small = model.get_spec()
    draft.rmdir()
    os.replace(model.package_path, draft)
    return small


def cut_classifier(classifier: Any, package: Path, weights: Sequence[Weight]) -> Any:
    """The classifier with the package's tokenizer and table of words, where they differ from its own.

    What is calibrated on it holds for the package, whose weights these are.
    """
    import torch

    words = next((w for w in weights if w.role == WORDS), None)
    table = classifier.model.get_input_embeddings()
    if words is None or len(words.value) == len(table.weight):
        return classifier
    spec = read_spec(package)
    encoder = tokenizer_of(spec, read_card(package, spec))
    table.weight = torch.nn.Parameter(torch.from_numpy(words.value.astype("float32")))
    table.num_embeddings = len(words.value)
    return dataclasses.replace(classifier, encoder=encoder.with_length(classifier.card.max_length))
