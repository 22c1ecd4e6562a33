"""Step `demo`: the main job on the embedded sample, from CSV to sentences through an .mlpackage."""

from __future__ import annotations

from collections.abc import Generator
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from studio.core import columns
from studio.core.events import Event, Note, Progress
from studio.pipeline import specs
from studio.pipeline.comparison import compared, require_parity, table
from studio.pipeline.journey import Journey
from studio.pipeline.specs import DemoSpec
from studio.pipeline.step import STEPS, Context, Made, Story, find_model, made_artifact, once
from studio.pipeline.steps import (
    augment,
    compress,
    convert,
    distil,
    import_file,
    label,
    predict,
    teach,
)
from studio.project import Project

PARTS = {  # expected seconds on two slow cores
    "Build the sample": 12,
    "Import it": 2,
    "Augment": 2,
    "Fine-tune the teacher": 200,
    "Write soft labels": 30,
    "Distil the student": 260,
    "Convert both to Core ML": 40,
    "Compress the student": 25,
    "Verify and measure": 110,
}
SCHEMES = ("int8", "int4")  # of each width the scheme that kept most labels when measured
TARGET = "iOS18"  # int4 needs it
MODELS = ("teacher-float16", "student-float16", *(f"student-{s}" for s in SCHEMES))
VERSION = 1
SENTENCES = {  # written for this page; no model has seen them
    "kinds": (
        "This program is free software; you can redistribute it under the terms of the GNU GPL version 2.",
        "License: Apache-2.0",
        "See the file COPYING for the licence that applies to this library.",
        "Permission is hereby granted, free of charge, to any person obtaining a copy of this software.",
        "Parts of this work are covered by the following licences:",
    ),
    "clauses": (
        "You may use the font provided that this notice is kept in every copy.",
        "The name of the author may not be used to advertise derived products.",
        "The library comes as is, without warranty of any kind.",
        "Send a written request to the address below within thirty days.",
        "Redistribution is allowed only if the source code is made available.",
    ),
}


@STEPS.register("demo")
def run(spec: DemoSpec, context: Context) -> Story:
    """Walk the whole way; parts that are unchanged since the last run are kept."""
    project, trip = context.home, Journey(PARTS)
    parts = iter(PARTS)
    sample = yield from trip.walk(next(parts), _sample(spec, project))
    for story in _making(spec, sample, context):
        yield from trip.walk(next(parts), story)
    compared_ = yield from trip.walk(
        next(parts), compared(project, ("teacher", "student", *MODELS))
    )
    if any(row.get("verdict") == "fail" for row in compared_["rows"]):
        for row in table(compared_["rows"]):  # the numbers are shown all the same
            yield Note("  ".join(row.values()))
        require_parity(compared_["rows"])
    answers = yield from _five(SENTENCES[spec.sample], context)
    found = columns.read_about(project.require("dataset", remedy="").path)
    return {
        "sample": spec.sample,
        "label_source": found["label_source"],
        "attribution": sample["attribution"],
        "project": str(project.root),
        "rows": compared_["rows"],
        "table": table(compared_["rows"]),
        "predictions": answers,
        "lines": _told(compared_, answers, sample, found["label_source"]),
    }


def _making(spec: DemoSpec, sample: dict[str, Any], context: Context) -> list[Story]:
    """The stories between sample and verdict, not yet begun."""
    t = spec.threads
    return [
        import_file.run(specs.ImportSpec(sample["csv"], label_source=sample["label_source"], attribution=sample["attribution"], seed=spec.seed), context),
        augment.run(specs.AugmentSpec(copies=spec.copies, seed=spec.seed), context),
        teach.run(specs.TeachSpec(finetune="sample", epochs=spec.teacher_epochs, seed=spec.seed, threads=t), context),
        label.run(specs.LabelSpec(threads=t), context),
        distil.run(specs.DistilSpec(epochs=spec.student_epochs, seed=spec.seed, threads=t), context),
        _both(context),
        compress.run(specs.CompressSpec("student-float16", SCHEMES), context),
    ]  # fmt: skip


def _both(context: Context) -> Story:
    teacher = yield from convert.run(
        specs.ConvertSpec("teacher", target=TARGET, lengths="auto"), context
    )
    student = yield from convert.run(
        specs.ConvertSpec("student", target=TARGET, lengths="auto"), context
    )
    return {"reused": bool(teacher.get("reused")) and bool(student.get("reused"))}


def _sample(spec: DemoSpec, project: Project) -> Story:
    """The sample CSV, built once for the same request and package version."""
    try:
        installed = version("licensedcode-data")
    except PackageNotFoundError:
        installed = ""
    settings = {"sample": spec.sample, "rows": spec.rows, "seed": spec.seed, "of": installed}
    told = yield from once(project, "sample", VERSION, settings, (), lambda _: _built(spec, project))  # fmt: skip
    found = project.require("sample", remedy="Run pocketbert demo again")
    return {**told, "csv": str(found.path / "sample.csv")}


def _built(spec: DemoSpec, project: Project) -> Generator[Event, None, Made]:
    from studio.data import build_sample

    yield Progress("sample", 0, 1)
    with project.draft("dataset", "sample", made_by="demo") as draft:
        told = build_sample(spec.sample, draft.path / "sample.csv", rows=spec.rows, seed=spec.seed)
    yield Progress("sample", 1, 1)
    yield Note(f"labels: {told['label_source']}; text: {told['attribution']}")
    return Made(dict(told), {"sample": made_artifact(draft.artifact)})


def _five(
    sentences: tuple[str, ...], context: Context
) -> Generator[Event | None, None, list[dict[str, Any]]]:
    """Five sentences the models never saw, through the smallest package."""
    spec = specs.PredictSpec(str(find_model(MODELS[-1], context)), sentences)
    told = yield from predict.run(spec, context)
    return list(told["predictions"])


def _told(compared_: dict[str, Any], answers: list[dict[str, Any]], sample: dict[str, Any], label_source: str) -> list[str]:  # fmt: skip
    lines = [
        "",
        f"Labels: {label_source}. Text: {sample['attribution']}",
        *compared_["verdicts"],
        "",
        f"Five sentences through {MODELS[-1]}.mlpackage ({answers[0]['runtime']}):",
    ]
    for answer in answers:
        sure = answer["probabilities"][answer["label"]]
        lines.append(f"  {answer['label']:<12} {sure:6.1%}  {answer['text']}")
    return lines
