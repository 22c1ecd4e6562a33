"""A project folder with everything a window can show, made in milliseconds: no model is real."""

from __future__ import annotations

import itertools
import json
import math
import random
from pathlib import Path

import numpy as np
import pyarrow as pa

from studio.core import columns, scores
from studio.core.values import Dataset, Example, ImportReport, LabelSet, Split
from studio.project import Project

LABELS = ("notice", "reference", "tag", "text", "intro", "clue")
WEIGHTS = (40, 25, 14, 11, 6, 4)
SENTENCES = (
    "This program is free software; you can redistribute it under the terms of the licence.",
    "See the file COPYING for details.",
    "License: Apache-2.0",
    "Permission is hereby granted, free of charge, to any person obtaining a copy.",
    "Parts of this work are covered by the following licences:",
    "Copyright holders may be found in AUTHORS.",
)


def split(rows: int = 600, seed: int = 0) -> Split:
    draw = random.Random(seed)
    labels = LabelSet(LABELS)
    examples = [
        Example(f"{draw.choice(SENTENCES)} ({at})", draw.choices(range(6), WEIGHTS)[0], at + 2)
        for at in range(rows)
    ]
    at = [0, rows * 7 // 10, rows * 85 // 100, rows]
    return Split(*(Dataset.of(examples[a:b], labels) for a, b in itertools.pairwise(at)))


def make_project(root: Path, rows: int = 600, *, models: bool = True) -> Path:
    made = split(rows)
    counts = [sum(int((p.label_ids == i).sum()) for p in (made.train, made.validation, made.test)) for i in range(6)]  # fmt: skip
    report = ImportReport(
        rows + 31, rows,
        {"no label": list(range(700, 712)), "exact duplicate of an earlier row": list(range(30, 45)), "same text, another label": [99, 310, 411, 502]},
        dict(zip(LABELS, counts, strict=True)), "utf-8", ",", {"text": "sentence", "label": "kind", "label_id": ""},
        ["Labels “Notice” and “notice ” differ only in case or spaces: they were read as one."],
    )  # fmt: skip
    about = {"file": "licences.csv", "label_source": "human", "attribution": "", "import": report.to_json()}  # fmt: skip
    with Project.open(root, write=True, create=True) as project:
        with project.draft("dataset", "dataset", made_by="import") as draft:
            columns.write_split(draft.path, made, about)
            columns.write_table(draft.path / "findings.arrow", findings(report))
            counted = [
                [length, round(900 * math.exp(-((length - 24) ** 2) / 260))]
                for length in range(6, 62)
            ]
            draft.about["lengths"] = {"counted_with": "sample", "rows": 600, "of": 600, "counts": counted, "max_length": 48}  # fmt: skip
        if models:
            add_models(project, draft.artifact.digest)
    return root


def exam_of(test: Dataset, made: np.ndarray) -> dict[str, object]:
    """The per-label scores and the confusion of made-up logits[n, k]."""
    said, k = made.argmax(-1), len(test.labels)
    f1 = scores.per_label_f1(test.label_ids, said, k)
    return {"per_label_f1": {n: float(f1[at]) for at, n in enumerate(test.labels.names)}, "confusion": scores.confusion(test.label_ids, said, k).tolist()}  # fmt: skip


def students(project: Project, teacher: str) -> None:
    """The presets' sizes, as the step `teach` predicts them."""
    sizes = {"every_second_layer": 17.4, "every_third_layer": 15.6, "minilm": 22.6, "distilbert": 66.9, "mobilebert": 24.6}  # fmt: skip
    told = {n: {"parameters": int(m * 1e6), "package_bytes": {"float16": int(m * 2e6) + 150_000, "int8": int(m * 1.03e6) + 150_000, "int4": int(m * 0.685e6) + 150_000}} for n, m in sizes.items()}  # fmt: skip
    project.measure(teacher, "students", {**told, "tinybert": {"problem": "The layers of albert share their weights."}})  # fmt: skip


def findings(report: ImportReport) -> pa.Table:
    """The rows behind each reason; of two with the same text the first was kept."""
    rows = [
        (reason, row - kept, kept, LABELS[at % 6], SENTENCES[at % 6])
        for reason, lost in report.dropped.items()
        for at, row in enumerate(lost)
        for kept in ((1, 0) if "text" in reason or "duplicate" in reason else (0,))
    ]
    names = ("reason", "source_row", "kept", "label", "text")
    kinds = (pa.large_string(), pa.int64(), pa.int64(), pa.large_string(), pa.large_string())
    columns_ = zip(*rows, strict=True)
    return pa.table([pa.array(c, k) for c, k in zip(columns_, kinds, strict=True)], names=list(names))  # fmt: skip


def add_models(project: Project, data: str) -> None:
    digests = {}
    found = project.named("dataset")
    assert found is not None
    test = columns.read_dataset(found.path / "test.arrow")
    for name, accuracy, size, millions in (("teacher", 0.871, 900_000, 22.7), ("student", 0.852, 710_000, 17.4)):  # fmt: skip
        with project.draft("model", name, made_by="teach", parents=(data,)) as draft:
            (draft.path / "config.json").write_text("{}")
            (draft.path / "model.bin").write_bytes(bytes(size))
            exam = {
                **exam_of(test, logits(test.label_ids, len(digests), name)),
                "accuracy": accuracy,
                "macro_f1": accuracy - 0.05,
                "rows": 90,
            }
            history = [
                {"epoch": e, "step": e * 40, "train_loss": 1.4 / e, "loss": 1.5 / e, "accuracy": accuracy - 0.1 / e, "macro_f1": accuracy - 0.2 / e}
                for e in (1, 2, 3, 4)
            ]  # fmt: skip
            draft.about.update(scores={"validation": exam, "test": exam}, parameters=int(millions * 1e6), history=history, best_epoch=3)  # fmt: skip
            draft.about["from"] = "sample" if name == "teacher" else "every_second_layer"
        digests[name] = draft.artifact.digest
    told = project.about(found)["lengths"]
    project.measure(digests["teacher"], "lengths", {**told, "counted_with": "teacher", "teacher": digests["teacher"]}, data)  # fmt: skip
    students(project, digests["teacher"])
    sizes = {"teacher-float16": 450_000, "student-float16": 355_000, "student-int8": 180_000, "student-palette4": 92_000}  # fmt: skip
    for at, (name, size) in enumerate(sizes.items()):
        with project.draft("package", name, made_by="convert", parents=(digests[name.split("-")[0]],), suffix=".mlpackage") as draft:  # fmt: skip
            (draft.path / "weights").write_bytes(bytes([at]) * size)
        digests[name] = draft.artifact.digest
    told = {"rows": [], "verdicts": []}
    with project.draft("report", "comparison", made_by="compare", parents=tuple(digests.values()), suffix=".json", folder=False) as draft:  # fmt: skip
        draft.path.write_text(json.dumps(told))
    measure_models(project, digests, data)


def measure_models(project: Project, digests: dict[str, str], data: str) -> None:
    """What a finished `compare` keeps: exam, agreement, parity, speed and answers of each model."""
    project.measure(data, "floor", {"accuracy": 0.815, "macro_f1": 0.71, "majority": 0.4, "majority_macro_f1": 0.1, "rows": 90})  # fmt: skip
    found = project.named("dataset")
    truth = columns.read_dataset(found.path / "test.arrow").label_ids if found else np.zeros(0, int)
    for at, (name, digest) in enumerate(digests.items()):
        accuracy = {"student": 0.852, "teacher-float16": 0.871, "student-float16": 0.852, "student-int8": 0.851}.get(name, 0.871 if at == 0 else 0.84)  # fmt: skip
        project.measure(digest, "exam", {"rows": 90, "accuracy": accuracy, "macro_f1": accuracy - 0.04, "per_label_f1": dict.fromkeys(LABELS, accuracy)}, against=data)  # fmt: skip
        project.measure(digest, "agreement", {"agreement": 1.0 if at == 0 else 0.95, "data": data}, against=digests["teacher"])  # fmt: skip
        milliseconds = (31.0, 12.4, 15.0, 11.8, 6.0, 3.1)[at]
        runtime = "reference" if "-" in name else "torch"
        project.measure(digest, "speed", {"runtime": runtime, "p50_milliseconds": milliseconds, "p95_milliseconds": milliseconds * 1.4, "texts_per_second": 1000 / milliseconds}, against=runtime)  # fmt: skip
        columns.write_answers(project.answers_file(digest, data), logits(truth, at, name), LABELS)
        if "-" in name:
            agreement = {"student-palette4": 0.962}.get(name, 0.9972)
            parity = {"max_abs_logit": 3.1e-3, "max_abs_probability": 1.2e-3, "label_agreement": agreement, "examples": 521, "required_agreement": 0.98, "arithmetic": "faithful", "worst_row": 3, "worst_text": "x"}  # fmt: skip
            bad = agreement < 0.98
            parity |= {"verdict": "fail" if bad else "pass", "reason": "labels agree on 96.20% of the rows, 98.00% are required" if bad else ""}  # fmt: skip
            project.measure(digest, "parity", parity, against=digests[name.split("-")[0]])


def logits(truth: np.ndarray, seed: int, name: str) -> np.ndarray:
    """Answers of a model that is right on most rows, each model wrong on others."""
    dice = np.random.default_rng(seed)
    made = dice.normal(0, 0.5, (len(truth), len(LABELS))).astype(np.float32)
    right = truth if len(truth) == 0 else np.where(dice.random(len(truth)) < 0.88, truth, (truth + 1) % 6)  # fmt: skip
    made[np.arange(len(truth)), right] += 3
    return made
