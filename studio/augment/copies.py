"""Texts in, changed copies out, and what came of it in numbers."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence

from studio.augment.recipe import Recipe
from studio.augment.result import AugmentResult
from studio.core.errors import InputError
from studio.core.events import Event, Progress

COPIES_A_BATCH = 2048
CHARACTERS_A_BATCH = 500_000  # of copies: about a tenth of a second


def augment_texts(
    texts: Sequence[str],
    recipe: Recipe,
    *,
    row_keys: Sequence[int],
    spill: Callable[[AugmentResult], None] | None = None,
) -> Generator[Event, None, AugmentResult]:
    """Copies of every text. `row_keys` (one whole number a text) name the rows: a copy depends on
    the seed, its row's key and its number alone. spill: may take the copies made so far out of
    the result, after every batch. Raises InputError, HostError (no corpus).
    """
    from studio.augment.copier import Copier  # numpy, which listing the methods doesn't need

    recipe.check()
    if len(row_keys) != len(texts):
        raise InputError("Each text needs one row key.", code="augment-keys")
    yield Progress("augment", 0, len(texts))
    copier = Copier(recipe)
    for rows in batches(texts, recipe.copies):
        copier.copy(texts[rows], row_keys[rows], rows.start)
        if spill is not None:
            spill(copier.result)
        yield Progress("augment", rows.stop, len(texts))
    return copier.result


def batches(texts: Sequence[str], copies: int) -> Iterator[slice]:
    """Slices of rows that are quick to copy; how texts are cut up changes no copy."""
    rows, characters = (most // max(copies, 1) for most in (COPIES_A_BATCH, CHARACTERS_A_BATCH))
    start = size = 0
    for at, text in enumerate(texts):
        size += len(text)
        if size >= characters or at + 1 - start >= rows:
            yield slice(start, at + 1)
            start, size = at + 1, 0
    if start < len(texts):
        yield slice(start, len(texts))
