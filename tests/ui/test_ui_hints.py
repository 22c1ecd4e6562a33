"""Hints: one sentence a step, dismissed one by one or all at once, remembered, and back when asked for."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui_help import until
from ui_project import make_project

from studio.ui.panes import in_order
from studio.ui.preferences import Preferences
from studio.ui.presenters.hints import OF_STEP, hint
from studio.ui.settings import Settings
from studio.ui.window import Window

pytestmark = pytest.mark.gui
LONGEST = 120  # characters: one line in a usual window


def test_every_step_has_one_short_sentence() -> None:
    assert list(OF_STEP) == [pane.NAME for pane in in_order()]
    assert all(len(text) <= LONGEST and text.endswith(".") and ". " not in text for text in OF_STEP.values())  # fmt: skip
    assert hint("nothing") == ""


async def test_a_dismissed_hint_stays_away_and_the_others_stay(window: Window, settings: Settings, tmp_path: Path) -> None:  # fmt: skip
    window.open_project(str(make_project(tmp_path / "p", 60)))
    window.go("data")
    data = window.panes["data"].hint
    await until(data.isVisible, "the hint")
    assert data.accessibleName() == OF_STEP["data"]
    QTest.mouseClick(data.dismiss, Qt.MouseButton.LeftButton)
    assert not data.isVisible() and settings.hints and settings.hints_seen == {"data"}
    window.go("export")
    assert window.panes["export"].hint.isVisible()
    window.go("data")
    assert not data.isVisible()


async def test_all_are_turned_off_in_one_place_and_on_in_preferences(window: Window, settings: Settings) -> None:  # fmt: skip
    window.go("data")
    window.go("teacher")
    data, teacher = (window.panes[n].hint for n in ("data", "teacher"))
    QTest.mouseClick(teacher.none, Qt.MouseButton.LeftButton)
    assert not settings.hints and not teacher.isVisible()
    window.go("data")
    assert not data.isVisible()
    window.show_preferences()
    sheet = window.findChild(Preferences)
    assert isinstance(sheet, Preferences) and not sheet.hints.isChecked()
    sheet.hints.click()
    assert settings.hints and data.isVisible()
    sheet.close()


def test_they_are_remembered(tmp_path: Path) -> None:
    first = Settings(tmp_path / "s.ini")
    first.saw_hint("data")
    first.saw_hint("compare")
    first.save()
    assert Settings(tmp_path / "s.ini").hints_seen == {"compare", "data"}
    first.hints = False
    first.hints = True
    assert first.hints_seen == frozenset()
