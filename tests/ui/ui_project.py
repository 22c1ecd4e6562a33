"""A project folder with everything a window can show, made in milliseconds: no model is real."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

from studio.core import columns
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
        if models:
            add_models(project, draft.artifact.digest)
    return root


def add_models(project: Project, data: str) -> None:
    digests = {}
    for name, accuracy, size, millions in (("teacher", 0.871, 900_000, 22.7), ("student", 0.852, 710_000, 17.4)):  # fmt: skip
        with project.draft("model", name, made_by="teach", parents=(data,)) as draft:
            (draft.path / "config.json").write_text("{}")
            (draft.path / "model.bin").write_bytes(bytes(size))
            exam = {"accuracy": accuracy, "macro_f1": accuracy - 0.05, "rows": 90}
            history = [
                {"epoch": e, "step": e * 40, "train_loss": 1.4 / e, "loss": 1.5 / e, "accuracy": accuracy - 0.1 / e, "macro_f1": accuracy - 0.2 / e}
                for e in (1, 2, 3, 4)
            ]  # fmt: skip
            draft.about.update(scores={"validation": exam, "test": exam}, parameters=int(millions * 1e6), history=history, best_epoch=3)  # fmt: skip
            draft.about["from"] = "sample" if name == "teacher" else "every_second_layer"
        digests[name] = draft.artifact.digest
    sizes = {"teacher-float16": 450_000, "student-float16": 355_000, "student-int8": 180_000, "student-palette4": 92_000}  # fmt: skip
    for at, (name, size) in enumerate(sizes.items()):
        with project.draft("package", name, made_by="convert", parents=(digests[name.split("-")[0]],), suffix=".mlpackage") as draft:  # fmt: skip
            (draft.path / "weights").write_bytes(bytes([at]) * size)
        digests[name] = draft.artifact.digest
    rows = [{"model": "majority class", "accuracy": 0.4, "macro_f1": 0.1}, *(_row(n, s) for n, s in sizes.items())]  # fmt: skip
    told = {"rows": rows, "verdicts": ["The teacher beats TF-IDF + logistic regression (0.815)."]}
    with project.draft("report", "comparison", made_by="compare", parents=tuple(digests.values()), suffix=".json", folder=False) as draft:  # fmt: skip
        draft.path.write_text(json.dumps(told))


def _row(name: str, size: int) -> dict[str, object]:
    accuracy = {"teacher-float16": 0.871, "student-float16": 0.852, "student-int8": 0.851}.get(name, 0.84)  # fmt: skip
    parity = {"max_abs_logit": 3.1e-3, "label_agreement": 0.9972, "verdict": "pass"}
    return {
        "model": name, "parameters": 17_400_000, "size_bytes": size * 100, "accuracy": accuracy,
        "macro_f1": accuracy - 0.04, "agreement_with_teacher": 0.95, "median_milliseconds": size / 3e4,
        "runtime": "reference", "verdict": "pass", "parity": parity,
    }  # fmt: skip
