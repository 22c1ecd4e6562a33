"""The Augment pane: methods and mix, the preview in a light worker, the filter and its reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from ui_fakes import FakeResident, ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core.events import Answer, Failed, Finished
from studio.pipeline.fields import build
from studio.pipeline.specs import AugmentSpec
from studio.ui.panes.augment import AugmentPane
from studio.ui.presenters import augment
from studio.ui.window import Window

WORDS = st.text(alphabet="ab <&>\n\té日", max_size=40)


@given(WORDS, WORDS)
def test_the_pieces_are_the_texts(before: str, after: str) -> None:
    first, second = augment.difference(before, after)
    assert (augment.plain(first), augment.plain(second)) == (before, after)


def test_the_changed_words_are_found_and_markup_stays_text() -> None:
    first, second = augment.difference(
        "Where is <b>my</b> parcel", "Where is <b>my</b> package now"
    )
    assert first == (("Where is <b>my</b> ", False), ("parcel", True))
    assert second == (("Where is <b>my</b> ", False), ("package now", True))
    assert "<b>" not in augment.marked(first, "#000", "#fff") and "&lt;b&gt;" in augment.marked(first, "#000", "#fff")  # fmt: skip


def test_equal_texts_have_no_changed_word() -> None:
    assert augment.difference("a b", "a b") == ((("a b", False),), (("a b", False),))


def test_what_is_said_of_rows_and_labels() -> None:
    assert augment.rows_to_come(420, 2, False) == "420 train rows become up to 1,260."
    assert "teacher refuses" in augment.rows_to_come(420, 2, True)
    assert "10.0 times" in augment.balance({"a": 100, "b": 10, "c": 0})
    assert "about the same" in augment.balance({"a": 10, "b": 11})
    assert augment.balance({"a": 10}) == augment.rows_to_come(0, 2, False) == ""


def test_every_method_has_bounds_that_hold_its_default() -> None:
    found = augment.methods()
    assert {m.name for m in found} >= {"synonym_replacement", "random_deletion"}
    assert all(0 < m.low <= m.p <= m.high <= 1 and m.help for m in found)


async def augmenting(window: Window, tmp_path: Path, **project: Any) -> tuple[AugmentPane, FakeResident]:  # fmt: skip
    window.space.open(make_project(tmp_path / "p", 60, **project))
    window.go("augment")
    await until(lambda: FakeResident.made and FakeResident.made[-1].asked, "a question")
    pane = window.panes["augment"]
    assert isinstance(pane, AugmentPane)
    return pane, FakeResident.of("augment_preview")


def told(resident: FakeResident, word: str) -> None:
    row = {"before": "a parcel came", "after": f"a {word} came", "label": "tag", "method": "synonym_replacement"}  # fmt: skip
    same = {"before": "COPYING", "after": None, "label": "tag", "method": ""}
    resident.events.put_nowait(Answer(resident.asked[-1][0], {"rows": [row, same]}))


@pytest.mark.gui
async def test_the_preview_follows_the_controls(window: Window, tmp_path: Path) -> None:
    pane, resident = await augmenting(window, tmp_path)
    first = resident.asked[-1][1]
    assert first["seed"] == 0 and dict(first["methods"])["random_deletion"] == 0.1
    told(resident, "package")
    await until(lambda: len(pane.rows.rows) == 2, "two rows")
    assert pane.rows.rows[0].after[1] == ("package ", True) and pane.rows.rows[1].after == ()
    before = len(resident.asked)
    pane.mix.methods[0].slider.setValue(30)
    assert pane.mix.methods[0].p.value() == 30
    await until(lambda: len(resident.asked) > before, "asked again")
    name = pane.mix.methods[0].view.name
    assert dict(resident.asked[-1][1]["methods"])[name] == 0.3


@pytest.mark.gui
async def test_rolling_again_changes_the_preview_only(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane, resident = await augmenting(window, tmp_path)
    QTest.mouseClick(pane.roll, Qt.MouseButton.LeftButton)
    assert resident.asked[-1][1]["seed"] == 1
    old = resident.asked[-2][0]
    resident.events.put_nowait(Answer(old, {"rows": []}))
    told(resident, "box")
    await until(lambda: pane.rows.rows, "the new answer")
    assert "Rolled once" in pane.rolled.text()
    jobs.scripts["augment"] = [Finished({"lines": ["60 train rows became 120"]})]
    pane.press()
    await until(lambda: not window.space.desk.unfinished, "done")
    assert jobs.orders[0]["spec"]["seed"] == 0


@pytest.mark.gui
async def test_the_job_gets_methods_mix_and_filter(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane, _ = await augmenting(window, tmp_path)
    pane.mix.methods[0].weight.setValue(3)
    assert "75 %" in pane.mix.methods[0].share.text()
    assert pane.filter.isEnabled()
    pane.filter.setChecked(True)
    assert "teacher refuses" in pane.to_come.text()
    QTest.mouseClick(pane.primary, Qt.MouseButton.LeftButton)
    await until(lambda: jobs.orders, "started")
    spec = build(AugmentSpec, jobs.orders[0]["spec"])
    assert spec.mix == (3.0, 1.0) and spec.teacher_filter and len(spec.method) == 2


@pytest.mark.gui
async def test_without_a_teacher_the_filter_says_why(window: Window, tmp_path: Path) -> None:
    pane, _ = await augmenting(window, tmp_path, models=False)
    assert not pane.filter.isEnabled() and "make the teacher first" in pane.why.text()


@pytest.mark.gui
async def test_no_method_no_job(window: Window, tmp_path: Path) -> None:
    pane, _ = await augmenting(window, tmp_path)
    for one in pane.mix.methods:
        one.box.setChecked(False)
    assert not pane.primary.isEnabled() and pane.reason.text() == "Choose a method."


@pytest.mark.gui
async def test_a_fault_of_the_preview_is_said_beside_it(window: Window, tmp_path: Path) -> None:
    pane, resident = await augmenting(window, tmp_path)
    resident.events.put_nowait(Answer(resident.asked[-1][0], {"rows": [], "problem": "No corpus.", "remedy": "Download it."}))  # fmt: skip
    await until(lambda: pane.rolled.text() == "No corpus. Download it.", "said")
    resident.events.put_nowait(Failed("worker-died", "It died.", "Roll again."))
    await until(lambda: "It died." in pane.rolled.text(), "said")


@pytest.mark.gui
async def test_without_data_there_is_no_worker(window: Window) -> None:
    window.go("augment")
    assert FakeResident.made == [] and not window.panes["augment"].preview.isVisible()
