"""A window with a job at work, told to nobody when it is killed: crash_app.py PROJECT STEP SPEC [echo]."""

# ruff: noqa: E402  the test folders are found first

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "jobs"), str(Path(__file__).parents[2])]

import qasync
from PySide6.QtWidgets import QApplication

from studio.jobs import channel
from studio.ui.app import make_window, prepare
from studio.ui.presenters.job import State
from studio.ui.settings import Settings


async def main(app: QApplication, root: Path, step: str, spec: dict[str, object]) -> None:
    window = make_window(app, Settings(root.parent / "crash.ini"))
    window.show()
    assert window.space.open(root)
    job = window.space.start(step, spec)
    window.space.start("export", {"what": "report"}, after=job)
    while not job.state.over and (job.state is not State.RUNNING or not job.done):
        await asyncio.sleep(0.02)
    # A short job may be done before it was seen at work: then the window dies idle.
    assert job.state in (State.RUNNING, State.DONE), (job.state, list(job.log))
    print(json.dumps({"worker": job.pid}), flush=True)
    await asyncio.sleep(600)


if __name__ == "__main__":
    if sys.argv[4:] == ["echo"]:
        from jobs_help import COMMAND

        channel.default_command = lambda: COMMAND
    application = QApplication([])
    prepare(application)
    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(main(application, Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])))  # fmt: skip
