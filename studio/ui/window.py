"""The window: rail, panes, drawer, status bar; and an orderly end."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut, QUndoGroup, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from studio.core.errors import StudioError
from studio.core.events import Failed
from studio.core.home import a_folder
from studio.jobs.machine import this_machine
from studio.pipeline import fields
from studio.pipeline.catalogue import DEFAULT_PROJECT
from studio.pipeline.specs import DemoSpec
from studio.project.sample import sample_project
from studio.ui import dialogs
from studio.ui.doors import Doors
from studio.ui.drawer import Drawer
from studio.ui.drops import DropTarget
from studio.ui.help import open_guide
from studio.ui.menus import Act, Menus
from studio.ui.notice import Banner, Notice
from studio.ui.pane import Pane
from studio.ui.panes import in_order
from studio.ui.panes.data import DataPane
from studio.ui.preferences import Preferences, themes
from studio.ui.presenters.dropping import Drop, judge
from studio.ui.presenters.guide import FIRST as FIRST_PAGE
from studio.ui.presenters.guide import OF_STEP
from studio.ui.presenters.job import JobView
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import badge
from studio.ui.rail import Rail
from studio.ui.report import ReportCopy
from studio.ui.sample import SampleCopy, say_missing
from studio.ui.sheets import AboutSheet, ShortcutSheet
from studio.ui.status import StatusBar
from studio.ui.welcome import Welcome
from studio.ui.workspace import Workspace

SMALLEST = (900, 600)
FIRST = (1280, 800)
LEADS_TO = {"data": "data", "teacher": "teacher", "model": "playground", "device": "compare"}  # fmt: skip


class Window(DropTarget):
    """Panes are built when first shown; `closed` is set when nothing runs any more."""

    def __init__(self, space: Workspace) -> None:
        super().__init__()
        self.space = space
        self.closed = asyncio.Event()
        self._ending: asyncio.Task[None] | None = None
        self._sample: SampleCopy | None = None
        self.report = ReportCopy(self)
        self.report.told.connect(lambda said: self._notice().say(said))
        self._kinds = in_order()
        self.panes: dict[str, Pane] = {}
        self.setMinimumSize(*SMALLEST)
        self.rail = Rail(self._kinds)
        self.rail.chosen.connect(self.go)
        self.welcome = Welcome(space.settings)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.welcome)
        self.banner = Notice()
        self.doors = Doors(space, self.banner, self)
        self.undo = QUndoGroup(self)
        self.drawer = Drawer(space.desk, space.settings.drawer_open)
        self.drawer.toggled.connect(lambda is_open: setattr(space.settings, "drawer_open", is_open))
        self.status = StatusBar()
        self.setStatusBar(self.status)
        self._lay_out()
        self._connect()
        self.dropped.connect(self._do)
        if space.settings.geometry is None or not self.restoreGeometry(space.settings.geometry):
            self.resize(*FIRST)
        self._show_state()
        self.welcome.setFocus()

    # the way around -------------------------------------------------------------------------------

    def show_guide(self) -> None:
        """The guide, at the page of the step in front."""
        pane = self.stack.currentWidget()
        open_guide(self, OF_STEP.get(pane.NAME, FIRST_PAGE) if isinstance(pane, Pane) else FIRST_PAGE)  # fmt: skip

    def go(self, name: str) -> None:
        """Show a step's pane."""
        pane = self.pane(name)
        self.stack.setCurrentWidget(pane)
        self._show_undo(pane.undo_stack())
        self.rail.choose(name)
        pane.setFocus()
        pane.opened()

    def pane(self, name: str) -> Pane:
        """A step's pane, built now if it never was."""
        if name not in self.panes:
            kind = next(kind for kind in self._kinds if name == kind.NAME)
            self.panes[name] = kind(self.space)
            self.stack.addWidget(self.panes[name])
        return self.panes[name]

    def go_home(self) -> None:
        """Show the welcome page."""
        self.welcome.show_recent()
        self.stack.setCurrentWidget(self.welcome)
        self._show_undo(None)
        self.rail.choose("")

    def open_path(self, path: Path) -> None:
        """What the person named when starting, or dropped."""
        self._do(judge([path.absolute()], self.has_project()))

    def has_project(self) -> bool:
        """Whether one is open."""
        return self.space.state.root is not None

    def try_sample(self) -> None:
        """Open the trained sample project, or where none came along, run the demo in its own."""
        source = sample_project()
        if source is None:
            self.run_demo()
        elif self._sample is None:
            self._sample = SampleCopy(source, self.space.settings.projects, self)
            self._sample.ready.connect(self._show_sample)
            self._sample.failed.connect(self._tell_no_sample)
            self._sample.start()

    def _show_sample(self, root: Path) -> None:
        self._sample = None
        self.open_project(str(root))
        if self.space.state.root == root:
            self.go("playground")

    def _tell_no_sample(self, error: StudioError) -> None:
        self._sample = None
        self._show_error(error)

    def run_demo(self) -> None:
        """The whole way on the sample's table, in a project of its own."""
        if say_missing(self._notice()):
            return
        spec = fields.to_dict(DemoSpec())
        root = self.space.settings.projects / DEFAULT_PROJECT["demo"].format_map(spec)
        if "demo" not in [job.step for job in self.space.desk.unfinished]:
            self.space.start_in(root, "demo", spec)
        self.drawer.set_open(True)
        self.go("data")

    def _do(self, drop: Drop) -> None:
        if drop.kind == "project":
            self.open_project(str(drop.path))
        elif drop.kind in LEADS_TO:
            step = LEADS_TO[drop.kind]
            self.go(step)
            self.pane(step).take(str(drop.path))
        else:
            self._notice().say(drop.sentence, level="warn")

    # doors ----------------------------------------------------------------------------------------

    def open_table(self) -> None:
        """Ask for a labelled file."""
        self.go("data")
        pane = self.pane("data")
        assert isinstance(pane, DataPane)
        pane.choose()

    def open_project(self, folder: str) -> None:
        """Open it and show its data."""
        self.doors.open(folder)

    def close_project(self) -> None:
        """No project; jobs that run for it run on."""
        self.doors.close()

    def show_bug(self, sentence: str, report: str) -> None:
        """A fault of the studio's."""
        dialogs.bug(self, sentence, report)

    def tell_settings(self) -> None:
        """Once at the start: settings that could not be read, or cannot be kept."""
        sentence, remedy = self.space.settings.trouble()
        if sentence:
            self._notice().say(sentence, remedy, "warn")

    # an orderly end -------------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask when something runs; then stop it all, in order, and go."""
        if self.closed.is_set():
            event.accept()
            return
        event.ignore()
        at_work = [job.title for job in self.space.desk.unfinished]
        if self._ending is not None:
            return
        if at_work and self.space.settings.ask_on_close:
            dialogs.ask_to_stop(self, at_work, self._stop_and_end, self._end)
        else:
            self._end()

    def _stop_and_end(self) -> None:
        self.space.forget_unfinished()
        self._end()

    def _end(self) -> None:
        """What still runs stays in the project's book, and is offered at the next start."""
        if self._ending is None:
            self.space.desk.closing = True
            self.space.settings.geometry = self.saveGeometry()
            self.space.settings.save()
            self._middle.setEnabled(False)
            self._ending = asyncio.get_running_loop().create_task(self._leave())

    async def _leave(self) -> None:
        self.report.stop()
        await self.space.desk.stop()
        for pane in list(self.panes.values()):  # one more may be built meanwhile
            await pane.leave()
        self.space.leave()
        self.closed.set()
        self.close()

    # ----------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addLayout(Banner(self.banner))
        right.addWidget(self.stack, 1)
        right.addWidget(self.drawer)
        middle = self._middle = QWidget()
        whole = QHBoxLayout(middle)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self.setCentralWidget(middle)

    def _connect(self) -> None:
        space = self.space
        self.welcome.sample.connect(self.try_sample)
        self.welcome.table.connect(self.open_table)
        self.welcome.project.connect(self.doors.choose)
        self.welcome.recent.connect(self.open_project)
        space.go.connect(self.go)
        space.project_changed.connect(self._show_state)
        space.failed.connect(self._show_error)
        self.doors.opened.connect(partial(self.go, "data"))
        self.doors.closed.connect(self.go_home)
        self.doors.copying.connect(partial(self.drawer.set_open, True))
        self.doors.copied.connect(self._tell_copied)
        for signal in (space.desk.added, space.desk.changed, space.desk.ended):
            signal.connect(self._job_moved)
        acts: dict[str, Act] = {
            "welcome": self.go_home, "sample": self.try_sample, "demo": self.run_demo, "table": self.open_table,
            "project": self.doors.choose, "quit": self.close_soon, "full_screen": self._full_screen,
            "activity": lambda: self.drawer.set_open(self.drawer.area.isHidden()),
            "guide": self.show_guide,
            "shortcuts": lambda: ShortcutSheet(self).open(), "about": lambda: AboutSheet(self).open(),
            "report": self.report.start, "copy": self.doors.save_copy, "close": self.doors.close, "preferences": self.show_preferences,
            **{f"go:{kind.NAME}": partial(self.go, kind.NAME) for kind in self._kinds},
            **{f"theme:{name}": partial(self._wear, name) for name, _ in themes()},
        }  # fmt: skip
        self.menus = Menus(self, acts, self._kinds, self.undo)
        self.menus.show_theme(space.theme.choice)
        for keys, then, told in (
            ("Ctrl+Return", self._press, tr("Press the step's main button")),
            ("Ctrl+.", self._stop_running, tr("Cancel the running job")),
        ):
            key = QShortcut(QKeySequence(keys), self)
            key.setWhatsThis(told)
            key.activated.connect(then)

    def show_preferences(self) -> None:
        """Theme, text size, threads, folders."""
        cores = this_machine(a_folder()).cores
        sheet = Preferences(self, self.space.settings, self.space.theme, cores)
        sheet.worn.connect(lambda: self.menus.show_theme(self.space.theme.choice))
        sheet.hinted.connect(self._show_hints)
        sheet.open()

    def _show_hints(self) -> None:
        for pane in self.panes.values():
            pane.hint.look()

    def _stop_running(self) -> None:
        for job in self.space.desk.unfinished[:1]:
            self.space.desk.cancel(job)

    def _show_undo(self, stack: QUndoStack | None) -> None:
        if stack is not None and stack not in self.undo.stacks():
            self.undo.addStack(stack)
        self.undo.setActiveStack(stack)  # type: ignore[arg-type]

    def close_soon(self) -> None:
        """Close, as the window's own button does."""
        QTimer.singleShot(0, self, self.close)

    def _press(self) -> None:
        pane = self.stack.currentWidget()
        if isinstance(pane, Pane) and pane.primary.isVisible():
            pane.primary.click()

    def _wear(self, choice: str) -> None:
        self.space.settings.theme = choice
        self.space.theme.apply(choice)
        if f"theme:{choice}" in self.menus.entries:
            self.menus.show_theme(choice)

    def _full_screen(self) -> None:
        self.showNormal() if self.isFullScreen() else self.showFullScreen()

    def _job_moved(self, job: JobView) -> None:
        self._show_badges()

    def _show_state(self) -> None:
        state = self.space.state
        self.rail.project.say(state.title)
        self.setWindowTitle(f"{state.title} – PocketBERT Studio" if state.root else "PocketBERT Studio")  # fmt: skip
        self.status.show_project(state, self.space.read_only)
        for name in ("copy", "close"):
            self.menus.entries[name].setEnabled(state.root is not None)
        self._show_badges()

    def _show_badges(self) -> None:
        running = self.space.desk.busy()
        for name, button in self.rail.buttons.items():
            found = badge(self.space.state, name, running)
            if found is not button.badge:
                button.show_badge(found)

    def _show_error(self, error: StudioError) -> None:
        self._notice().fail(Failed(error.code, error.message, error.remedy, error.detail))

    def _tell_copied(self, sentence: str, failure: Failed | None) -> None:
        self._notice().say(sentence) if failure is None else self._notice().fail(failure)

    def _notice(self) -> Notice:
        pane = self.stack.currentWidget()
        return pane.notice if isinstance(pane, (Pane, Welcome)) else self.welcome.notice
