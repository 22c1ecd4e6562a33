"""A data set with its copies: originals first, then copies in row order. For the train part only."""

from __future__ import annotations

from collections.abc import Generator

from studio.augment.copies import augment_texts
from studio.augment.recipe import Recipe
from studio.core.events import Event, Metric, Note
from studio.core.values import Dataset

ORIGIN = "augment:"


def augment(dataset: Dataset, recipe: Recipe) -> Generator[Event, None, Dataset]:
    """`dataset` followed by its copies: same labels and source rows, origin `augment:<method>`.

    Never hand it a validation or test part: copies don't belong into an exam. A data set that
    has copies already is not copied again. Raises InputError, HostError.
    """
    import numpy as np

    plain = [at for at, origin in enumerate(dataset.origins) if not origin.startswith(ORIGIN)]
    rows = dataset if len(plain) == len(dataset) else dataset.select(plain)
    made = yield from augment_texts(rows.texts, recipe, row_keys=rows.source_rows.tolist())
    yield Metric("augment/copies", len(made.texts))
    yield Metric("augment/unchanged", made.unchanged)
    yield Metric("augment/dropped", made.dropped)
    if made.dropped:
        yield Note(
            f"{made.dropped:,} of {len(rows) * recipe.copies:,} copies were left out: "
            "they came out equal to their original or to each other.",
        )
    at = np.asarray(made.rows, dtype=np.int64)
    return Dataset(
        [*rows.texts, *made.texts],
        np.concatenate([rows.label_ids, rows.label_ids[at]]),
        np.concatenate([rows.source_rows, rows.source_rows[at]]),
        [*rows.origins, *(ORIGIN + name for name in made.methods)],
        rows.labels,
    )
