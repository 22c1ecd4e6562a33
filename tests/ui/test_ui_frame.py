"""The frame: start-up, settings, themes, shortcuts, restart, and Qt's own traps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core.events import Finished
from studio.project import Project
from studio.ui.presenters.job import State
from studio.ui.presenters.tokens import DARK, LIGHT, Tokens, contrast
from studio.ui.settings import Settings
from studio.ui.sheets import AboutSheet, ShortcutSheet, texts
from studio.ui.window import Window

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[2]
HEAVY = {"torch", "transformers", "coremltools", "pandas", "nltk", "sklearn", "onnx", "onnxruntime"}
START = """
import sys, json, asyncio, time
import studio.ui.app as app
from studio.ui import window
painted = []
real = window.Window.showEvent
def shown(self, event):
    real(self, event)
    painted.append(sorted({"numpy", "pyarrow"} & set(sys.modules)))
    if sys.argv[1:]:
        self.space.open(__import__("pathlib").Path(sys.argv[1]))
        for name in self.rail.buttons:
            self.go(name)
    self.close_soon()
window.Window.showEvent = shown
status = app.main(None)
print(json.dumps({"status": status, "painted": painted, "modules": sorted(set(sys.modules))}))
"""


@pytest.mark.parametrize("full", [False, True], ids=["empty", "every pane"])
def test_the_window_starts_light_and_leaves_cleanly(tmp_path: Path, full: bool) -> None:
    env = {**os.environ, "POCKETBERT_SETTINGS": str(tmp_path / "s.ini"), "PYTHONPATH": str(ROOT)}
    place = [str(make_project(tmp_path / "p", 60))] if full else []
    run = subprocess.run([sys.executable, "-X", "faulthandler", "-c", START, *place], capture_output=True, text=True, env=env, check=False, timeout=60)  # fmt: skip
    assert (run.returncode, run.stderr) == (0, "")
    told = json.loads(run.stdout)
    assert told["status"] == 0 and told["painted"] == [[]]
    assert HEAVY & set(told["modules"]) == set()


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_contrast_is_aa(theme: Tokens) -> None:
    for ground in (theme.background, theme.surface, theme.hover, theme.accent_soft):
        for ink in ("text", "muted", "accent"):
            assert contrast(getattr(theme, ink), ground) >= 4.5, (ink, ground)
    for ink in (theme.good, theme.warn, theme.bad):
        assert min(contrast(ink, theme.surface), contrast(ink, theme.background)) >= 4.5, ink
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for mark in (*theme.marks, theme.control, theme.accent):
        assert min(contrast(mark, theme.surface), contrast(mark, theme.background)) >= 3.0, mark


def test_the_contrast_formula() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_set_text_keeps_its_hands_off_none(qapp: object) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for at in range(1000):
        label.setText(str(at))
    assert sys.getrefcount(None) > before - 200
    label.deleteLater()


async def test_steps_by_keyboard(window: Window) -> None:
    window.activateWindow()
    for number, name in enumerate(window.rail.buttons, 1):
        QTest.keyClick(window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
        assert window.stack.currentWidget() is window.panes[name]


async def test_ctrl_return_presses_the_button(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("augment")
    QTest.keyClick(window, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: jobs.orders, "started")
    assert jobs.orders[0]["step"] == "augment"


async def test_themes_repaint_everything_and_are_remembered(window: Window, settings: Settings) -> None:  # fmt: skip
    window._wear("light")
    light = window.grab().toImage()
    window._wear("dark")
    dark = window.grab().toImage()
    at = (230, 120)
    assert light.pixelColor(*at).name() == LIGHT.background
    assert dark.pixelColor(*at).name() == DARK.background
    assert settings.theme == "dark"
    window._wear("nonsense")
    assert settings.theme == "system"


def shares(window: Window) -> dict[str, float]:
    """How much of the picture has each colour."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32) & 0xFFFFFF
    found, counts = np.unique(pixels, return_counts=True)
    return {f"#{colour:06x}": n / len(pixels) for colour, n in zip(found, counts, strict=True)}


@pytest.mark.parametrize(("first", "then"), [(LIGHT, DARK), (DARK, LIGHT)], ids=["to dark", "to light"])  # fmt: skip
async def test_a_live_switch_leaves_nothing_of_the_old_theme(window: Window, tmp_path: Path, first: Tokens, then: Tokens) -> None:  # fmt: skip
    """In every pane that was open when it happened, with all it shows."""
    names = {LIGHT.background: "light", DARK.background: "dark"}
    window.space.open(make_project(tmp_path / "p", 60))
    window._wear(names[first.background])
    for name in window.rail.buttons:
        window.go(name)
    window._wear(names[then.background])
    grounds = {getattr(first, g) for g in ("background", "surface", "hover", "border", "accent_soft")}  # fmt: skip
    inks = {getattr(then, ink) for ink in ("text", "muted", "on_accent", "accent")}
    for name in window.rail.buttons:
        window.go(name)
        worn = shares(window)
        assert sum(worn.get(ground, 0) for ground in grounds - inks) < 0.002, name
        assert worn[then.background] + worn[then.surface] > 0.6, name


async def test_sheets_open_without_blocking(window: Window) -> None:
    window.menus.entries["shortcuts"].trigger()
    keys = window.findChild(ShortcutSheet)
    shown = {(name, keys_) for _, name, keys_ in keys.rows}
    assert ("4  Distil", "Ctrl+4") in shown and ("Undo", "Ctrl+Z") in shown
    assert ("Keyboard shortcuts", "Ctrl+/") in shown and ("Guide", "F1") in shown
    assert ("Press the step's main button", "Ctrl+Return") in shown
    keys.close()
    window.menus.entries["about"].trigger()
    about = window.findChild(AboutSheet)
    assert "Apache-2.0" in " ".join(texts(about))
    listed = [about.list.item(at).text() for at in range(about.list.count())]
    assert any(line.startswith("qasync 0.28.0 · BSD") for line in listed)
    about.list.setCurrentRow(0)
    assert "SIL OPEN FONT LICENSE" in about.text.toPlainText()
    about.close()


async def test_a_bug_is_shown_with_a_report(window: Window) -> None:
    window.show_bug("Something went wrong: KeyError: 'x'", "Traceback …")
    box = window.findChild(QMessageBox)
    assert box.detailedText() == "Traceback …"
    assert "Copy report" in [button.text() for button in box.buttons()]
    box.close()


async def test_what_a_crash_cut_off_is_offered_again(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    root = make_project(tmp_path / "p", 60)
    with Project.open(root, write=True) as project:
        project.begin_run("distil", {"epochs": 4})._file.close()  # and the process is gone
    window.space.open(root)
    (row,) = window.drawer.rows
    assert row.job.state is State.INTERRUPTED and row.headline.whole == "Interrupted: resume it"
    assert row.again.accessibleName() == "Resume: Distil"
    jobs.scripts["distil"] = [Finished({})]
    QTest.mouseClick(row.again, Qt.MouseButton.LeftButton)
    await until(lambda: jobs.orders and not window.space.desk.unfinished, "resumed")
    assert jobs.orders[0]["spec"] == {"epochs": 4} and jobs.orders[0]["resumable"]


async def test_a_project_that_cannot_be_opened_says_so(window: Window, tmp_path: Path) -> None:
    window.open_project(str(tmp_path))
    assert window.space.state.root is None
    assert "is not a project" in window.welcome.notice.message.text()


async def test_recent_projects_are_remembered(window: Window, settings: Settings, tmp_path: Path) -> None:  # fmt: skip
    first, second = (make_project(tmp_path / name, 60, models=False) for name in "ab")
    window.space.open(first)
    window.space.open(second)
    assert settings.recent == [second, first]
    window.go_home()
    names = [b.accessibleName() for b in window.welcome.findChildren(type(window.panes.get("x") or window.welcome.notice.copy))]  # fmt: skip
    assert "Open the project b" in names and window.rail.project.whole == "b"


def test_settings_survive_and_distrust_what_they_find(tmp_path: Path) -> None:
    file = tmp_path / "s.ini"
    settings = Settings(file)
    settings.theme, settings.drawer_open = "dark", False
    settings.projects = tmp_path
    settings.save()
    again = Settings(file)
    assert (again.theme, again.drawer_open, again.projects) == ("dark", False, tmp_path)
    file.write_text("[General]\ntheme=puce\ngeometry=7\n")
    assert (Settings(file).theme, Settings(file).geometry, Settings(file).recent) == ("system", None, [])  # fmt: skip
