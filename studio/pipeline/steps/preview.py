"""Step `preview`: a first look at a table before it is imported (used by the window)."""

from __future__ import annotations

from pathlib import Path

from studio.core.files import disk_errors
from studio.pipeline.specs import PreviewSpec
from studio.pipeline.step import STEPS, Context, Story


@STEPS.register("preview")
def run(spec: PreviewSpec, context: Context) -> Story:
    """Write the cells to `spec.output` and say what they are. Raises InputError or HostError."""
    from studio.data import previewing

    out = Path(spec.output)
    with disk_errors(out.parent):
        found = yield from previewing(Path(spec.file), out)
    return {"file": spec.file, "output": spec.output, **found.to_json()}
