"""The playground: every model answers, never an old answer, models that come and go, history."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeResident
from ui_help import until
from ui_project import make_project

from studio.core.events import Failed, Note
from studio.ui.panes.playground import PlaygroundPane
from studio.ui.presenters import playground
from studio.ui.window import Window

pytestmark = pytest.mark.gui


async def playing(window: Window, tmp_path: Path) -> tuple[PlaygroundPane, FakeResident]:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("playground")
    await until(lambda: FakeResident.made, "a resident")
    pane = window.panes["playground"]
    assert isinstance(pane, PlaygroundPane)
    return pane, FakeResident.made[-1]


def texts(resident: FakeResident) -> list[str]:
    return [asked[1]["text"] for asked in resident.asked if asked[1]["text"]]


def tell(resident: FakeResident, **state: Any) -> None:
    resident.events.put_nowait(Note(json.dumps(state), "model"))


async def ask(pane: PlaygroundPane, resident: FakeResident, text: str) -> int:
    pane.text.setPlainText(text)
    await until(lambda: texts(resident)[-1:] == [text], f"asked {text}")
    return resident.asked[-1][0]


async def test_a_typed_sentence_is_answered_by_every_model(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    assert resident.order["spec"]["models"] == ["student", "student-palette4"]
    QTest.keyClicks(pane.text, "where is it")
    await until(lambda: texts(resident)[-1:] == ["where is it"], "asked at the last keystroke")
    resident.reply(resident.asked[-1][0], "tag")
    await until(lambda: pane.cards["student"].label.whole == "tag", "answered")
    card = pane.cards["student-palette4"]
    assert card.runtime.text() == "reference interpreter: Core ML's arithmetic, not Apple's runtime"
    assert card.bars.bars[0] == ("tag", 0.9123) and "tag" in card.accessibleName()
    assert pane.memory.pieces()[0].pieces[:2] == ("[CLS]", "where")


async def test_answers_come_model_by_model(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    number = await ask(pane, resident, "hello")
    both = resident.answer("hello", "tag")["answers"]
    from studio.core.events import Answer

    resident.events.put_nowait(Answer(number, {"text": "hello", "answers": both[1:], "more": 1}))
    await until(lambda: pane.cards["student-palette4"].label.whole == "tag", "the quick one first")
    assert pane.cards["student"].label.whole == ""
    resident.events.put_nowait(Answer(number, {"text": "hello", "answers": both[:1], "more": 0}))
    await until(lambda: pane.cards["student"].label.whole == "tag", "then the other")


async def test_letters_of_any_script(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    typed = QInputMethodEvent()
    typed.setCommitString("Zażółć – 日本 🙂")
    QApplication.sendEvent(pane.text, typed)
    await until(lambda: texts(resident) == ["Zażółć – 日本 🙂"], "asked")


async def test_a_late_answer_never_overwrites_a_newer_one(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    first = await ask(pane, resident, "a")
    second = await ask(pane, resident, "ab")
    resident.reply(second, "text")
    resident.reply(first, "tag")
    tell(resident, model="teacher", state="loading")
    await until(lambda: "teacher" in pane.memory.states, "heard all three")
    assert pane.cards["student"].label.whole == "text"


async def test_an_old_answer_fades_until_the_new_one_is_there(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane, resident = await playing(window, tmp_path)
    resident.reply(await ask(pane, resident, "a"), "tag")
    await until(lambda: pane.cards["student"].label.whole == "tag", "answered")
    number = await ask(pane, resident, "ab")
    await until(lambda: not pane.cards["student"].label.isEnabled(), "faded")
    resident.reply(number, "text")
    await until(lambda: pane.cards["student"].label.isEnabled(), "fresh again")


async def test_another_model_is_asked_of_the_same_worker(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    await ask(pane, resident, "hello")
    pane.models.boxes["teacher"].click()
    await until(lambda: "teacher" in resident.asked[-1][1]["models"], "asked with it")
    assert len(FakeResident.made) == 1 and "loading" in pane.cards["teacher"].milliseconds.text()
    tell(resident, model="teacher", state="ready", runtime="torch", about="as trained")
    await until(lambda: pane.cards["teacher"].milliseconds.text() == "ready", "ready")
    assert pane.cards["teacher"].runtime.text() == "PyTorch"
    resident.reply(resident.asked[-1][0], "clue")
    await until(lambda: pane.cards["teacher"].label.whole == "clue", "answered")
    pane.models.boxes["teacher"].click()
    assert list(pane.cards) == ["student", "student-palette4"]


async def test_a_model_that_fails_says_so_on_its_card_and_can_be_removed(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane, resident = await playing(window, tmp_path)
    resident.reply(await ask(pane, resident, "hello"), "clue")
    card = pane.cards["student-palette4"]
    await until(lambda: card.label.whole == "clue", "answered")
    tell(resident, model="student-palette4", state="failed", message="It is no longer on disk.", remedy="Put it back.")  # fmt: skip
    await until(lambda: card.sentence.isVisible(), "the sentence")
    assert card.sentence.text() == "It is no longer on disk. Put it back."
    assert pane.cards["student"].label.whole == "clue"
    QTest.mouseClick(card.remove, Qt.MouseButton.LeftButton)
    await until(lambda: list(pane.cards) == ["student"], "gone")
    assert not pane.models.boxes["student-palette4"].isChecked()


async def test_a_dropped_model_is_offered_chosen_and_can_be_removed(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane, resident = await playing(window, tmp_path)
    path = tmp_path / "foreign.onnx"
    path.write_bytes(b"x")
    window.open_path(path)
    await until(lambda: str(path) in pane.cards, "a card for it")
    await until(lambda: str(path) in resident.asked[-1][1]["models"], "the worker is told")
    tell(resident, model=str(path), state="failed", message="No labels.", remedy="Put them beside it.")  # fmt: skip
    await until(lambda: pane.cards[str(path)].remove.isVisible(), "refused")
    pane.cards[str(path)].remove.click()
    await until(lambda: str(path) not in pane.models.boxes, "no longer offered")
    assert window.space.extra_models == []


async def test_a_worker_that_dies_is_told_and_asked_again(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    await ask(pane, resident, "hello")
    resident.events.put_nowait(Failed("worker-died", "It died.", "Type again.", "log"))
    await until(lambda: pane.notice.isVisible(), "the notice")
    assert pane.cards["student"].milliseconds.text() == "stopped"
    number = await ask(pane, resident, "hello again")
    resident.reply(number, "tag")
    await until(lambda: pane.cards["student"].label.whole == "tag", "answers again")


async def test_a_name_that_means_another_file_gets_another_worker(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane, first = await playing(window, tmp_path)
    other = make_project(tmp_path / "other", 60)
    window.space.open(other)
    await until(lambda: len(FakeResident.made) == 2 and first.closed, "another worker")
    assert FakeResident.made[1].order["project"] == str(other)
    assert list(pane.cards) == ["student", "student-palette4"]


async def test_clearing_the_text_clears_the_answers(window: Window, tmp_path: Path) -> None:
    pane, resident = await playing(window, tmp_path)
    number = await ask(pane, resident, "hello")
    resident.reply(number)
    await until(lambda: pane.cards["student"].bars.bars, "answered")
    pane.text.clear()
    await until(lambda: not pane.cards["student"].bars.bars, "cleared")
    resident.reply(number)
    tell(resident, model="teacher", state="loading")
    await until(lambda: "teacher" in pane.memory.states, "heard")
    assert not pane.cards["student"].bars.bars


async def test_the_history_leads_back_and_survives_a_restart(window: Window, tmp_path: Path) -> None:  # fmt: skip
    pane, resident = await playing(window, tmp_path)
    pane._rest.setInterval(10)
    resident.reply(await ask(pane, resident, "first"))
    await until(lambda: pane.memory.answered, "answered")
    pane._rest.start()
    await until(lambda: pane.asked_before.list.count() == 1, "remembered")
    pane.text.setPlainText("second")
    pane.asked_before.list.itemClicked.emit(pane.asked_before.list.item(0))
    assert pane.text.toPlainText() == "first"
    window.space.open(make_project(tmp_path / "other", 60))
    assert pane.asked_before.isHidden()
    window.space.open(tmp_path / "p")
    assert pane.asked_before.list.count() == 1
    pane.asked_before.forgotten.emit()
    assert pane.asked_before.isHidden() and pane.past.sentences == []


async def test_the_compute_units_are_asked_for_on_a_mac_only(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(playground, "system", lambda: "darwin")
    pane, resident = await playing(window, tmp_path)
    assert pane.units.isVisible() and pane.units.count() == 4
    assert resident.order["spec"]["compute_units"] == "ALL"
    await ask(pane, resident, "hello")
    pane.units.setCurrentIndex(pane.units.findData("CPU_ONLY"))
    await until(lambda: resident.asked[-1][1].get("units") == "CPU_ONLY", "asked again with them")


async def test_elsewhere_there_are_no_compute_units(window: Window, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(playground, "system", lambda: "linux")
    pane, resident = await playing(window, tmp_path)
    assert not pane.units.isVisible()
    await ask(pane, resident, "hello")
    assert "units" not in resident.asked[-1][1]


async def test_without_a_model_it_says_what_to_do(window: Window) -> None:
    window.go("playground")
    pane = window.panes["playground"]
    assert isinstance(pane, PlaygroundPane)
    assert "distil a student" in pane.empty.text() and not pane.text.isEnabled()
    await asyncio.sleep(0)
    assert FakeResident.made == []


def test_words_of_loading_stages() -> None:
    from studio.ui.presenters.playground import Playground

    memory = Playground()
    for stage, words in (("", "loading…"), ("compile", "Core ML compiles it, once…"), ("first prediction", "first prediction…"), ("On ALL it died.", "trying other processors…")):  # fmt: skip
        found = memory.heard(json.dumps({"model": "m", "state": "loading", "stage": stage}))
        assert found is not None and found.sentence == words
