"""The playground's worker: model by model, quick looks first, models that go, other models on demand."""

from __future__ import annotations

import json
import queue
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.core.events import Answer, Note
from studio.pipeline import door
from studio.pipeline.steps import playground


class Talk:
    """Asks the step and collects what it says."""

    def __init__(self, project: Path, *models: str) -> None:
        self.inbox: queue.SimpleQueue[tuple[int, Any]] = queue.SimpleQueue()
        spec = {"models": list(models)}
        order = {"step": "playground", "spec": spec, "project": str(project)}
        self.story = door.start(order, self.inbox)
        self.answers: list[Answer] = []
        self.states: dict[str, dict[str, Any]] = {}
        self.number = 0

    def ask(self, text: str, *models: str) -> int:
        self.number += 1
        self.inbox.put(
            (self.number, {"text": text, **({"models": list(models)} if models else {})})
        )
        return self.number

    def until(self, true: Callable[[], Any], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, (self.states, self.answers)
            event = next(self.story)
            if isinstance(event, Answer):
                self.answers.append(event)
            elif isinstance(event, Note) and event.level == playground.MODEL:
                told = json.loads(event.text)
                self.states[told["model"]] = told

    def given(self, number: int) -> list[tuple[str, str]]:
        """(model, arithmetic) of a question's answers, in order."""
        return [(a["model"], a["arithmetic"]) for e in self.answers if e.id == number for a in e.value["answers"]]  # fmt: skip

    def ready(self, *models: str) -> bool:
        return all(self.states.get(m, {}).get("state") == "ready" for m in models)


@pytest.fixture
def talk(walked: Any) -> Iterator[Callable[..., Talk]]:
    made: list[Talk] = []

    def begin(*models: str, project: Path = walked[0]) -> Talk:
        made.append(Talk(project, *models))
        return made[-1]

    yield begin
    for one in made:
        one.story.close()


def test_quick_looks_first_then_the_faithful_answer(talk: Callable[..., Talk]) -> None:
    one = talk("student", "student-int8")
    one.until(lambda: one.ready("student", "student-int8"))
    number = one.ask("where is my parcel")
    one.until(lambda: len(one.given(number)) == 3)
    assert sorted(one.given(number)[:2]) == [("student", "float32"), ("student-int8", "fast")]
    assert one.given(number)[2] == ("student-int8", "faithful")
    assert [e.value["more"] for e in one.answers if e.id == number] == [2, 1, 0]
    quick, faithful = (a["probabilities"] for e in one.answers for a in e.value["answers"] if a["model"] == "student-int8")  # fmt: skip
    assert max(abs(quick[name] - faithful[name]) for name in quick) < 0.05


def test_a_newer_question_cuts_the_older_one_short(talk: Callable[..., Talk]) -> None:
    one = talk("student-int8")
    one.until(lambda: one.ready("student-int8"))
    first = one.ask("where is")
    one.until(lambda: one.given(first))
    second = one.ask("where is my parcel")
    one.until(lambda: len(one.given(second)) == 2)
    assert one.given(first) == [("student-int8", "fast")]  # its faithful answer was never made


def test_a_question_before_the_models_are_there_is_answered_by_each_as_it_comes(talk: Callable[..., Talk]) -> None:  # fmt: skip
    one = talk("student", "student-float16")
    number = one.ask("refund please")
    one.until(lambda: {m for m, _ in one.given(number)} == {"student", "student-float16"})


def test_other_models_are_loaded_and_let_go_without_a_new_worker(talk: Callable[..., Talk]) -> None:  # fmt: skip
    one = talk("student")
    one.until(lambda: one.ready("student"))
    number = one.ask("refund", "student", "teacher")
    one.until(lambda: ("teacher", "float32") in one.given(number))
    last = one.ask("refund now", "teacher")
    one.until(lambda: one.given(last))
    assert one.given(last) == [("teacher", "float32")]


def test_a_model_that_cannot_be_found_is_said_and_the_others_answer(talk: Callable[..., Talk]) -> None:  # fmt: skip
    one = talk("student", "nonsense")
    one.until(lambda: one.ready("student") and "nonsense" in one.states)
    assert one.states["nonsense"]["state"] == "failed" and one.states["nonsense"]["remedy"]
    number = one.ask("refund")
    one.until(lambda: one.given(number))


def test_a_model_removed_from_disk_is_said_and_the_others_go_on(talk: Callable[..., Talk], walked: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr("studio.pipeline.answering.LOOK_SECONDS", 0.0)
    project = tmp_path / "p"
    shutil.copytree(walked[0], project)
    package = tmp_path / "mine.mlpackage"
    shutil.copytree(next(iter((project / "exports").glob("*int8*.mlpackage"))), package)
    one = talk("student", str(package), project=project)
    one.until(lambda: one.ready("student", str(package)))
    shutil.rmtree(package)
    one.until(lambda: one.states[str(package)]["state"] == "failed")
    assert "no longer on disk" in one.states[str(package)]["message"]
    number = one.ask("refund")
    one.until(lambda: one.given(number))
    assert one.given(number) == [("student", "float32")]


def test_no_text_is_no_question(talk: Callable[..., Talk]) -> None:
    one = talk("student")
    one.until(lambda: one.ready("student"))
    number = one.ask("  ")
    one.until(lambda: [e for e in one.answers if e.id == number])
    assert one.given(number) == []


def test_stages_of_loading_are_told_and_ask_for_no_answers(tmp_path: Path) -> None:
    from types import SimpleNamespace

    from studio.pipeline.answering import Models, told

    package, spoken = tmp_path / "m", []
    package.mkdir()

    def open_model(path: Path, units: str, arithmetic: str, stage: Callable[[str], None]) -> Any:
        spoken.append(stage)
        stage("compile")
        stage("first prediction")
        return SimpleNamespace(name="coreml", arithmetic="device", about="ALL", close=lambda: None)

    with Models(lambda name: package, open_model) as models:
        list(models.want(["m"], "ALL"))
        seen: list[dict[str, Any]] = []
        deadline = time.monotonic() + 30
        while not (seen and seen[-1]["state"] == "ready"):
            assert time.monotonic() < deadline
            seen += [told(place) for place in models.settled()]
        stages = [one.get("stage") for one in seen]
        assert stages[-1] is None and set(stages) <= {"compile", "first prediction", None}
        spoken[0]("On ALL it died. So CPU_ONLY answers.")  # a later crash: ready all the while
        later = list(models.settled())
        assert [told(place)["state"] for place in later] == ["ready"] and later[0].stage


def test_a_tokenizer_put_beside_a_package_made_elsewhere_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    from types import SimpleNamespace

    from studio.core.errors import InputError
    from studio.pipeline.answering import Models, told

    monkeypatch.setattr("studio.pipeline.answering.LOOK_SECONDS", 0.0)
    package, opened = tmp_path / "m.mlpackage", []
    package.mkdir()

    def open_model(path: Path, units: str, arithmetic: str, stage: Callable[[str], None]) -> Any:
        opened.append(path)
        if not (tmp_path / "tokenizer.json").exists():
            raise InputError("It carries no tokenizer.", code="no-card", remedy="-")
        return SimpleNamespace(name="coreml", arithmetic="device", about="ALL", close=lambda: None)

    with Models(lambda name: package, open_model) as models:
        list(models.want(["m"], "ALL"))

        def until(state: str) -> None:
            deadline = time.monotonic() + 30
            while True:
                seen = [told(place)["state"] for place in [*models.settled(), *models.gone()]]
                if state in seen:
                    return
                assert time.monotonic() < deadline

        until("failed")
        assert list(models.gone()) == [] and len(opened) == 1  # not asked again for nothing
        (tmp_path / "tokenizer.json").write_text("{}")
        until("ready")
        assert len(opened) == 2
