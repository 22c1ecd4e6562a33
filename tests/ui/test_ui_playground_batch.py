"""A whole file in the playground: dropped, classified, filtered, sorted, exported; answers in any order."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as calmly
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeResident, ScriptedJobs
from ui_help import until
from ui_project import make_project

from studio.core.events import Failed, Finished, Progress
from studio.data import write_answers, write_with_columns
from studio.ui.panes.playground import PlaygroundPane
from studio.ui.presenters import batch
from studio.ui.presenters.batch import Answers
from studio.ui.presenters.history import KEPT, History
from studio.ui.presenters.playground import Playground
from studio.ui.window import Window

LABELS = ("billing", "shipping", "account")


# answers in any order ------------------------------------------------------------------------------


def given_by(model: str, number: int) -> dict[str, Any]:
    p = {"a": 0.9, "b": 0.1}
    return {"model": model, "label": f"answer {number}", "probabilities": p, "milliseconds": 5.0, "runtime": "torch"}  # fmt: skip


@calmly(deadline=None, max_examples=60)
@given(st.lists(st.one_of(st.just("ask"), st.tuples(st.sampled_from("mn"), st.integers(1, 12))), max_size=40))  # fmt: skip
def test_what_is_shown_always_answers_the_newest_question_or_fades(story: list[Any]) -> None:
    memory, asked = Playground(), 0
    for moment in story:
        if moment == "ask":
            asked += 1
            memory.asked(asked, f"text {asked}")
            continue
        model, number = moment
        before = dict(memory.views)
        shown = memory.answer(number, {"answers": [given_by(model, number)]})
        assert bool(shown) == (number == asked > 0)
        if not shown:
            assert memory.views == before
    for model, view in memory.views.items():
        assert memory.late(model) == (view.label != f"answer {asked}")


def test_milliseconds_are_the_median_of_the_last_and_a_quick_look_is_said_to_be_one() -> None:
    memory = Playground()
    for number, ms in enumerate([100.0, 2.0, 4.0], 1):
        memory.asked(number, f"text {number}")
        value = {**given_by("/a/m.mlpackage", number), "milliseconds": ms, "runtime": "reference"}
        (shown,) = memory.answer(number, {"answers": [value]})
    assert shown.milliseconds == "4.0 ms" and shown.bars[0] == ("a", 0.9) and shown.title == "m"
    assert shown.runtime.endswith("not Apple's runtime")
    (quick,) = memory.answer(3, {"answers": [{**value, "arithmetic": "fast", "milliseconds": 9.0}]})
    assert "quick look" in quick.runtime and quick.milliseconds == "9.0 ms"


def test_an_answer_under_the_models_threshold_is_not_sure() -> None:
    memory = Playground()
    memory.asked(1, "text")
    (sure,) = memory.answer(1, {"answers": [given_by("m", 1)]})
    assert sure.said == "answer 1"
    (unsure,) = memory.answer(1, {"answers": [{**given_by("m", 1), "sure": False}]})
    assert unsure.said == "Not sure" and unsure.share == f"perhaps answer 1, {sure.share}"


def test_history_is_kept_once_each_newest_first(tmp_path: Path) -> None:
    past = History(tmp_path)
    for n in range(KEPT + 5):
        past.add(f"sentence {n}")
    assert past.add("sentence 7") and not past.add("sentence 7") and not past.add("  ")
    again = History(tmp_path).sentences
    assert again == past.sentences and len(again) == KEPT and again[0] == "sentence 7"
    assert again.count("sentence 7") == 1
    (tmp_path / "playground.json").write_text("{broken")
    assert History(tmp_path).sentences == []
    gone = History(tmp_path / "gone")
    assert gone.add("x") and not (tmp_path / "gone").exists()


# the files ------------------------------------------------------------------------------------------


@calmly(deadline=None, max_examples=60)
@given(st.lists(st.text(alphabet="=+-@a1 ,\"'\n\t", max_size=6), min_size=1, max_size=8))
def test_no_exported_cell_is_a_formula_and_nothing_else_changes(tmp_path_factory: Any, cells: list[str]) -> None:  # fmt: skip
    home = tmp_path_factory.mktemp("export")
    with open(home / "in.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["text", "n"], *([f"x{cell}", cell] for cell in cells)])
    extra = {"predicted_label": ["=a"] * len(cells), "confidence": ["0.5"] * len(cells)}
    write_with_columns(home / "in.csv", home / "plain.csv", extra, neutral=False)
    write_with_columns(home / "in.csv", home / "safe.csv", extra)  # the default
    with open(home / "plain.csv", newline="", encoding="utf-8") as file:
        plain = list(csv.reader(file))
    with open(home / "safe.csv", newline="", encoding="utf-8") as file:
        safe = list(csv.reader(file))
    bad = ("=", "+", "-", "@", "\t", "\r")
    harmless = re.compile(r"-|[+-][0-9][0-9,]*")  # a dash, a number
    runs = [
        c
        for row in safe
        for c in row
        if c.lstrip(" ").startswith(bad) and not harmless.fullmatch(c)
    ]
    assert not runs
    assert all(
        after in (c, f"'{c}")
        for old, new in zip(plain, safe, strict=True)
        for c, after in zip(old, new, strict=True)
    )
    assert all(
        after == c
        for old, new in zip(plain, safe, strict=True)
        for c, after in zip(old, new, strict=True)
        if not c.lstrip(" ").startswith(bad)
    )


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("-5", "-5"),
        ("+3.25", "+3.25"),
        ("-1e-3", "-1e-3"),
        ("-12%", "-12%"),
        ("-1+1", "'-1+1"),
        ("=1", "'=1"),
        (" =1", "' =1"),
        ("+cmd", "'+cmd"),
        ("@sum", "'@sum"),
        ("--", "'--"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_numbers_stay_numbers_and_formulas_become_text(
    tmp_path: Path, cell: str, written: str
) -> None:
    with open(tmp_path / "in.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["text", "n"], ["x", cell], ["y", "b"]])
    write_with_columns(tmp_path / "in.csv", tmp_path / "out.csv", {"p": ["a", "a"]})
    with open(tmp_path / "out.csv", newline="", encoding="utf-8") as file:
        assert list(csv.reader(file))[1] == ["x", written, "a"]


def made(path: Path, n: int = 6) -> Answers:
    predicted = np.arange(n) % 3
    confidence = np.linspace(0.4, 0.9, n, dtype=np.float32)
    write_answers(path, [f"text {at}" for at in range(n)], predicted, confidence, LABELS, ["billing"] * n)  # fmt: skip
    return Answers.read(path)


def test_answers_are_filtered_and_sorted(tmp_path: Path) -> None:
    answers = made(tmp_path / "a.arrow")
    assert len(answers) == 6 and answers.cell(0, 1) == "billing" and answers.cell(5, 4) == "text 5"
    assert answers.counts() == [(name, 2) for name in LABELS]
    answers.arrange(1, "sure")
    assert [answers.cell(row, 0) for row in range(len(answers))] == ["5", "2"]
    answers.arrange(-1, "unsure")
    assert answers.cell(0, 2) == "40.0 %"
    answers.arrange(-1, "sure")
    assert answers.cell(0, 2) == "90.0 %"


def test_the_summary_says_what_the_scores_are() -> None:
    scores = {"rows": 90, "unknown": 10, "accuracy": 0.8, "macro_f1": 0.7, "confused": [["a", "b", 12]]}  # fmt: skip
    said = batch.summary({"rows": 100, "seconds": 2.0, "scores": scores})
    assert "80.0 %" in said[1] and "10 rows" in said[2] and "a taken for b: 12" in said[3]
    assert len(batch.summary({"rows": 100, "seconds": 0.0})) == 1
    assert "No row" in batch.summary({"rows": 1, "seconds": 1.0, "scores": {"rows": 0}})[1]


def test_only_tables_are_taken(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x")
    (tmp_path / "a.png").write_text("x")
    assert "a.csv" in batch.table_in([tmp_path / "a.csv"]).sentence  # type: ignore[union-attr]
    assert batch.table_in([tmp_path / "a.png"]) is batch.table_in([tmp_path / "b.csv"]) is None


# the pane -------------------------------------------------------------------------------------------


async def with_file(window: Window, tmp_path: Path) -> tuple[PlaygroundPane, Path]:
    window.space.open(make_project(tmp_path / "p", 60))
    window.go("playground")
    pane = window.panes["playground"]
    assert isinstance(pane, PlaygroundPane)
    file = tmp_path / "orders.csv"
    file.write_text("sentence,kind\nhello,billing\n", encoding="utf-8")
    drop_on(pane, file)
    await until(lambda: FakeResident.made[-1].order["step"] == "preview", "somebody looks at it")
    return pane, file


def drop_on(pane: PlaygroundPane, file: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    enter = QDragEnterEvent(pane.rect().center(), *rest)
    QApplication.sendEvent(pane, enter)
    assert enter.isAccepted() and "Classify" in pane._overlay.text()
    QApplication.sendEvent(pane, QDropEvent(QPointF(pane.rect().center()), *rest))


def looked(file: Path) -> Finished:
    return Finished({"file": str(file), "rows": 1, "columns": ["sentence", "kind"], "roles": {"text": "sentence", "label": "kind", "label_id": ""}})  # fmt: skip


@pytest.mark.gui
async def test_a_dropped_file_is_classified_and_its_answers_exported(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane, file = await with_file(window, tmp_path)
    card = pane.batch
    assert not card.run.isEnabled()
    FakeResident.made[-1].events.put_nowait(looked(file))
    await until(lambda: card.columns is not None, "its columns")
    assert (card.text_column.currentText(), card.label_column.currentText()) == ("sentence", "kind")
    await until(lambda: FakeResident.of("preview").closed, "the look is over")
    place = card._place()
    made(place / "answers.arrow")
    (place / "answers.csv").write_text("a,b\n", encoding="utf-8")
    result = {
        "rows": 6,
        "seconds": 1.0,
        "answers": str(place / "answers.arrow"),
        "model": "student",
    }
    jobs.scripts["predict"] = [Progress("predict", 1, 2), Finished(result)]
    card.run.click()
    await until(lambda: card.results.isVisible(), "the answers")
    spec = jobs.orders[0]["spec"]
    assert spec["neutral"] and spec["label_column"] == "kind" and spec["model"] == "student"
    card.filter.setCurrentIndex(2)
    assert card.table.model().rowCount() == 2
    card.save_to(str(tmp_path / "out.csv"))
    await until(lambda: (tmp_path / "out.csv").exists() and card.notice.isVisible(), "exported")


@pytest.mark.gui
async def test_a_file_that_cannot_be_read_is_said(window: Window, tmp_path: Path) -> None:
    pane, _ = await with_file(window, tmp_path)
    FakeResident.made[-1].events.put_nowait(Failed("input.empty", "It is empty.", "Choose another."))  # fmt: skip
    await until(lambda: pane.batch.notice.isVisible(), "said")
    assert not pane.batch.run.isEnabled()


@pytest.mark.gui
async def test_classifying_can_be_stopped(window: Window, tmp_path: Path, jobs: ScriptedJobs) -> None:  # fmt: skip
    pane, file = await with_file(window, tmp_path)
    FakeResident.made[-1].events.put_nowait(looked(file))
    await until(lambda: pane.batch.run.isEnabled(), "ready")
    jobs.hold.clear()
    pane.batch.run.click()
    await until(lambda: pane.batch.stop.isVisible() and jobs.orders, "at work")
    pane.batch.stop.click()
    await until(lambda: pane.batch.run.isVisible(), "stopped")
    assert not pane.batch.results.isVisible()
