"""Help > Copy report, and what About says the studio is made of."""

from __future__ import annotations

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from ui_help import until
from ui_project import make_project

import studio
from studio.ui import report
from studio.ui.presenters.licences import components
from studio.ui.window import Window

pytestmark = pytest.mark.gui
ROOT = Path(__file__).parents[2]


async def test_the_doctors_report_is_copied_without_data(window: Window, tmp_path: Path) -> None:
    window.open_project(str(make_project(tmp_path / "secret-project", 60)))
    QGuiApplication.clipboard().setText("")
    window.menus.entries["report"].trigger()
    window.menus.entries["report"].trigger()  # twice is once
    await until(lambda: bool(QGuiApplication.clipboard().text()), "the report", 60)
    said = QGuiApplication.clipboard().text()
    assert said.startswith(f"### pocketbert {studio.__version__}, Python 3.")
    assert "- torch " in said and "secret-project" not in said and str(Path.home()) + "/" not in said  # fmt: skip
    assert "on the clipboard" in window.panes["data"].notice.message.text()


async def test_a_doctor_that_can_not_start_is_told(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(report, "command", lambda: ["/no/such/program"])
    window.menus.entries["report"].trigger()
    await until(window.welcome.notice.isVisible, "the sentence")
    assert "could not be made" in window.welcome.notice.message.text()


def test_about_names_every_library_with_its_version() -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    wanted = {re.match(r"[\w-]+", line).group(0) for line in asked}  # type: ignore[union-attr]
    found = {part.name: part.version for part in components()}
    assert wanted <= found.keys()
    assert all(found[name] == metadata.version(name) for name in wanted)
    assert found["Python"].startswith("3.")
