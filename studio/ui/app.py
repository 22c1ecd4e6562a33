"""Opens the window: one application, one event loop for Qt and asyncio, and a clean way out."""

from __future__ import annotations

import asyncio
import faulthandler
import gc
import os
import sys
import threading
import traceback
from pathlib import Path
from types import TracebackType
from typing import Any

os.environ.setdefault("QT_API", "pyside6")

import qasync
from PySide6.QtCore import QCoreApplication, QLocale, QRect, QSize, QTranslator
from PySide6.QtWidgets import QApplication

from studio.core import columns
from studio.core.files import resource
from studio.pipeline.catalogue import offered
from studio.ui.crash import LastWords
from studio.ui.desk import Desk
from studio.ui.icons import application_icon
from studio.ui.pane import Pane
from studio.ui.presenters import language
from studio.ui.presenters.language import tr
from studio.ui.settings import Settings
from studio.ui.theme import Theme
from studio.ui.window import Window
from studio.ui.workspace import Workspace

REST = 0.5  # seconds after the first frame
OFFERED = (("convert", ("scheme",)), ("distil", ("student", "objective")), ("augment", ("method",)))


def main(path: str | Path | None = None) -> int:
    """Show the window (on a project, a table or a model) until it is closed; the exit status."""
    if sys.stderr is not None:
        faulthandler.enable()
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    prepare(app)
    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(_live(app, Path(path) if path else None))
    return 0


def prepare(app: QApplication) -> None:
    """Names, language, and that the window (not Qt) decides when the loop ends."""
    app.setApplicationName("PocketBERT Studio")
    app.setDesktopFileName("pocketbert-studio")
    app.setWindowIcon(application_icon())
    app.setQuitOnLastWindowClosed(False)  # qasync hangs otherwise
    _load_language(app)
    language.use(lambda text: QCoreApplication.translate("studio", text))


def _load_language(app: QApplication) -> None:
    """The sentences in the system's language, where a translation lies beside the template."""
    folder = resource("i18n")
    translator = QTranslator(app)
    if translator.load(QLocale(), "studio", "_", str(folder)):
        app.installTranslator(translator)


def make_window(app: QApplication, settings: Settings, **parts: Any) -> Window:
    """A window with its workspace; `parts` replaces the job source or the resident in tests."""
    theme = Theme(app, settings.theme, settings.text_size)
    desk = Desk(**({"source": parts["source"]} if "source" in parts else {}))
    extra = {"resident": parts["resident"]} if "resident" in parts else {}
    window = Window(Workspace(desk, settings, theme, **extra))
    desk.setParent(window)
    window.space.setParent(window)
    return window


async def _live(app: QApplication, path: Path | None) -> None:
    settings = Settings()
    window, last = make_window(app, settings), LastWords(settings.crash_file)
    left = last.begin()
    _catch_bugs(window, last)
    window.show()
    if left:
        window.show_bug(tr("The studio ended unexpectedly last time. This report of it holds none of your texts."), left)  # fmt: skip
    if path is not None:
        window.open_path(path)
    window.tell_settings()
    ahead = asyncio.get_running_loop().create_task(build_ahead(window))
    await window.closed.wait()
    ahead.cancel()
    await asyncio.wait([ahead])
    last.end()
    window.deleteLater()
    await asyncio.sleep(0)
    sys.excepthook = sys.__excepthook__


async def build_ahead(window: Window) -> None:
    """Once the welcome page is left, make the panes while nobody waits: built when first opened, each would be felt."""
    await asyncio.sleep(REST)  # the first frame first; what tables need is 60 MB
    left = asyncio.Event()
    window.stack.currentChanged.connect(left.set)
    window.space.project_changed.connect(left.set)
    if window.space.state.root is None and window.stack.currentWidget() is window.welcome:
        await left.wait()
    warm = threading.Thread(target=_load, name="prepare")
    warm.start()
    try:
        while warm.is_alive():
            await asyncio.sleep(REST / 5)
        opened = asyncio.Event()
        window.space.project_changed.connect(opened.set)
        if window.space.state.root is None:
            await opened.wait()
        for name in window.rail.buttons:
            await asyncio.sleep(REST / 2)
            pane = window.pane(name)
            await asyncio.sleep(REST / 5)
            if not pane.isVisible():
                lay_out_ahead(pane, window.stack.size())
    finally:
        warm.join()
    gc.collect()
    gc.freeze()  # what lives as long as the window need not be looked through again and again


def lay_out_ahead(pane: Pane, size: QSize) -> None:
    """Polish a hidden pane and give all its parts their places, as its first show would have to."""
    pane.resize(size)
    pane.grab(QRect(0, 0, 1, 1))


def _load() -> None:
    """Modules that panes need, in a thread: an import there lets the window draw in between."""
    columns.prepare()
    for step, fields in OFFERED:
        for field in fields:
            offered(step, field)


def _catch_bugs(window: Window, last: LastWords) -> None:
    """Exceptions in slots and in tasks are shown, with a report to copy."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        print("".join(traceback.format_exception(kind, error, trace)), file=sys.stderr)
        report = "".join([*traceback.format_tb(trace), kind.__name__])  # its words may quote a row
        last.heard(kind, trace)
        window.show_bug(tr("Something went wrong: {error}", error=f"{kind.__name__}: {error}"), report)  # fmt: skip

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception") or RuntimeError(str(context.get("message")))
        show(type(error), error, error.__traceback__)

    sys.excepthook = show
    asyncio.get_running_loop().set_exception_handler(handle)
