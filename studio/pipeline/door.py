"""The worker's way in: an order becomes a checked spec, an open project and a told story."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from studio.core.errors import InputError, StudioError
from studio.core.events import Cancelled, Failed, Finished, Note
from studio.pipeline import fields
from studio.pipeline.catalogue import HIDDEN_SPECS, MAKES_PROJECT, NEEDS_PROJECT, RESUMABLE, SPECS
from studio.pipeline.step import STEPS, Context, Inbox, Story
from studio.project import Follower, Project, process_rank
from studio.project.blank import Blank
from studio.project.runs import Run

WRITES = NEEDS_PROJECT | {"convert", "compress", "verify", "bench"}
HEAVY = frozenset(
    {
        "demo",
        "teach",
        "label",
        "distil",
        "verify",
        "trace",
        "predict",
        "bench",
        "compare",
        "playground",
    }
)


def start(order: dict[str, Any], inbox: Inbox | None = None) -> Story:
    """Run one order: {"step", "spec", "project"}. Raises StudioError; returns the step's result."""
    name = str(order.get("step"))
    spec_class = {**SPECS, **HIDDEN_SPECS}.get(name)
    if spec_class is None:
        raise InputError(f"There is no step called {name!r}.", code="no-such-step", remedy=f"Steps: {', '.join(SPECS)}.")  # fmt: skip
    spec = fields.build(spec_class, dict(order.get("spec") or {}))
    _use_threads(name, int(getattr(spec, "threads", 0)))
    folder = order.get("project")
    if folder is None:
        return (yield from STEPS[name](spec, Context(None, inbox)))
    if process_rank():  # one of several processes: the first one writes
        with Follower.open(Path(folder)) as project:
            return (yield from STEPS[name](spec, Context(project, inbox)))
    blank = Blank(Path(folder)) if name in MAKES_PROJECT else None
    try:
        return (yield from _in_project(name, Path(folder), spec, inbox))
    except BaseException:  # a cancel too
        if blank is not None:
            blank.take_away()
        raise


def _in_project(name: str, folder: Path, spec: Any, inbox: Inbox | None) -> Story:
    with _project(name, folder) as project:
        if project.restored:
            yield Note(project.restored, "warning")
        story = STEPS[name](spec, Context(project, inbox))
        if name not in WRITES:
            return (yield from story)
        run = project.begin_run(name, fields.to_dict(spec))
        return (yield from _written_down(story, run, name in RESUMABLE))


def _use_threads(name: str, threads: int) -> None:
    """Set torch's threads once for the whole job; steps without the setting never load torch."""
    if threads or name in HEAVY:
        from studio.models.threads import set_threads

        set_threads(threads)


def _project(name: str, folder: Path) -> Project:
    return Project.open(folder, write=name in WRITES, create=name in MAKES_PROJECT)


def _written_down(story: Story, run: Run, resumable: bool) -> Story:
    """Pass a story on, every event also into the run's file, its ending into the catalogue."""
    ending: Finished | Failed | Cancelled = Cancelled(resumable)
    try:
        while True:
            try:
                event = next(story)
            except StopIteration as end:
                ending = Finished(end.value)
                return dict(end.value)
            if event is not None:
                run.say(event)
            yield event
    except StudioError as error:
        ending = Failed(error.code, error.message, error.remedy, error.detail)
        raise
    except Exception as error:
        ending = Failed("bug", f"{type(error).__name__}: {error}", detail=traceback.format_exc())
        raise
    finally:
        story.close()
        run.end(ending)
