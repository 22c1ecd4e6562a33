"""A monkey at the window: clicks, keys, drops, wheels, cancels and closes, and jobs that end anyhow.

Jobs are played by a script that fails, hangs, lies about its length and obeys cancels; looking at
a dropped table is real work in a real worker.
"""

# ruff: noqa: E402  the test folders are found first

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import random
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
sys.path[:0] = [str(Path(__file__).parents[1] / "ui"), str(Path(__file__).parents[2])]

import psutil
import qasync
from figures import Figures
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDesktopServices, QDragEnterEvent, QDropEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget
from ui_fakes import FakeResident
from ui_project import make_project
from wild_tables import good_table, rough_table

from studio.core.events import Cancelled, Event, Failed, Finished, Metric, Note, Progress, Started
from studio.jobs.supervisor import run_job
from studio.ui.app import make_window, prepare
from studio.ui.settings import Settings
from studio.ui.window import Window

HANG, LEAK = 1.0, 50.0  # seconds of the window's own processor time between two ticks; megabytes
STUCK = 2.0  # seconds without an act
SETTLED = 0.4  # share of the time after which memory is compared
KEYS = (Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_F1, Qt.Key.Key_F5, Qt.Key.Key_PageDown)  # fmt: skip
LETTERS = "abc 123,<b>é包=\"'%&\n"


class WildJobs:
    """A job source: previews are real, everything else ends as the dice say."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.orders = dice, 0

    async def __call__(self, order: dict[str, Any], *, cancel: asyncio.Event) -> AsyncGenerator[Event, None]:  # fmt: skip
        self.orders += 1
        if order["step"] == "preview":
            # closed by us: dropped, it would leave its tasks to the garbage collector, still pending
            async with contextlib.aclosing(run_job(order, cancel=cancel)) as story:
                async for event in story:
                    yield event
            return
        yield Started(order["step"], 0)
        for at in range(self.dice.randint(0, 40)):
            yield self.dice.choice((Progress("train", at, 40), Metric("train/loss", 1 / (at + 1), at), Note("a note <b>so</b>"), Progress("read", at, None)))  # fmt: skip
            await asyncio.sleep(self.dice.choice((0, 0, 0.01, 0.1)))
            if cancel.is_set():
                yield Cancelled(True)
                return
        yield self.dice.choice((Finished({}), Finished({"lines": ["done"], "rows": 3}), Failed("input.x", "It <i>failed</i>.", "Try.", "why"), Failed("bug", "Bug: x", "Report it", "Traceback"), Cancelled(False)))  # fmt: skip


class Monkey:
    """One application, one window at a time, until the time is over."""

    def __init__(self, app: QApplication, folder: Path, seconds: float, seed: int, found: Figures) -> None:  # fmt: skip
        self.app, self.folder, self.seconds, self.found = app, folder, seconds, found
        self.dice = random.Random(seed)
        self.jobs = WildJobs(self.dice)
        self.things = self._things()
        self.window: Window | None = None
        self.ticked = (time.monotonic(), time.thread_time())
        self.doing, self.acted = "", time.monotonic()
        self.held: list[QWidget] = []

    def _things(self) -> list[Path]:
        """What can be dropped."""
        files = []
        for at, make in enumerate((good_table, rough_table) * 3):
            files.append(self.folder / f"{at}.csv")
            files[-1].write_bytes(make(self.dice).data)
        (self.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        (self.folder / "model").mkdir()
        (self.folder / "model" / "config.json").write_text('{"model_type": "bert"}')
        projects = [make_project(self.folder / f"p{n}", 60) for n in range(2)]
        return [*files, self.folder / "picture.png", self.folder / "model", *projects, self.folder / "gone.csv"]  # fmt: skip

    async def live(self) -> None:
        """Act until the time is over; compare memory at its end with that when all was built."""
        timer = QTimer()
        timer.timeout.connect(self._tick)
        timer.start(20)
        began, settled = time.monotonic(), 0.0
        while (passed := time.monotonic() - began) < self.seconds:
            if self.window is None:
                await self._new()
            await self._acted()
            self.found.tries += 1
            await asyncio.sleep(self.dice.choice((0, 0, 0.005, 0.03)))
            if not settled and passed > SETTLED * self.seconds:
                settled = await self._memory()
        grown = await self._memory() - settled
        await self._close()
        timer.stop()
        self.found.facts["MB grown"] = round(grown, 1)
        self.found.facts["jobs"] = self.jobs.orders
        if grown > LEAK and self.seconds >= 300:
            self.found.fault(f"memory grew by {grown:.0f} MB")

    async def _acted(self) -> None:
        """One act, from Qt's own loop as a person's are: in a task, a menu's loop would enter other tasks from it."""
        done = asyncio.get_running_loop().create_future()

        def act() -> None:
            try:
                self._act()
            finally:
                done.set_result(None)

        QTimer.singleShot(0, act)
        await done

    async def _memory(self) -> float:
        """Megabytes of a fresh window with a project and all its panes shown."""
        await self._close()
        await self._new()
        assert self.window is not None
        self.window.open_path(self.folder / "p0")
        for name in self.window.rail.buttons:
            self.window.go(name)
            await asyncio.sleep(0.05)
        gc.collect()
        return psutil.Process().memory_info().rss / 1e6

    async def _new(self) -> None:
        settings = Settings(self.folder / "settings.ini")
        settings.projects = self.folder / "projects"
        self.window = make_window(self.app, settings, source=self.jobs, resident=FakeResident)
        self.window.show()
        self.found.count("windows")
        await asyncio.sleep(0)

    async def _close(self) -> None:
        window, self.window = self.window, None
        if window is None:
            return
        self.doing = "close"
        for job in list(window.space.desk.unfinished):
            window.space.desk.cancel(job)
        deadline = time.monotonic() + 60
        while not window.closed.is_set() and time.monotonic() < deadline:
            window.close()
            for box in window.findChildren(QMessageBox):
                for button in box.findChildren(QPushButton)[:1]:
                    button.click()
            await asyncio.sleep(0.05)
        if not window.closed.is_set():
            left = [j.state for j in window.space.desk.jobs], [repr(a)[:200] for a in window.space.desk._asides]  # fmt: skip
            self.found.fault(f"a window didn't close within a minute: {left}")
        window.deleteLater()
        FakeResident.made.clear()
        for _ in range(3):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            await asyncio.sleep(0.01)

    def _tick(self) -> None:
        wall, cpu = time.monotonic(), time.thread_time()
        gap, worked = wall - self.ticked[0], cpu - self.ticked[1]
        self.ticked = wall, cpu
        if wall - self.acted > STUCK:  # a spin box's menu and Qt's questions run loops of their own
            blocker = self.app.activePopupWidget() or self.app.activeModalWidget()
            if blocker is not None:
                self.found.count("of Qt's own loops left")
                blocker.close()
        self.found.most("s between ticks at most", gap)
        self.found.most("s of own work between ticks at most", worked)
        if worked > HANG:
            self.found.fault(f"no tick for {gap:.1f} s ({worked:.1f} s of work) after {self.doing}")

    def _act(self) -> None:
        assert self.window is not None
        self.acted = time.monotonic()
        if self.window.closed.is_set():
            self.window.deleteLater()
            self.window = None
            return
        act = self.dice.choices((self._click, self._key, self._type, self._drop, self._wheel, self._go, self._cancel, self._resize, self._leave), (50, 15, 8, 4, 8, 8, 3, 2, 0.3))[0]  # fmt: skip
        self.doing = act.__name__
        act()

    def _somewhere(self) -> QWidget | None:
        """A visible widget: of a dialog on top, a popup, or the window."""
        shown = [w for w in self.app.topLevelWidgets() if w.isVisible()]
        self.held = shown  # else a sheet that only this list knew would go before it is clicked
        for dialog in shown:
            if isinstance(dialog, QFileDialog):  # it could rename and delete what it shows
                if self.dice.random() < 0.5:  # accept() may ask in a loop of its own
                    dialog.fileSelected.emit(str(self.dice.choice(self.things)))
                dialog.done(0)
                return None
        top = self.app.activePopupWidget() or (self.dice.choice(shown) if shown else None)
        if top is None:
            return None
        inside = [w for w in top.findChildren(QWidget) if w.isVisible() and w.isEnabled()]
        return self.dice.choice(inside or [top])

    def _click(self) -> None:
        widget = self._somewhere()
        if widget is None or not widget.width() or not widget.height():
            return
        self.doing = f"click on {type(widget).__name__} {widget.accessibleName() or widget.objectName()}"  # fmt: skip
        at = QPoint(self.dice.randrange(widget.width()), self.dice.randrange(widget.height()))
        button = Qt.MouseButton.LeftButton if self.dice.random() < 0.93 else Qt.MouseButton.RightButton  # fmt: skip
        click = QTest.mouseClick if self.dice.random() < 0.92 else QTest.mouseDClick
        click(widget, button, Qt.KeyboardModifier.NoModifier, at)

    def _key(self) -> None:
        widget = self.app.focusWidget() or self._somewhere()
        if widget is not None:
            held = self.dice.choice((Qt.KeyboardModifier.NoModifier,) * 4 + (Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier))  # fmt: skip
            key = self.dice.choice(KEYS) if held is not Qt.KeyboardModifier.ControlModifier else self.dice.choice((Qt.Key.Key_Z, Qt.Key.Key_A, Qt.Key.Key_F, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_1, Qt.Key.Key_3, Qt.Key.Key_Plus))  # fmt: skip
            QTest.keyClick(widget, key, held)

    def _type(self) -> None:
        widget = self.app.focusWidget()
        if widget is not None:
            for letter in self.dice.choices(LETTERS, k=self.dice.randint(1, 12)):
                QApplication.sendEvent(widget, QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))  # fmt: skip

    def _drop(self) -> None:
        assert self.window is not None
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in self.dice.choices(self.things, k=self.dice.choice((1, 1, 1, 2)))])  # fmt: skip
        rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
        at = self.window.rect().center()
        QApplication.sendEvent(self.window, QDragEnterEvent(at, *rest))
        QApplication.sendEvent(self.window, QDropEvent(QPointF(at), *rest))

    def _wheel(self) -> None:
        widget = self._somewhere()
        if widget is not None:
            at = QPointF(widget.rect().center())
            turn = QPoint(0, self.dice.choice((-120, 120, 960, -960)))
            QApplication.sendEvent(widget, QWheelEvent(at, QPointF(widget.mapToGlobal(at.toPoint())), QPoint(), turn, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False))  # fmt: skip

    def _go(self) -> None:
        assert self.window is not None
        if self.window.space.state.root is None:
            self.window.open_path(self.folder / self.dice.choice(("p0", "p1")))
        else:
            self.window.go(self.dice.choice(list(self.window.rail.buttons)))

    def _cancel(self) -> None:
        assert self.window is not None
        for job in list(self.window.space.desk.unfinished):
            if self.dice.random() < 0.5:
                self.window.space.desk.cancel(job)

    def _resize(self) -> None:
        assert self.window is not None
        self.window.resize(self.dice.randint(300, 1900), self.dice.randint(200, 1200))

    def _leave(self) -> None:
        assert self.window is not None
        self.window.close()


def run(seconds: float, seed: int = 0) -> Figures:
    """Let the monkey at it for so long."""
    found, folder = Figures("monkey at the window"), Path(tempfile.mkdtemp())
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    QDesktopServices.openUrl = staticmethod(lambda _: True)  # type: ignore[method-assign]
    prepare(app)

    def raised(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        found.fault("".join(traceback.format_exception(kind, error, trace)[-4:]))

    sys.excepthook = raised
    try:
        with found.timed(), qasync.QEventLoop(app) as loop:
            loop.set_exception_handler(lambda _, told: found.fault(f"{told.get('message')} {''.join(traceback.format_exception(told['exception'])[-4:]) if told.get('exception') else ''}"))  # fmt: skip
            loop.run_until_complete(Monkey(app, folder, seconds, seed, found).live())
    finally:
        sys.excepthook = sys.__excepthook__
        shutil.rmtree(folder, ignore_errors=True)
    found.facts["minutes"] = round(found.seconds / 60, 1)
    return found
