"""Step `predict`: sentences, standard input or a whole CSV through any model."""

from __future__ import annotations

import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core import scores
from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.values import ClassifierCard, Prediction
from studio.pipeline import scoring
from studio.pipeline.specs import PredictSpec
from studio.pipeline.step import STEPS, Context, Story, find_model

if TYPE_CHECKING:
    from studio.runtime import Runtime


@STEPS.register("predict")
def run(spec: PredictSpec, context: Context) -> Story:
    """One prediction per text; with csv and out, a CSV with two more columns."""
    from studio.runtime import open_runtime

    if bool(spec.csv) != bool(spec.out):
        raise InputError("--csv and --out go together.", code="bad-setting", remedy="For example: --csv in.csv --out out.csv")  # fmt: skip
    if spec.csv and not Path(spec.csv).is_file():
        raise InputError(f"There is no file {spec.csv}.", code="no-such-file", remedy="Check the path.")  # fmt: skip
    path = find_model(spec.model, context)
    with open_runtime(
        path, runtime=spec.runtime, arithmetic=spec.arithmetic,
        compute_units=spec.compute_units,
    ) as model:  # fmt: skip
        if spec.csv:
            return (yield from _table(spec, model))
        answers = []
        for text in spec.text:
            answers.append(as_json(text, model.predict(text), model.card))
            yield None
    return {"predictions": answers}


def _table(spec: PredictSpec, model: Runtime) -> Generator[Event, None, dict[str, Any]]:
    from studio.data import read_texts, write_with_columns

    texts = read_texts(Path(spec.csv))
    began = time.perf_counter()
    logits = yield from scoring.logits_of(model.logits, texts, "predict")
    seconds = time.perf_counter() - began
    p = scores.softmax(logits)
    names = [model.card.labels[at] for at in p.argmax(-1)]
    extra = {"predicted_label": names, "confidence": [f"{v:.4f}" for v in p.max(-1)]}
    write_with_columns(Path(spec.csv), Path(spec.out), extra)
    line = f"{len(texts)} rows classified in {seconds:.1f} s ({model.name}); wrote {spec.out}"
    return {"rows": len(texts), "out": spec.out, "seconds": seconds, "lines": [line]}


def as_json(text: str, answer: Prediction, card: ClassifierCard) -> dict[str, Any]:
    """The contract's object for one text."""
    return {
        "text": text,
        "label": answer.label,
        "label_id": answer.label_id,
        "probabilities": dict(zip(card.labels, answer.probabilities, strict=True)),
        "runtime": answer.runtime,
        "milliseconds": round(answer.milliseconds, 3),
    }
