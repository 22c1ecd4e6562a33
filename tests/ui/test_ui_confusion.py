"""The confusion matrix: golden numbers, rows behind each cell, and a widget walked with keys."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from ui_project import make_project

from studio.core.errors import InputError
from studio.project import Project
from studio.ui.app import prepare
from studio.ui.chart_confusion import ConfusionChart, cell_colour, ink
from studio.ui.presenters.confusion import Behind, Confusion, behind, confusion, score_rows
from studio.ui.presenters.state import read_state
from studio.ui.presenters.tokens import contrast
from studio.ui.theme import Theme

# scikit-learn 1.9, classification_report of truth 0001112222 and answers 0011122220, three labels
GOLDEN = Confusion(("a", "b", "c"), ((2, 1, 0), (0, 2, 1), (1, 0, 3)))


def test_scores_are_scikit_learns() -> None:
    told = [(s.precision, s.recall, s.f1, s.rows) for s in GOLDEN.per_label()]
    assert told == [
        (pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(2 / 3), 3),
        (pytest.approx(2 / 3), pytest.approx(2 / 3), pytest.approx(2 / 3), 3),
        (0.75, 0.75, 0.75, 4),
    ]
    assert score_rows(GOLDEN)[2] == ["c", "75.0 %", "75.0 %", "75.0 %", "4"]
    assert GOLDEN.share(2, 0) == 0.25 and GOLDEN.worst() == (0, 1)
    assert GOLDEN.told(2, 0) == "c answered as a: 1 of 4 rows, 25.0 %"
    assert GOLDEN.table() == (["True label", "a", "b", "c", "All"], [["a", "2", "1", "0", "3"], ["b", "0", "2", "1", "3"], ["c", "1", "0", "3", "4"]])  # fmt: skip


def test_what_never_happened_has_no_score() -> None:
    lone = Confusion(("a", "b"), ((4, 0), (0, 0)))
    assert [s.f1 for s in lone.per_label()] == [1.0, None] and lone.worst() is None
    assert score_rows(lone)[1] == ["b", "–", "–", "–", "0"] and lone.share(1, 0) == 0.0


@given(st.integers(1, 5).flatmap(lambda k: st.lists(st.lists(st.integers(0, 9), min_size=k, max_size=k), min_size=k, max_size=k)))  # fmt: skip
def test_f1_is_the_harmonic_mean(counts: list[list[int]]) -> None:
    found = Confusion(tuple(map(str, range(len(counts)))), tuple(map(tuple, counts)))
    for s in found.per_label():
        if s.precision and s.recall:
            assert s.f1 == pytest.approx(2 * s.precision * s.recall / (s.precision + s.recall))
        else:
            assert not s.f1
    assert sum(found.rows) == sum(map(sum, counts))


def test_every_cell_has_as_many_rows_as_it_counts(tmp_path: Path) -> None:
    state = read_state(make_project(tmp_path / "p", 200))
    found = confusion(state, "student")
    assert found is not None and sum(found.rows) == 30
    for truth in range(6):
        for answer in range(6):
            rows = behind(state, "student", truth, answer)
            assert len(rows) == found.counts[truth][answer]
            for at in range(len(rows)):
                assert [rows.cell(at, 2), rows.cell(at, 3)] == [found.labels[truth], found.labels[answer]]  # fmt: skip
                assert 170 < int(rows.cell(at, 0)) < 202 and rows.cell(at, 4)
    whole = behind(state, "student", 0, 0)
    sure = [float(whole.cell(at, 1)[:-2]) for at in range(len(whole))]
    assert sure == sorted(sure, reverse=True) and all(100 / 6 <= p <= 100 for p in sure)


def test_rows_of_other_data_or_lost_answers_are_refused_with_a_remedy(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    for file in (root / "answers").iterdir():
        file.unlink()
    with pytest.raises(InputError) as caught:
        behind(read_state(root), "teacher", 0, 0)
    assert caught.value.code == "input.no-answers" and "main button" in caught.value.remedy
    with Project.open(root, write=True) as project, project.draft("dataset", "dataset", made_by="import") as draft:  # fmt: skip
        (draft.path / "dataset.json").write_text('{"labels": ["x"], "digest": ""}')
    with pytest.raises(InputError) as caught:
        behind(read_state(root), "teacher", 0, 0)
    assert caught.value.code == "input.rows-changed"


def test_no_exam_no_matrix(tmp_path: Path) -> None:
    assert confusion(read_state(make_project(tmp_path / "p", 60, models=False)), "teacher") is None


def test_reading_rows_loads_nothing_heavy(tmp_path: Path) -> None:
    root = make_project(tmp_path / "p", 60)
    code = f"""
import sys
from pathlib import Path
from studio.ui.presenters.confusion import behind
from studio.ui.presenters.state import read_state
print(len(behind(read_state(Path({str(root)!r})), "teacher", 0, 0)) > 0)
print([m for m in ("torch", "pandas", "transformers", "sklearn", "PySide6") if m in sys.modules])
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.split("\n")[:2] == ["True", "[]"]


# the widget ---------------------------------------------------------------------------------------


@pytest.fixture
def chart() -> Iterator[ConfusionChart]:
    app = QApplication.instance() or QApplication([])
    assert isinstance(app, QApplication)
    prepare(app)
    made = ConfusionChart("Which label is taken for which", "Nothing yet.")
    made.show_matrix(GOLDEN)
    made.resize(420, made.heightForWidth(420))
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


pytestmark = pytest.mark.gui


def test_a_point_of_a_cell_is_that_cell(chart: ConfusionChart) -> None:
    for truth in range(3):
        for answer in range(3):
            at = chart.box(truth, answer).center()
            assert chart.cell_at(at) == (truth, answer)
            assert chart.hover(at) == GOLDEN.told(truth, answer)
    assert chart.cell_at(QPointF(2, 2)) is None and chart.hover(QPointF(2, 2)) == ""
    assert chart.table() == GOLDEN.table()


def test_arrows_walk_and_enter_and_a_click_choose(chart: ConfusionChart) -> None:
    chosen: list[tuple[int, int]] = []
    chart.chosen.connect(lambda truth, answer: chosen.append((truth, answer)))
    assert chart.current == (0, 1)  # the commonest mistake
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(chart, key)
    assert chart.current == (1, 2) and chart.accessibleDescription() == GOLDEN.told(1, 2)
    QTest.keyClick(chart, Qt.Key.Key_Home)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    QTest.keyClick(chart, Qt.Key.Key_End)
    QTest.keyClick(chart, Qt.Key.Key_Space)
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.box(0, 1).center().toPoint())
    assert chosen == [(1, 0), (1, 2), (0, 1)] and chart.current == (0, 1)


def test_an_empty_matrix_takes_no_keys(chart: ConfusionChart) -> None:
    chart.show_matrix(None)
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert chart.table() == ([], []) and chart.accessibleDescription() == "Nothing yet."
    assert not chart.grab().isNull()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_counts_are_read_on_every_shade(chart: ConfusionChart, theme: str) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    worn = Theme(app, theme)
    shades = [cell_colour(share / 50, right) for share in range(51) for right in (True, False)]
    assert min(contrast(ink(shade).name(), shade.name()) for shade in shades) >= 4.5
    assert cell_colour(0, True) == cell_colour(0, False) == QColor(worn.tokens.hover)
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    box = chart.box(2, 2)
    seen = image.pixelColor(round((box.left() + 6) * ratio), round((box.top() + 6) * ratio))
    assert seen == cell_colour(0.75, True)
    Theme(app, "light")


@pytest.mark.parametrize("k", [2, 9, 40, 150])
@pytest.mark.parametrize("width", [240, 700])
def test_any_number_of_labels_is_painted_inside(chart: ConfusionChart, k: int, width: int) -> None:
    counts = tuple(tuple(int(t == a) for a in range(k)) for t in range(k))
    chart.show_matrix(Confusion(tuple(f"a rather long label {at}" for at in range(k)), counts))
    chart.resize(width, chart.heightForWidth(width))
    last = chart.box(k - 1, k - 1)
    assert last.right() <= chart.width() and last.bottom() <= chart.height() and last.width() > 0
    began = time.process_time()
    assert not chart.grab().isNull()
    assert time.process_time() - began < 2.0


def test_cells_type_is_what_tables_show() -> None:
    assert len(Behind.HEADERS) == 5
