"""Jobs of earlier sessions as rows of the drawer: what was cut off can be resumed."""

from __future__ import annotations

from studio.pipeline.catalogue import RESUMABLE
from studio.ui.presenters import words
from studio.ui.presenters.job import JobView, State
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

SHOWN = 5  # finished ones; interrupted ones are all shown

TITLES = {
    "demo": "Try the sample",
    "import": "Import",
    "augment": "Augment",
    "teach": "Teacher",
    "label": "Soft labels",
    "distil": "Distil",
    "convert": "Convert",
    "compress": "Compress",
    "verify": "Verify",
    "predict": "Predict",
    "bench": "Measure speed",
    "compare": "Measure all",
    "export": "Export",
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
    """Interrupted runs that no later run of the same step has made up for, newest first."""
    found, settled = [], set()
    for run in state.runs:
        if run.state == "interrupted" and run.step not in settled:
            found.append(
                JobView(run.step, title(run.step), dict(run.spec), str(state.root), State.INTERRUPTED,
                        resumable=run.step in RESUMABLE)
            )  # fmt: skip
        settled.add(run.step)
    return found
