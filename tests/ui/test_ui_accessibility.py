"""Accessibility: names, Tab, visible focus, contrast, keys that do not clash, large scale, keyboard only."""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from test_ui_parting import told as parted
from ui_data import looked, table
from ui_fakes import FakeResident, ScriptedJobs, demo_script
from ui_help import until
from ui_project import make_project
from ui_walk import backwards, controls, cut_off, name, picture, reachable, sticking_out, told

from studio.core.events import Failed, Finished, Progress, Started
from studio.ui import dialogs
from studio.ui.app import make_window, prepare
from studio.ui.chart_frame import ChartFrame
from studio.ui.pane import Pane
from studio.ui.presenters.job import State
from studio.ui.presenters.state import Badge
from studio.ui.presenters.tokens import DARK, LIGHT, Tokens, contrast
from studio.ui.settings import Settings
from studio.ui.sheets import Sheet, ShortcutSheet
from studio.ui.trace_sheet import TraceSheet
from studio.ui.window import Window

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[2]
PANES = ("data", "augment", "teacher", "distil", "convert", "compare", "playground", "export")


async def at_work(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> Window:
    """A project, a running job, a waiting one and a failed one."""
    window.resize(1280, 800)
    window.space.open(make_project(tmp_path / "p", 60))
    jobs.scripts["verify"] = [Failed("input.x", "No such thing.", "Name it.")]
    failed = window.space.start("verify", {})
    await until(lambda: failed.state is State.FAILED, "failed")
    jobs.scripts["bench"] = demo_script()
    jobs.hold.clear()
    running = window.space.start("bench", {})
    window.space.start("verify", {})
    window.space.start("bench", {"runs": 9})
    await until(lambda: running.done == 119, "at work")
    window.drawer.set_open(True)
    window.activateWindow()
    return window


def sheets(window: Window) -> list[QDialog]:
    """Every dialog of the frame."""
    window.show_preferences()
    window.menus.entries["shortcuts"].trigger()
    window.menus.entries["about"].trigger()
    dialogs.ask_to_stop(window, ["Distil"], lambda: None, lambda: None)
    dialogs.bug(window, "Something went wrong", "Traceback …")
    window.drawer.rows[0].log.click()
    return [d for d in window.findChildren(QDialog) if d.isVisible()]


@pytest.mark.parametrize("pane", ["welcome", *PANES])
async def test_every_control_has_a_name(window: Window, jobs: ScriptedJobs, tmp_path: Path, pane: str) -> None:  # fmt: skip
    await at_work(window, tmp_path, jobs)
    window.go_home() if pane == "welcome" else window.go(pane)
    await asyncio.sleep(0)
    assert [told(w) for w in controls(window) if not name(w)] == []
    assert len(controls(window)) > 20


async def test_every_control_of_the_dialogs_has_a_name(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    await at_work(window, tmp_path, jobs)
    shown = sheets(window)
    assert len(shown) == 6 and len({type(s) for s in shown if isinstance(s, Sheet)}) == 3
    for sheet in shown:
        assert [told(w) for w in controls(sheet) if not name(w)] == [], sheet.windowTitle()
        assert cut_off(sheet) == []
        sheet.close()


@pytest.mark.parametrize(("theme", "size"), [("light", (1280, 800)), ("dark", (1024, 700))], ids=["light", "dark and small"])  # fmt: skip
@pytest.mark.parametrize("pane", ["welcome", *PANES])
async def test_tab_reaches_everything_in_a_sensible_order(window: Window, jobs: ScriptedJobs, tmp_path: Path, pane: str, theme: str, size: tuple[int, int]) -> None:  # fmt: skip
    await at_work(window, tmp_path, jobs)
    window.resize(*size)
    window._wear(theme)
    window.go_home() if pane == "welcome" else window.go(pane)
    page = window.stack.currentWidget()
    await asyncio.sleep(0)
    order = reachable(window)
    wanted = [w for w in controls(window) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
    assert [told(w) for w in wanted if w not in order] == []
    inside = [w for w in order if page.isAncestorOf(w)]
    jumps = [(told(a), told(b)) for a, b in backwards(inside)]
    assert len(jumps) <= 1, jumps  # from the foot of one column to the head of the next


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pane", ["welcome", *PANES])
async def test_the_focus_can_be_seen(window: Window, jobs: ScriptedJobs, tmp_path: Path, pane: str, theme: str) -> None:  # fmt: skip
    await at_work(window, tmp_path, jobs)
    window._wear(theme)
    window.go_home() if pane == "welcome" else window.go(pane)
    unseen, kinds = [], set[tuple[type, str]]()
    for control in controls(window):
        kind = (type(control), control.objectName())
        if kind in kinds or not control.isEnabled() or not control.focusPolicy() & Qt.FocusPolicy.TabFocus:  # fmt: skip
            continue
        kinds.add(kind)  # one of each look
        if isinstance(page := window.stack.currentWidget(), Pane) and page.area.isAncestorOf(
            control
        ):
            page.area.ensureWidgetVisible(control)
        window.setFocus()
        await asyncio.sleep(0)
        before = picture(control)
        control.setFocus(Qt.FocusReason.TabFocusReason)
        await asyncio.sleep(0)
        if picture(control).size() == before.size() and picture(control) == before:
            unseen.append(told(control))
    assert unseen == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_by_role(theme: Tokens) -> None:
    """Text 4.5, outlines of controls, rings and marks 3.0 (WCAG 1.4.3, 1.4.11), from the tokens."""
    grounds = (theme.background, theme.surface, theme.hover, theme.accent_soft)
    for ink in ("text", "muted", "accent"):
        assert min(contrast(getattr(theme, ink), ground) for ground in grounds) >= 4.5, ink
    for ink in ("good", "warn", "bad"):
        assert min(contrast(getattr(theme, ink), g) for g in grounds[:2]) >= 4.5, ink
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for ring in (theme.control, theme.accent, *theme.marks):
        assert min(contrast(ring, g) for g in grounds[:2]) >= 3.0, ring


async def test_no_two_actions_share_keys(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60))
    for pane in PANES:
        window.go(pane)
    keys = [key for _, _, keys in ShortcutSheet(window).rows for key in keys.split(", ")]
    assert [key for key, n in Counter(keys).items() if n > 1] == []
    menus = [window.menuBar(), *window.menuBar().findChildren(QMenu)]
    for menu in menus:
        letters = [a.text().replace("&&", "").partition("&")[2][:1].lower() for a in menu.actions()]
        assert [x for x, n in Counter(filter(None, letters)).items() if n > 1] == [], letters


@pytest.mark.parametrize("pane", ["welcome", *PANES])
async def test_nothing_is_cut_off_in_a_small_window(window: Window, jobs: ScriptedJobs, tmp_path: Path, pane: str) -> None:  # fmt: skip
    await at_work(window, tmp_path, jobs)
    window.resize(1024, 700)
    for theme in ("light", "dark"):
        window._wear(theme)
        window.go_home() if pane == "welcome" else window.go(pane)
        await asyncio.sleep(0.05)
        assert (window.width(), window.height()) == (1024, 700)
        assert cut_off(window) == [] and sticking_out(window) == [], theme


def reachable_inside(window: Window) -> list[QWidget]:
    """What Tab visits on the page in front."""
    page = window.stack.currentWidget()
    return [w for w in reachable(window) if page.isAncestorOf(w)]


OPENERS = {
    "preferences": lambda w: w.show_preferences(),
    "shortcuts": lambda w: w.menus.entries["shortcuts"].trigger(),
    "about": lambda w: w.menus.entries["about"].trigger(),
    "closing": lambda w: dialogs.ask_to_stop(w, ["Distil"], lambda: None, lambda: None),
    "bug": lambda w: dialogs.bug(w, "Something went wrong", "Traceback …"),
    "merge": lambda w: w.panes["data"].report.open_merge(),
    "trace": lambda w: TraceSheet(w, parted()).open(),
    "figures": lambda w: next(
        f for f in w.panes["data"].findChildren(ChartFrame) if f.isVisible()
    ).show_table(),
    "save copy": lambda w: w.doors.save_copy(),
    "open table": lambda w: w.panes["data"].choose(),
}


def opened_sheets(window: Window) -> Iterator[QDialog]:
    """Each sheet and box, opened; the screen offscreen has 400 points at this scale, and Qt's file dialogs are Qt's."""
    window.go("data")
    for kind, opens in OPENERS.items():
        if kind not in ("save copy", "open table"):
            opens(window)
            yield next(d for d in window.findChildren(QDialog) if d.isVisible())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sheet", OPENERS)
async def test_a_sheet_is_walked_closed_by_escape_and_gives_the_focus_back(window: Window, tmp_path: Path, sheet: str, theme: str) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.resize(1024, 700)
    window._wear(theme)
    window.activateWindow()
    window.go("data")
    home = window.panes["data"].choose_file  # type: ignore[attr-defined]
    home.setFocus()
    await until(lambda: QApplication.focusWidget() is home, "at home")
    OPENERS[sheet](window)
    found = next(d for d in window.findChildren(QDialog) if d.isVisible())
    await until(found.isActiveWindow, "in front")
    assert found.width() <= 1024 and found.height() <= 700
    if not isinstance(found, QFileDialog):
        assert found.windowTitle() and cut_off(found) == []
        order = reachable(found)
        wanted = [w for w in controls(found) if w.isEnabled() and w.focusPolicy() & Qt.FocusPolicy.TabFocus]  # fmt: skip
        assert [told(w) for w in wanted if w not in order or not name(w)] == []
        jumps = [(told(a), told(b)) for a, b in backwards(order[order.index(wanted[0]) :])]
        assert len(jumps) <= 1, jumps
    type_keys(found, Qt.Key.Key_Escape)
    await until(lambda: not [d for d in window.findChildren(QDialog) if d.isVisible()], "Escape closes it")  # fmt: skip
    window.activateWindow()  # a window manager's part
    await until(lambda: QApplication.focusWidget() is home, "back where it was")


async def clipped(app: QApplication, folder: Path) -> None:
    """Every pane at twice the scale, as a program of its own: prints what is cut off."""
    settings = Settings(folder / "s.ini")
    window = make_window(app, settings, source=ScriptedJobs(), resident=FakeResident)
    window.show()
    window.resize(1024, 700)
    window.space.open(make_project(folder / "p", 60))
    assert window.devicePixelRatioF() == 2.0 and window.minimumSizeHint().width() <= 1024
    for theme, pane in itertools.product(("light", "dark"), ("welcome", *PANES)):
        window._wear(theme)
        window.go_home() if pane == "welcome" else window.go(pane)
        await asyncio.sleep(0.05)
        assert (window.width(), window.height()) == (1024, 700)
        inside = (
            reachable_inside(window) if theme == "dark" else []
        )  # the order is no matter of colour
        jumps = [f"{told(a)} before {told(b)}" for a, b in backwards(inside)]
        faults = [*cut_off(window), *sticking_out(window), *(jumps if len(jumps) > 1 else [])]
        print(*(f"{theme} {pane}: {fault}" for fault in faults), sep="\n", end="")
    for sheet in opened_sheets(window):
        for _ in range(40):  # a question settles its width after it shows
            await asyncio.sleep(0.05)
            if not cut_off(sheet):
                break
        print(*(f"{sheet.windowTitle()}: {fault}" for fault in cut_off(sheet)), sep="\n", end="")
        sheet.close()
    window.close()
    await window.closed.wait()


def test_twice_the_scale(tmp_path: Path) -> None:
    env = {**os.environ, "QT_SCALE_FACTOR": "2", "PYTHONPATH": str(ROOT)}
    run = subprocess.run([sys.executable, __file__, str(tmp_path)], capture_output=True, text=True, env=env, check=False, timeout=300)  # fmt: skip
    said = [
        line for line in run.stderr.splitlines() if "propagateSizeHints" not in line
    ]  # offscreen
    assert (run.returncode, run.stdout.strip(), said) == (0, "", [])


# keyboard only ------------------------------------------------------------------------------------


class MakesThings:
    """A job source that makes what each step would, so that the next one can be started."""

    def __init__(self, root: Path, table: Path) -> None:
        self.root, self.orders = root, list[str]()
        self.seen = looked(table)

    async def __call__(self, order, *, cancel: asyncio.Event):
        step = order["step"]
        self.orders.append(step)
        yield Started(step, 0)
        yield Progress(step, 1, 1)
        if step == "preview":  # the rows of the file, as the real step tells them
            yield self.seen[-1]
            return
        if step == "import":
            make_project(self.root, 60, models=False)
        elif step == "teach":
            make_project(self.root, 60)
        yield Finished({"lines": [f"{step} is done"]})


def type_keys(window: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:  # fmt: skip
    """To whatever has the focus, as a keyboard does."""
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def tab_to(window: Window, words: str) -> None:
    """Press Tab until the control of this name has the focus."""
    for _ in range(200):
        at = QApplication.focusWidget()
        if at is not None and name(at) == words:
            return
        type_keys(window, Qt.Key.Key_Tab)
    raise AssertionError(
        f"Tab never reaches {words!r}, only {[name(w) for w in reachable(window)]}"
    )


async def test_the_whole_job_by_keyboard(settings: Settings, tmp_path: Path) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    file = table(tmp_path / "parcels.csv")
    root = settings.projects / "parcels"
    source = MakesThings(root, file)
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    window = make_window(app, settings, source=source, resident=FakeResident)
    window.show()
    window.activateWindow()
    await until(window.isActiveWindow, "in front")
    type_keys(window, Qt.Key.Key_1, control)
    await until(lambda: window.stack.currentWidget() is window.panes.get("data"), "data")
    tab_to(window, "Choose a file…")
    type_keys(window, Qt.Key.Key_Space)
    chooser = window.findChild(QFileDialog)
    assert chooser is not None
    chooser.fileSelected.emit(str(file))  # on a desk this dialog is the system's own
    chooser.reject()
    window.activateWindow()
    await until(window.isActiveWindow, "back in front")
    data = window.panes["data"]
    await until(
        lambda: data.primary.isEnabled() and data.primary.isVisible(),
        f"looked: {data.reason.text()}",
    )
    type_keys(window, Qt.Key.Key_Return, control)
    await until(lambda: window.rail.buttons["data"].badge is Badge.DONE, "imported")
    for number, step in ((2, "augment"), (3, "teach"), (4, "distil"), (5, "convert"), (6, "compare"), (8, "export")):  # fmt: skip
        type_keys(window, Qt.Key(Qt.Key.Key_0 + number), control)
        pane = window.stack.currentWidget()
        assert pane is window.panes[PANES[number - 1]]
        if step == "teach":
            tab_to(window, "Use the installed encoder")
            type_keys(window, Qt.Key.Key_Space)
        await until(lambda: pane.primary.isEnabled() and pane.primary.isVisible(), f"{step}: {pane.reason.text()} {pane.mend.text()}", 5)  # type: ignore[attr-defined]  # noqa: B023  # fmt: skip
        type_keys(window, Qt.Key.Key_Return, control)
        await until(
            lambda: step in source.orders and not window.space.desk.unfinished,  # noqa: B023
            f"{step} {source.orders}",
        )
        await until(lambda: not window.space._soon.isActive(), "read again")
    type_keys(window, Qt.Key.Key_7, control)
    pane = window.panes["playground"]
    tab_to(window, name(pane.text))  # type: ignore[attr-defined]
    QTest.keyClicks(QApplication.focusWidget(), "where is my parcel")
    await until(lambda: "where is my parcel" in [q[1].get("text") for made in FakeResident.made for q in made.asked], "asked")  # fmt: skip
    assert set(source.orders) >= {"import", "augment", "teach", "distil", "convert"}
    type_keys(window, Qt.Key.Key_Slash, control)
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    type_keys(sheet, Qt.Key.Key_Escape)
    window.close()
    await asyncio.wait_for(window.closed.wait(), 10)
    window.deleteLater()
    await asyncio.sleep(0)


if __name__ == "__main__":
    import qasync

    application = QApplication([])
    prepare(application)
    with qasync.QEventLoop(application) as loop:
        loop.run_until_complete(clipped(application, Path(sys.argv[1])))
