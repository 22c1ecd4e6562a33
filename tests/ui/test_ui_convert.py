"""Convert: what can be converted, what each scheme will weigh and need, what came out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QTest
from ui_fakes import ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.convert.schemes import SCHEMES
from studio.core.events import Failed, Finished
from studio.pipeline.catalogue import schemes
from studio.project import Project
from studio.ui.panes.convert import ConvertPane
from studio.ui.presenters import conversion, packages
from studio.ui.presenters.state import Badge, ProjectState, read_state
from studio.ui.window import Window

pytestmark = pytest.mark.gui


@pytest.fixture
def state(tmp_path: Path) -> ProjectState:
    return read_state(make_project(tmp_path / "p", 60))


def test_the_offer_is_the_schemes_own(state: ProjectState) -> None:
    offers = {offer.name: offer for offer in conversion.offers(state, "student", "iOS17")}
    assert set(offers) == set(SCHEMES)
    assert [o.name for o in offers.values() if not o.fits] == [n for n in SCHEMES if SCHEMES[n].target > "iOS17"]  # fmt: skip
    assert all(o.fits for o in conversion.offers(state, "student", "iOS18"))
    assert offers["int8"].help == SCHEMES["int8"].help and offers["int8"].size == "about 18.1 MB"
    assert conversion.plain_size(state, "student", "float16") == "about 35.1 MB"
    assert conversion.plain_size(state, "student", "float32") == "about 69.9 MB"


def test_predicted_sizes_are_near_the_measured_ones() -> None:
    bits = {name: each for name, _, each, _ in schemes()}
    measured = {"int8": 18_158_154, "int4": 12_225_391}  # a student of 17,392,128 weights
    for name, size in measured.items():
        assert conversion.predicted(17_392_128, bits[name] + conversion.HELD_BITS) == pytest.approx(size, rel=0.02)  # fmt: skip
    assert conversion.predicted(17_392_128, 16) == pytest.approx(35_098_946, rel=0.01)
    assert conversion.predicted(0, 8) == 0


def test_texts_decide_the_size_of_tiered_words() -> None:
    state = ProjectState(about={"student": {"parameters": 17_392_128}})
    found = {offer.name: offer.size for offer in conversion.offers(state, "student", "iOS18")}
    assert found["tiered6"] == "your texts decide" and found["palette6"].startswith("about ")


def test_a_project_that_does_not_know_its_weights_predicts_nothing() -> None:
    assert conversion.plain_size(ProjectState(), "student", "float16") == ""
    assert {offer.size for offer in conversion.offers(ProjectState(), "student", "iOS18")} == {""}


@pytest.mark.parametrize(
    ("values", "chosen", "wanted"),
    [
        ({"target": "iOS17"}, ["int8"], ""),
        ({"target": "iOS17"}, ["int8", "int4"], "int4 needs iOS18: choose that target, or leave it out."),
        ({"target": "iOS18"}, ["int4"], ""),
        ({"target": "iOS17", "lengths": "32,64"}, [], "Several lengths need iOS18: choose that target, or one length."),
        ({"target": "iOS18", "lengths": "32, 64"}, [], ""),
        ({"target": "iOS17", "lengths": "auto"}, [], ""),
        ({"target": "iOS17", "lengths": "x"}, [], "Lengths are whole numbers of tokens, such as 128 or 32,64,128."),
    ],
)  # fmt: skip
def test_settings_that_do_not_go_together(state: ProjectState, values: dict[str, str], chosen: list[str], wanted: str) -> None:  # fmt: skip
    offered = conversion.offers(state, "student", values["target"])
    assert conversion.problem(values, chosen, offered) == wanted


def test_sources_say_why_they_are_not_there(tmp_path: Path, state: ProjectState) -> None:
    assert [s.words for s in conversion.sources(state)] == ["student: 17.4 M weights", "teacher: 22.7 M weights"]  # fmt: skip
    bare = read_state(make_project(tmp_path / "q", 60, models=False))
    assert [(s.there, s.words) for s in conversion.sources(bare)] == [(False, "student: not distilled yet"), (False, "teacher: not chosen yet")]  # fmt: skip


def test_what_came_out(state: ProjectState) -> None:
    lines = {line.name: line for line in packages.package_lines(state)}
    assert list(lines) == ["teacher-float16", "student-float16", "student-int8", "student-palette4"]
    assert lines["student-int8"].cells == ("student-int8", "180.0 kB", "3.9×", "0.0031", "99.72 %", "85.1 %", "passed")  # fmt: skip
    failed = lines["student-palette4"]
    assert (
        failed.cells[-1] == "failed" and failed.verdict is not None and failed.verdict.tone == "bad"
    )


# the pane ------------------------------------------------------------------------------------------


def opened(window: Window, tmp_path: Path) -> ConvertPane:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("convert")
    pane = window.panes["convert"]
    assert isinstance(pane, ConvertPane)
    return pane


async def test_one_job_makes_them_all(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:
    pane = opened(window, tmp_path)
    pane.schemes.boxes["palette4"].click()
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: not window.space.desk.unfinished, "it ends")
    assert [order["step"] for order in jobs.orders] == ["convert"]
    spec = jobs.orders[0]["spec"]
    assert spec["source"] == "student" and spec["scheme"] == ["int8", "palette4"]
    assert spec["check_parity"] is True and spec["output"] == ""


@pytest.mark.parametrize("ahead", [True, False], ids=["built ahead", "built when opened"])
async def test_a_tick_stays_whatever_happens_around_it(window: Window, jobs: ScriptedJobs, tmp_path: Path, ahead: bool) -> None:  # fmt: skip
    """The eight-bit package is offered from the start; only the person takes it away."""
    root = make_project(tmp_path / "p", 60)
    window.space.open(root)
    student, away = window.space.state.names["student"].path, tmp_path / "away"
    student.rename(away)
    window.space.refresh()
    if ahead:
        window.pane("convert").ensurePolished()
    window.go("distil")
    away.rename(student)  # the student appears
    window.space.refresh()
    window.go("convert")
    pane = window.panes["convert"]
    assert isinstance(pane, ConvertPane) and pane._source == "student"
    pane.schemes.boxes["palette4"].click()
    around = (
        window.space.refresh, lambda: window._wear("dark"), lambda: window._wear("light"),
        lambda: window.go("data"), lambda: window.go("convert"), window.go_home, lambda: window.go("convert"),
        lambda: pane.source.setCurrentIndex(pane.source.findData("teacher")),
        lambda: pane.source.setCurrentIndex(pane.source.findData("student")),
        lambda: pane.form.set_value("target", "iOS18"), window.space.look, pane.form.fold.click,
        lambda: window.space.open(root), pane.press,
    )  # fmt: skip
    for then in around:
        then()
        await until(lambda: not pane._later.isActive() and not window.space.desk.unfinished, "settled")  # fmt: skip
        assert pane.schemes.chosen() == ["int8", "palette4"], then
    assert jobs.orders[-1]["spec"]["scheme"] == ["int8", "palette4"]


async def test_undo_takes_back_ticks_and_source_in_one_order_with_the_form(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane = opened(window, tmp_path)
    stack = pane.undo_stack()
    assert stack is not None and not stack.canUndo()  # what the pane itself put in is nobody's edit
    pane.schemes.boxes["int8"].click()
    pane.source.setCurrentIndex(pane.source.findData("teacher"))
    pane.form.set_value("target", "iOS18")
    window.space.refresh()
    assert (pane.schemes.chosen(), pane._source, stack.count()) == ([], "teacher", 3)
    stack.undo()
    assert pane.form.typed()["target"] == "iOS17" and pane._source == "teacher"
    stack.undo()
    assert pane._source == "student" and pane.schemes.chosen() == []
    stack.undo()
    assert pane.schemes.chosen() == ["int8"] and not stack.canUndo()
    assert pane.form.typed()["check_parity"] is True
    stack.redo()
    assert pane.schemes.chosen() == []


async def test_a_scheme_for_a_newer_system_stands_in_the_way(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane = opened(window, tmp_path)
    assert pane.schemes.figures["int4"].text() == "about 12.2 MB · needs iOS18"
    assert pane.schemes.figures["int8"].text() == "about 18.1 MB · iOS16+"
    assert pane.schemes.helps["int8"].text() == SCHEMES["int8"].help
    pane.schemes.boxes["int4"].click()
    assert not pane.primary.isEnabled() and pane.reason.text().startswith("int4 needs iOS18")
    pane.form.set_value("target", "iOS18")
    assert pane.primary.isEnabled() and "iOS18+" in pane.schemes.figures["int4"].text()


async def test_sizes_follow_the_source(window: Window, tmp_path: Path) -> None:
    pane = opened(window, tmp_path)
    pane.source.setCurrentIndex(pane.source.findData("teacher"))
    assert (
        pane.schemes.plain.text()
        == "The plain package: about 45.7 MB. Each scheme writes one more."
    )
    assert pane.spec_values()["source"] == "teacher"
    window.space.refresh()
    assert pane.source.currentData() == "teacher"  # a refresh keeps the choice


async def test_a_missing_student_leaves_the_teacher(window: Window, tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    with Project.open(root, write=True) as project:
        student = project.names()["student"].digest
        project._db.execute("DELETE FROM names WHERE name = 'student'")
    window.space.open(root)
    window.go("convert")
    pane = window.panes["convert"]
    model = pane.source.model()
    assert isinstance(model, QStandardItemModel)
    assert [model.item(at).isEnabled() for at in range(2)] == [False, True]
    assert (
        pane.source.currentData() == "teacher" and pane.why.text() == "student: not distilled yet"
    )
    assert pane.primary.isEnabled()
    with Project.open(root, write=True) as project:
        project._db.execute("INSERT INTO names VALUES ('student', ?)", (student,))
    window.space.refresh()
    assert pane.source.currentData() == "student"  # nobody had picked the teacher


async def test_a_failed_parity_is_said_and_never_done(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    pane = opened(window, tmp_path)
    assert "student-palette4 failed its parity check" in pane.failed.text() and not pane.failed.isHidden()  # fmt: skip
    sentence = "student-palette4 failed its parity check: labels agree on 96.20% of the rows."
    jobs.scripts["convert"] = [Failed("quality.parity-failed", sentence, "Use a gentler scheme.", "row 3")]  # fmt: skip
    pane.press()
    await until(lambda: pane.notice.isVisible(), "the notice")
    assert pane.notice.message.text() == sentence
    assert pane.table.model.lines[-1].verdict.words == "failed"
    with Project.open(window.space.state.root, write=True) as project:
        project.begin_run("convert", {}).end(Failed("quality.parity-failed", sentence))
    window.space.refresh()
    assert window.rail.buttons["convert"].badge is Badge.FAILED


async def test_the_result_is_told_and_the_order_remembered(window: Window, jobs: ScriptedJobs, tmp_path: Path) -> None:  # fmt: skip
    pane = opened(window, tmp_path)
    jobs.scripts["convert"] = [Finished({"lines": ["student-float16.mlpackage: 35.1 MB"]})]
    pane.press()
    line = "student-float16.mlpackage: 35.1 MB"
    await until(lambda: pane.lines.itemAt(0).widget().text() == line, "the result is told")
    pane.table.sort.menu().actions()[1].trigger()
    assert pane.table.names()[0] == "student-palette4"
    assert window.space.settings.order("convert") == (1, False)


async def test_reveal_shows_the_chosen_package(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    pane = opened(window, tmp_path)
    shown: list[Path] = []
    monkeypatch.setattr("studio.ui.panes.convert.reveal", shown.append)
    pane.table.select(["student-int8"])
    pane._reveal()
    assert [path.name for path in shown] == ["student-int8.mlpackage"]


async def test_before_any_model_the_way_leads_on(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60, models=False))
    window.go("convert")
    pane = window.panes["convert"]
    assert pane.card.isHidden() and not pane.primary.isEnabled()
    assert pane.mend.text() == "Choose a teacher or distil a student first."


async def test_only_a_chosen_scheme_warns_of_its_target(window: Window, tmp_path: Path) -> None:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("convert")
    pane = window.pane("convert")
    assert isinstance(pane, ConvertPane)
    boxes = pane.schemes
    assert "needs iOS18" in boxes.figures["int4"].text()
    assert boxes.figures["int4"].objectName() == "muted"
    boxes.boxes["int4"].setChecked(True)
    assert boxes.figures["int4"].objectName() == "warn" and "int4" in pane.blocked()
    pane.form.set_value("target", "iOS18")
    assert boxes.figures["int4"].objectName() == "muted" and pane.blocked() == ""
