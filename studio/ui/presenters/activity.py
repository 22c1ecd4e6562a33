"""Jobs of earlier sessions as rows of the drawer: what was cut off can be resumed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from studio.pipeline.catalogue import RESUMABLE
from studio.project.book import Order, unfinished
from studio.ui.presenters import words
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.state import ProjectState

TITLES = {
    "demo": marked("Try the sample"),
    "import": marked("Import"),
    "augment": marked("Augment"),
    "teach": marked("Teacher"),
    "label": marked("Soft labels"),
    "distil": marked("Distil"),
    "convert": marked("Convert"),
    "compress": marked("Compress"),
    "verify": marked("Verify"),
    "predict": marked("Predict"),
    "bench": marked("Measure speed"),
    "compare": marked("Measure all"),
    "export": marked("Export"),
    "copy": marked("Copy of the project"),
    "trace": marked("Where they part"),
    "count": marked("Count tokens"),
    "device": marked("Device report"),
}


def title(step: str) -> str:
    """A job's name for people."""
    return tr(TITLES.get(step, words.plain(step)))


STEP_OF_PART = (  # words of a long job's parts -> the step they belong to, first match wins
    ("sample", "data"), ("import", "data"), ("augment", "augment"), ("fine-tune", "teacher"), ("soft labels", "distil"),
    ("distil", "distil"), ("convert", "convert"), ("compress", "convert"), ("verify", "compare"),
)  # fmt: skip


def step_of(job: JobView) -> str:
    """The pane a job of several parts is in now, "" for others."""
    part = job.part.partition("] ")[2].lower()
    return next((step for word, step in STEP_OF_PART if part and word in part), "")


def cut_off(state: ProjectState) -> list[JobView]:
    """What the last window left unfinished, in order, then interrupted runs nothing made up for."""
    found = _from_book(state) if state.root else []
    settled = {job.step for job in found}
    for run in state.runs:
        if run.state == "interrupted" and run.step not in settled:
            found.append(_interrupted(state, run.step, dict(run.spec)))
        settled.add(run.step)
    return found


def orders(jobs: list[JobView], project: str) -> list[Order]:
    """The jobs of a project that a crash would cut off, and those an earlier one did."""
    kept = [j for j in jobs if j.project == project and (not j.state.over or j.state is State.INTERRUPTED)]  # fmt: skip
    return [
        Order(
            j.step,
            j.spec,
            kept.index(j.after) if j.after in kept[:at] else None,
            j.begun or (j.state is State.INTERRUPTED and not j.told),
        )
        for at, j in enumerate(kept)
    ]


def _from_book(state: ProjectState) -> list[JobView]:
    found: list[JobView] = []
    for order in unfinished(state.root or Path()):
        job = _interrupted(state, order.step, order.spec)
        job.after = None if order.after is None else found[order.after]
        job.told = "" if order.begun else tr("Was still waiting: start it")
        found.append(job)
    return found


def _interrupted(state: ProjectState, step: str, spec: dict[str, Any]) -> JobView:
    return JobView(step, title(step), spec, str(state.root), State.INTERRUPTED, resumable=step in RESUMABLE)  # fmt: skip
