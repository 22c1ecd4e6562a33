"""Step `device`: what the iPhone app measured becomes figures of the project's models."""

from __future__ import annotations

from pathlib import Path

from studio.core.errors import InputError
from studio.core.events import Progress
from studio.pipeline import device_figures
from studio.pipeline.specs import DeviceSpec
from studio.pipeline.step import STEPS, Context, Story


@STEPS.register("device")
def run(spec: DeviceSpec, context: Context) -> Story:
    """As `import` does, but no table is ever taken. Raises InputError for any other file."""
    path = Path(spec.file)
    yield Progress("read", 0)
    report = device_figures.read(path)
    if report is None:
        raise InputError(f"{path.name} is not a device report.", code="no-device-report", remedy="Run the benchmark in the app and share its device-report.json.")  # fmt: skip
    return device_figures.keep(context.home, report)
