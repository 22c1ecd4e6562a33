"""Step `predict`: sentences, standard input or a whole CSV through any model."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core import scores
from studio.core.errors import InputError
from studio.core.events import Event
from studio.core.files import prove_target
from studio.core.values import ClassifierCard, Prediction
from studio.pipeline import scoring
from studio.pipeline.specs import PredictSpec
from studio.pipeline.step import STEPS, Context, Story, find_model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from studio.runtime import Runtime

    Ints = NDArray[np.int64]

CONFUSED = 5  # pairs of labels told, the most frequent first


@STEPS.register("predict")
def run(spec: PredictSpec, context: Context) -> Story:
    """One prediction per text; with csv and out, a CSV with two more columns.

    The result also says whose arithmetic it is, and where numbers first went wrong, if they did.
    """
    from studio.runtime import open_runtime

    if bool(spec.csv) != bool(spec.out):
        raise InputError("--csv and --out go together.", code="bad-setting", remedy="For example: --csv in.csv --out out.csv")  # fmt: skip
    if spec.csv and not Path(spec.csv).is_file():
        raise InputError(f"There is no file {spec.csv}.", code="no-such-file", remedy="Check the path.")  # fmt: skip
    if spec.csv and Path(spec.out).resolve() == Path(spec.csv).resolve():
        raise InputError(f"{spec.out} is the file that is read.", code="bad-setting", remedy="Give the answers another name: what was read stays as it is.")  # fmt: skip
    for written in filter(None, (spec.out, spec.answers)):
        prove_target(Path(written))  # before the work, not after it
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
        arithmetic = {
            "arithmetic": model.arithmetic,
            "about": model.about,
            "trouble": model.trouble(),
        }
    return {"predictions": answers, **arithmetic}


def _table(spec: PredictSpec, model: Runtime) -> Generator[Event, None, dict[str, Any]]:
    from studio.data import read_column, read_texts, write_answers, write_with_columns

    source, labels = Path(spec.csv), model.card.labels
    texts = read_texts(source, spec.text_column or None)
    truth = read_column(source, spec.label_column) if spec.label_column else None
    began = time.perf_counter()
    logits = yield from scoring.logits_of(model.logits, texts, "predict")
    seconds = time.perf_counter() - began
    p = scores.softmax(logits, model.card.calibration)
    predicted, confidence = p.argmax(-1), p.max(-1)
    names = [labels[at] for at in predicted]
    extra = {"predicted_label": names, "confidence": [f"{v:.4f}" for v in confidence]}
    if threshold := model.card.reject_below:
        extra["sure"] = ["yes" if v >= threshold else "no" for v in confidence]
    write_with_columns(source, Path(spec.out), extra, neutral=spec.neutral)
    if spec.answers:
        write_answers(Path(spec.answers), texts, predicted, confidence, labels, truth)
    lines = [f"{len(texts)} rows classified in {seconds:.1f} s ({model.name}); wrote {spec.out}"]
    result: dict[str, Any] = {
        "arithmetic": model.arithmetic, "about": model.about, "rows": len(texts), "out": spec.out, "answers": spec.answers, "seconds": seconds,
        "model": spec.model, "runtime": model.name, "labels": list(labels), "lines": lines,
    }  # fmt: skip
    if truth is not None:
        result["scores"] = against(truth, predicted, labels)
        lines.append(_told(result["scores"], spec.label_column))
    return result


def against(truth: Sequence[str], predicted: Ints, labels: Sequence[str]) -> dict[str, Any]:
    """Answers [n] against the right labels: names are matched exactly, then without case and ends.

    Rows whose label the model doesn't know are counted as `unknown`, not as wrong.
    """
    import numpy as np

    exact = {name: at for at, name in enumerate(labels)}
    loose = {name.strip().casefold(): at for at, name in enumerate(labels)}
    ids = np.array([exact.get(t, loose.get(t.strip().casefold(), -1)) for t in truth], dtype=np.int64)  # fmt: skip
    known = ids >= 0
    right, answered, k = ids[known], predicted[known], len(labels)
    found: dict[str, Any] = {"rows": int(known.sum()), "unknown": int((~known).sum())}
    if not found["rows"]:
        return {**found, "accuracy": None, "macro_f1": None, "confused": []}
    table = scores.confusion(right, answered, k)
    pairs = sorted(((int(table[t, p]), t, p) for t in range(k) for p in range(k) if t != p and table[t, p]), reverse=True)  # fmt: skip
    return {
        **found,
        "accuracy": float(scores.accuracy(right, answered)),
        "macro_f1": float(scores.macro_f1(right, answered, k)),
        "confusion": table.tolist(),
        "confused": [[labels[t], labels[p], n] for n, t, p in pairs[:CONFUSED]],
    }


def _told(found: dict[str, Any], column: str) -> str:
    if not found["rows"]:
        return f"no row of column {column} holds a label the model knows"
    unknown = f"; {found['unknown']} rows have other labels" if found["unknown"] else ""
    return f"accuracy {found['accuracy']:.3f}, macro F1 {found['macro_f1']:.3f} on {found['rows']} rows{unknown}"  # fmt: skip


def as_json(text: str, answer: Prediction, card: ClassifierCard) -> dict[str, Any]:
    """The contract's object for one text; `sure` as well where the model has a threshold."""
    threshold = {"sure": answer.sure, "reject_below": card.reject_below} if card.reject_below else {}  # fmt: skip
    return {
        "text": text,
        "label": answer.label,
        "label_id": answer.label_id,
        "probabilities": dict(zip(card.labels, answer.probabilities, strict=True)),
        "runtime": answer.runtime,
        "milliseconds": round(answer.milliseconds, 3),
        **threshold,
    }
