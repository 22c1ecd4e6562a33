"""Step `copy`: the whole project into a new folder, complete or not at all (used by the window)."""

from __future__ import annotations

from pathlib import Path

from studio.core.events import Progress
from studio.pipeline.specs import CopySpec
from studio.pipeline.step import STEPS, Context, Story
from studio.project.copying import copy_project


@STEPS.register("copy")
def run(spec: CopySpec, context: Context) -> Story:
    """Copy, telling the megabytes."""
    for done, total in copy_project(context.home.root, Path(spec.target)):
        yield Progress("copy", done // 10**6, max(1, total // 10**6))
    return {"path": spec.target, "lines": [f"copied to {spec.target}"]}
