"""Step `augment_preview`: a resident worker that shows a few rows before and after, without torch."""

from __future__ import annotations

import queue
from typing import Any

from studio.core import columns
from studio.core.errors import InputError, StudioError
from studio.core.events import Answer
from studio.core.values import Dataset
from studio.pipeline.specs import AugmentPreviewSpec
from studio.pipeline.step import STEPS, Context, Story
from studio.pipeline.steps.augment import IMPORT_FIRST

WAIT_SECONDS = 0.1  # how long a stop may go unnoticed while nobody asks


@STEPS.register("augment_preview")
def run(spec: AugmentPreviewSpec, context: Context) -> Story:
    """Answer {"methods": [[name, p]], "mix", "seed", "language"} with the rows' first copies.

    An Answer holds `rows` ({before, after, label, method}; after is None where nothing could be
    changed) or, for settings that can't be used, `problem` and `remedy`.
    """
    if context.inbox is None:
        raise InputError("The preview is opened by the window.", code="not-resident", remedy="Use: pocketbert augment")  # fmt: skip
    source = context.home.require("dataset", remedy=IMPORT_FIRST)
    rows = sample(columns.read_dataset(source.path / "train.arrow"), spec.rows)
    yield None
    while True:
        try:
            number, asked = context.inbox.get(timeout=WAIT_SECONDS)
        except queue.Empty:
            yield None
            continue
        yield Answer(number, shown(rows, asked))


def sample(train: Dataset, n: int) -> Dataset:
    """n rows spread over the labels and the file: the same ones every time."""
    import numpy as np

    k = max(1, len(train.labels))
    by_label = [np.flatnonzero(train.label_ids == label) for label in range(k)]
    by_label = sorted((rows for rows in by_label if len(rows)), key=len, reverse=True)
    picked: list[int] = []
    turn = 0
    while len(picked) < min(n, len(train)):
        for rows in by_label:
            at = turn * len(rows) // n  # spread, and never the same row twice
            if turn < len(rows) and int(rows[at]) not in picked and len(picked) < n:
                picked.append(int(rows[at]))
        turn += 1
        if turn > n:  # few rows in few labels: whatever is left
            picked += [at for at in range(len(train)) if at not in picked][: n - len(picked)]
            break
    return train.select(picked)


def shown(rows: Dataset, asked: dict[str, Any]) -> dict[str, Any]:
    """The rows with their first copies, made with the asked settings."""
    from studio.augment import Recipe, augment_texts

    methods = tuple((str(name), float(p)) for name, p in asked.get("methods", ()))
    mix = tuple(float(weight) for weight in asked.get("mix", ()))
    recipe = Recipe(methods, 1, int(asked.get("seed", 0)), str(asked.get("language", "eng")), mix)
    work = augment_texts(rows.texts, recipe, row_keys=rows.source_rows.tolist())
    try:
        while True:
            next(work)
    except StopIteration as end:
        made = end.value
    except StudioError as error:
        return {"rows": [], "problem": error.message, "remedy": error.remedy}
    copies = {row: (text, method) for row, text, method in zip(made.rows, made.texts, made.methods, strict=True)}  # fmt: skip
    found = []
    for at, before in enumerate(rows.texts):
        after, method = copies.get(at, (None, ""))
        label = rows.labels.names[int(rows.label_ids[at])]
        found.append({"before": before, "after": after, "label": label, "method": method})
    return {"rows": found}
