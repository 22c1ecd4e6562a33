"""Pictures of every pane, light and dark, in two sizes: python tests/ui/ui_pictures.py FOLDER [2]."""

# ruff: noqa: E402  Qt reads its environment when it is imported

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
if __name__ == "__main__" and sys.argv[2:]:
    os.environ["QT_SCALE_FACTOR"] = sys.argv[2]
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2])]

import qasync
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeResident, ScriptedJobs, demo_script
from ui_project import make_project

from studio.core.events import Answer, Failed, Note, Progress
from studio.ui.app import make_window, prepare
from studio.ui.settings import Settings
from studio.ui.window import Window

SIZES = ((1280, 800), (1024, 700))


async def settle(seconds: float = 0.12) -> None:
    await asyncio.sleep(seconds)


async def pictures(app: QApplication, out: Path, home: Path) -> None:
    settings = Settings(home / "settings.ini")
    settings.projects = home
    settings.opened(make_project(home / "invoices"))
    failed = Failed("input.no-text-column", "The file has no column of sentences.", "Name it under “Text”, or rename it to “text” in the file.")  # fmt: skip
    jobs = ScriptedJobs({"teach": demo_script(), "distil": demo_script(), "augment": [Progress("augment", 0, 9), failed], "label": [Note("x"), Failed("bug", "ValueError: x", "", "Traceback …")]})  # fmt: skip
    window = make_window(app, settings, source=jobs, resident=FakeResident)
    window.show()
    project = make_project(home / "licences")
    for theme in ("light", "dark"):
        window.space.theme.apply(theme)
        for width, height in SIZES:
            window.resize(width, height)
            await one_round(window, project, jobs, out, f"{theme}-{width}")
    window.close()
    await window.closed.wait()


async def one_round(window: Window, project: Path, jobs: ScriptedJobs, out: Path, tag: str) -> None:
    async def shoot(name: str) -> None:
        await settle()
        window.grab().save(str(out / f"{name}-{tag}.png"))

    window.go_home()
    await shoot("welcome")
    window.space.open(project)
    for name in window.rail.buttons:
        window.go(name)
        if name == "playground":
            window.pane(name).text.setPlainText("This program is free software; you can redistribute it under the terms of the licence.")  # type: ignore[attr-defined]  # fmt: skip
            await settle()
            resident = FakeResident.of("playground")
            resident.reply(len(resident.asked))
        if name == "augment":
            await settle()
            _preview(FakeResident.of("augment_preview"))
        await shoot(name)
    window.go("augment")
    window.pane("augment").press()
    await shoot("augment-failed")
    jobs.hold.clear()
    window.go("teacher")
    window.pane("teacher").form.set_value("finetune", "sample")  # type: ignore[attr-defined]
    window.pane("teacher").press()
    await shoot("teacher-running")
    event = _enter(window, project.parent / "sentences.csv")
    await shoot("drop")
    del event
    window.overlay.hide()
    jobs.hold.set()
    while window.space.desk.unfinished:  # or the next pictures show it, and closing asks about it
        await settle()
    for job in list(window.space.desk.jobs):
        window.space.desk.forget(job)
    for name in window.rail.buttons:
        window.pane(name).notice.hide()


def _preview(resident: FakeResident) -> None:
    """Rows before and after, as the preview's worker tells them."""
    told = [
        ("See the file COPYING for the full text of the licence.", "See the file COPYING for the wide text of the licence.", "reference", "synonym_replacement"),
        ("This program is free software; you can redistribute it.", "This program is free software; you redistribute it.", "notice", "random_deletion"),
        ("Permission is hereby granted, free of charge, to any person.", "Permission is hereby given, free of charge, to any person.", "text", "synonym_replacement"),
        ("License: Apache-2.0", None, "tag", ""),
    ]  # fmt: skip
    rows = [dict(zip(("before", "after", "label", "method"), one, strict=True)) for one in told]
    resident.events.put_nowait(Answer(resident.asked[-1][0], {"rows": rows}))


def _enter(window: Window, path: Path) -> tuple[QDragEnterEvent, QMimeData]:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(window, event)
    return event, data


def main(folder: str) -> None:
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    application = QApplication([])
    prepare(application)
    with qasync.QEventLoop(application) as loop, tempfile.TemporaryDirectory() as home:
        loop.run_until_complete(pictures(application, target, Path(home)))


if __name__ == "__main__":
    main(sys.argv[1])
