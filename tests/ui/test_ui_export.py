"""The Export pane: card and report written and previewed, packages saved, Swift copied."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core.events import Failed, Finished
from studio.pipeline.specs import ExportSpec
from studio.pipeline.steps.export import named
from studio.ui.panes.export import ExportPane
from studio.ui.presenters import export
from studio.ui.presenters.export import APPS
from studio.ui.presenters.state import read_state
from studio.ui.window import Window


@pytest.mark.parametrize(
    ("name", "swift"),
    [("student-int8", "StudentInt8"), ("my model (2)", "MyModel2"), ("8bit", "Model8bit"), ("é", "Model")],
)  # fmt: skip
def test_a_class_name_swift_accepts(name: str, swift: str) -> None:
    assert export.class_name(name) == swift


def test_the_swift_names_the_class_the_inputs_and_the_length() -> None:
    code = export.swift("student-int8", (32, 128))
    assert "StudentInt8(configuration:" in code and "let length = 128" in code
    assert "input_ids:" in code and "attention_mask:" in code and "32, 128 are accepted" in code
    assert code.count("{") == code.count("}") and len(code.splitlines()) < 16


def test_packages_say_what_was_verified(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 60))
    found = export.packages(state)
    assert [found[0].name, found[-1].name] == [
        "student-int8",
        "student-palette4",
    ]  # what failed is last
    assert all("labels, tokenizer" in one.inside and one.verified for one in found)
    assert not export.files(state)[0].there


def test_a_report_without_its_style() -> None:
    assert export.without_style("<style>p{}</style><p>x</p><SCRIPT a>y</SCRIPT>") == "<p>x</p>"


async def exporting(window: Window, tmp_path: Path) -> ExportPane:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("export")
    pane = window.panes["export"]
    assert isinstance(pane, ExportPane)
    return pane


@pytest.mark.gui
async def test_one_button_writes_both_and_shows_the_card(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane = await exporting(window, tmp_path)
    card = tmp_path / "p" / "exports" / "MODEL_CARD.md"
    card.parent.mkdir(exist_ok=True)
    card.write_text("# Text classifier\n\n| a | b |\n|---|---|\n| 1 | 2 |\n", encoding="utf-8")
    jobs.scripts["export"] = [Finished({"path": str(card), "lines": ["wrote it"]})]
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished, "done")
    assert [order["spec"]["what"] for order in jobs.orders] == ["card", "report"]
    await until(lambda: pane.preview.isVisible(), "the preview")
    assert "Text classifier" in pane.page_.toPlainText()
    card.unlink()
    pane.show_file(card)
    assert "no longer there" in pane.notice.message.text()


@pytest.mark.gui
async def test_the_report_is_not_written_when_the_card_failed(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane = await exporting(window, tmp_path)
    jobs.scripts["export"] = [Failed("host.disk-full", "The disk is full.", "Free some space.")]
    pane.press()
    await until(lambda: not window.space.desk.unfinished and pane.notice.isVisible(), "told")
    assert len(jobs.orders) == 1


@pytest.mark.gui
async def test_a_package_is_saved_whole(window: Window, tmp_path: Path) -> None:
    pane = await exporting(window, tmp_path)
    source = window.space.state.names["student-int8"].path
    pane.save_to(source, str(tmp_path / "out" / "StudentInt8.mlpackage"))
    await until(lambda: pane.notice.isVisible(), "told")
    assert (tmp_path / "out" / "StudentInt8.mlpackage" / "weights").stat().st_size == 180_000
    pane.save_to(source, str(source))
    await until(lambda: "original" in pane.notice.message.text(), "refused")
    assert (source / "weights").exists()
    pane.save_to(tmp_path / "gone.mlpackage", str(tmp_path / "out" / "x"))
    await until(lambda: "couldn't be copied" in pane.notice.message.text(), "refused")
    assert not (tmp_path / "out" / "x").exists()


@pytest.mark.gui
async def test_the_swift_is_copied(window: Window, tmp_path: Path) -> None:
    pane = await exporting(window, tmp_path)
    pane.package.setCurrentIndex(pane.package.findData("student-int8"))
    QTest.mouseClick(pane.copy, Qt.MouseButton.LeftButton)
    assert "StudentInt8(configuration:" in QGuiApplication.clipboard().text()


@pytest.mark.gui
async def test_without_packages_there_is_no_swift(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60, models=False))
    window.go("export")
    pane = window.panes["export"]
    assert isinstance(pane, ExportPane) and not pane.code.isVisible()


@pytest.mark.gui
async def test_the_app_is_made_and_where_it_lies_is_said(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane = await exporting(window, tmp_path)
    folder = tmp_path / "p" / "exports" / "iphone"
    assert pane.show_app.isHidden() and not pane.app.isHidden()
    folder.mkdir(parents=True, exist_ok=True)
    jobs.scripts["export"] = [Finished({"path": str(folder), "lines": ["wrote it"]})]
    QTest.mouseClick(pane.make_app, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished, "done")
    assert [order["spec"]["what"] for order in jobs.orders] == ["iphone"]
    await until(lambda: not pane.notice.isHidden(), "the notice")
    assert not pane.show_app.isHidden()


@pytest.mark.gui
async def test_a_playgrounds_package_and_a_name_are_asked_for_in_the_form(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane = await exporting(window, tmp_path)
    jobs.scripts["export"] = [Finished({"path": str(tmp_path), "lines": []})]
    pane.app_form.set_value("swiftpm", True)
    pane.app_form.set_value("title", "Parcels")
    QTest.mouseClick(pane.make_app, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished, "done")
    told = jobs.orders[0]["spec"]
    assert (told["what"], told["swiftpm"], told["title"]) == ("iphone", True, "Parcels")


def test_the_folders_of_an_app_are_those_the_step_writes() -> None:
    assert {named(ExportSpec("iphone")), named(ExportSpec("iphone", swiftpm=True))} == set(APPS)
