"""What the distil room is handed to make an epoch's copies with: augmenting, by a seed an epoch."""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from studio.core.events import Event, Progress
from studio.core.seeds import derive
from studio.core.values import Dataset
from studio.pipeline.specs import DistilSpec
from studio.pipeline.steps.augment import parse_methods

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.distil import Fresh

    Ints = NDArray[np.int64]


def fresh_copies(spec: DistilSpec, rows: Dataset) -> Fresh | None:
    """`spec.fresh` new copies of every row in each epoch; None when it asks for none."""
    if not spec.fresh:
        return None
    from studio.augment import Recipe
    from studio.distil import Fresh
    from studio.distil.fresh import STAGE

    methods = parse_methods(spec.fresh_method)
    made = spec.fresh * len(rows)

    def make(epoch: int) -> Generator[Event, None, tuple[list[str], Ints]]:
        seed = derive(spec.seed, "fresh", epoch) % 2**31
        still = Progress(STAGE, epoch * made, spec.epochs * made)  # a chance to stop
        return (yield from copied(rows, Recipe(methods, spec.fresh, seed), still))

    return Fresh(make, spec.fresh, json.dumps([methods, spec.seed]), spec.changed_mind)


def copied(rows: Dataset, recipe: Any, still: Progress) -> Generator[Event, None, tuple[list[str], Ints]]:  # fmt: skip
    """recipe.copies texts a row, row by row, and each one's row; a copy that can't be made is the
    row's own text, so that every epoch is as long as the others.
    """
    import numpy as np

    from studio.augment import augment_texts

    work = augment_texts(rows.texts, recipe, row_keys=rows.source_rows.tolist())
    while True:
        try:
            next(work)
        except StopIteration as end:
            made = end.value
            break
        yield still
    texts = [text for text in rows.texts for _ in range(recipe.copies)]
    taken = [0] * len(rows)
    for text, row in zip(made.texts, made.rows, strict=True):
        texts[row * recipe.copies + taken[row]] = text
        taken[row] += 1
    return texts, np.repeat(np.arange(len(rows), dtype=np.int64), recipe.copies)
