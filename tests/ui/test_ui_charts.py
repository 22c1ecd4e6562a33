"""Charts: their table is their data, their values stand under the mouse, their pictures are whole."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget
from ui_help import until

from studio.core.errors import HostError
from studio.ui import chart_picture
from studio.ui.app import prepare
from studio.ui.chart_frame import Chart, ChartFrame
from studio.ui.chart_lines import Curve, LineChart
from studio.ui.chart_table import FiguresDialog, tab_separated
from studio.ui.charts import BarChart
from studio.ui.presenters.curves import Level
from studio.ui.presenters.packages import Mark
from studio.ui.scatter import Scatter
from studio.ui.theme import Theme, tokens

pytestmark = pytest.mark.gui


@pytest.fixture
def app() -> QApplication:
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    prepare(found)
    return found


def bars() -> BarChart:
    made = BarChart("Rows of each label", ("train", "validation", "test"))
    made.show_rows((("parcel", (70, 15, 15)), ("refund <b>", (700, 150, 151))))
    return made


def lines() -> LineChart:
    made = LineChart("Loss", "Nothing yet", "Step")
    made.show_curves(
        [Curve("train", [(1, 2.0), (50, 1.0), (100, 0.5)]), Curve("validation", [(50, 1.2), (100, 0.8)], True)],
        [Level("teacher", 0.25)],
    )  # fmt: skip
    return made


def marks() -> Scatter:
    made = Scatter("Size against accuracy")
    made.show_marks([Mark("a", 10_000_000, 0.9, 5.0), Mark("b", 20_000_000, 0.8, 50.0)])
    return made


MAKERS = (bars, lines, marks)


@pytest.fixture
def desk(app: QApplication) -> Iterator[QWidget]:
    """A shown window to put frames into; all of it goes afterwards."""
    made = QWidget()
    QVBoxLayout(made)
    made.resize(520, 360)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def framed(desk: QWidget, chart: QWidget) -> ChartFrame:
    made = ChartFrame("Loss over steps", chart)
    layout = desk.layout()
    assert layout is not None
    layout.addWidget(made)
    QApplication.processEvents()
    return made


def test_a_tables_cells_are_the_charts_data(app: QApplication) -> None:
    assert bars().table() == (
        ["Label", "train", "validation", "test", "All"],
        [["parcel", "70", "15", "15", "100"], ["refund <b>", "700", "150", "151", "1,001"]],
    )
    assert lines().table() == (
        ["Step", "train", "validation", "teacher"],
        [["1", "2", "", "0.25"], ["50", "1", "1.2", "0.25"], ["100", "0.5", "0.8", "0.25"]],
    )
    assert marks().table() == (
        ["Model", "Size", "Accuracy", "Latency", "On the front"],
        [["a", "10.0 MB", "90.0 %", "5.0 ms", "yes"], ["b", "20.0 MB", "80.0 %", "50.0 ms", ""]],
    )


def test_the_value_under_the_mouse_is_the_value_drawn_there(desk: QWidget) -> None:
    chart = lines()
    framed(desk, chart)
    told = chart.hover(chart.place(51, 1.0))
    assert told.splitlines() == ["train: 1 (step 50)", "validation: 1.2 (step 50)", "teacher: 0.25"]
    assert chart.hover(chart.place(99, 1.0)).startswith("train: 0.5 (step 100)")
    assert chart.hover(QPointF(1, 1)) == ""
    assert LineChart("Loss", "Nothing yet").hover(QPointF(50, 50)) == ""
    assert bars().hover(QPointF(300, 13)) == "parcel\ntrain: 70\nvalidation: 15\ntest: 15"
    assert bars().hover(QPointF(300, 27)).startswith("refund <b>\ntrain: 700")
    assert bars().hover(QPointF(300, 5000)) == ""


def test_a_model_that_failed_its_check_is_crossed_out_and_said(desk: QWidget) -> None:
    chart = marks()
    framed(desk, chart)
    chart.show_marks([*chart.marks, Mark("wrong", 5_000_000, 0.95, 1.0, failed=True)])
    wrong = chart.at(next(mark for mark in chart.marks if mark.failed))
    assert chart.hover(wrong).endswith("failed its check")
    assert [row[-1] for row in chart.table()[1]] == ["failed its check", "yes", ""]
    image = chart.grab().toImage()
    ratio = image.devicePixelRatio()
    drawn = {image.pixelColor(int((wrong.x() + x) * ratio), int((wrong.y() + y) * ratio)).name() for x in range(-3, 4) for y in range(-3, 4)}  # fmt: skip
    assert tokens().bad.lower() in drawn


def test_per_cent_and_epochs_where_they_belong(desk: QWidget) -> None:
    chart = LineChart("Scores", "Nothing yet", "Epoch", percent=True)
    chart.show_curves([Curve("accuracy", [(1, 0.5), (2, 0.914)], True)])
    framed(desk, chart)
    assert chart.table() == (["Epoch", "accuracy"], [["1", "50.0 %"], ["2", "91.4 %"]])
    assert chart.hover(chart.place(2, 0.914)) == "accuracy: 91.4 % (epoch 2)"


@pytest.mark.parametrize("maker", MAKERS)
def test_a_saved_png_is_twice_as_large_and_not_blank(desk: QWidget, tmp_path: Path, maker: object) -> None:  # fmt: skip
    chart = maker()  # type: ignore[operator]
    frame = framed(desk, chart)
    frame.save_to(tmp_path / "chart.png")
    image = QImage(str(tmp_path / "chart.png"))
    wanted = chart_picture.extent(chart) * 2
    assert (image.width(), image.height()) == (wanted.width(), wanted.height())
    ground = image.pixel(0, 0)
    inside = {image.pixel(x, y) for x in range(40, image.width() - 40, 3) for y in range(100, image.height() - 40, 3)}  # fmt: skip
    assert len(inside) > 3 and ground in inside
    assert frame.said.whole == "Saved as chart.png"


@pytest.mark.parametrize("maker", MAKERS)
def test_a_saved_svg_is_a_drawing_with_words(desk: QWidget, tmp_path: Path, maker: object) -> None:
    chart = maker()  # type: ignore[operator]
    framed(desk, chart).save_to(tmp_path / "chart.svg")
    root = ElementTree.parse(tmp_path / "chart.svg").getroot()  # what we wrote ourselves
    space = "{http://www.w3.org/2000/svg}"
    said = " ".join("".join(t.itertext()) for t in root.iter(f"{space}text"))
    assert "Loss over steps" in said
    assert {"bars": "parcel", "lines": "validation", "marks": "Size in MB"}[maker.__name__] in said  # type: ignore[attr-defined]
    assert len([*root.iter(f"{space}path"), *root.iter(f"{space}rect"), *root.iter(f"{space}polyline"), *root.iter(f"{space}ellipse"), *root.iter(f"{space}circle")]) > 3  # fmt: skip
    assert not [*root.iter(f"{space}image")]  # lines, not a picture of them


def test_the_picture_wears_the_theme(app: QApplication, desk: QWidget) -> None:
    theme, seen = Theme(app), {}
    for name in ("light", "dark"):
        theme.apply(name)
        chart = bars()
        framed(desk, chart)
        image = QImage.fromData(chart_picture.png("x", chart))
        seen[name] = image.pixelColor(0, 0).name()
        assert seen[name] == tokens().surface.lower()
    theme.apply("light")
    assert seen["light"] != seen["dark"]


def test_a_picture_that_cant_be_written_is_said(desk: QWidget, tmp_path: Path) -> None:
    frame = framed(desk, bars())
    (tmp_path / "gone").write_text("a file where a folder should be")
    frame.save_to(tmp_path / "gone" / "chart.png")
    assert "can't be written" in frame.said.whole
    with pytest.raises(HostError, match="can't be written"):
        chart_picture.save("x", frame.chart, tmp_path / "gone" / "chart")
    assert chart_picture.save("x", frame.chart, tmp_path / "a.b").name == "a.b.png"
    assert chart_picture.file_name("a/b: c?") == "a b c"


def test_what_is_no_chart_is_refused(app: QApplication) -> None:
    plain = QWidget()
    assert not isinstance(plain, Chart)
    with pytest.raises(AssertionError):
        ChartFrame("x", plain)
    plain.deleteLater()


def test_tabs_and_lines_inside_a_cell_do_not_make_new_ones() -> None:
    assert tab_separated(["a", "b"], [["x\ty", "1\n2"]]) == "a\tb\nx y\t1 2"
    assert tab_separated(["=A1"], [["-"], ["-0.5"], ["@x"]]) == "'=A1\n-\n-0.5\n'@x"


async def test_the_keyboard_opens_the_menu_and_the_table(desk: QWidget) -> None:
    chart = lines()
    frame = framed(desk, chart)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Menu):
        chart.setFocus()
        QTest.keyClick(chart, key)
        await until(frame.menu.isVisible, "the menu")
        assert frame.picture.isEnabled() and frame.as_table.isEnabled()
        frame.menu.close()
    QTest.mouseClick(frame.button, Qt.MouseButton.LeftButton)
    await until(frame.menu.isVisible, "the button's menu")
    frame.menu.close()
    chart.show_curves([])
    frame.menu.popup(QPoint())
    assert not frame.picture.isEnabled() and not frame.as_table.isEnabled()
    frame.menu.close()


async def test_the_table_is_copied_whole_or_in_part(desk: QWidget) -> None:
    dialog = framed(desk, lines()).show_table()
    assert isinstance(dialog, FiguresDialog) and dialog.isVisible()
    dialog.copy.click()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "1\t2\t\t0.25"
    dialog.view.selectRow(2)
    QTest.keyClick(dialog.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().splitlines()[1:] == ["100\t0.5\t0.8\t0.25"]
    dialog.close()
    await asyncio.sleep(0)


async def test_save_picture_asks_where(desk: QWidget, tmp_path: Path) -> None:
    frame = framed(desk, bars())
    dialog = frame.save_picture()
    assert isinstance(dialog, QFileDialog) and dialog.isVisible()
    dialog.fileSelected.emit(str(tmp_path / "kept"))
    assert (tmp_path / "kept.png").stat().st_size > 1000
    dialog.close()
    await asyncio.sleep(0)


@pytest.fixture(autouse=True)
def nothing_left(app: QApplication) -> Iterator[None]:
    before = set(map(id, app.topLevelWidgets()))
    yield
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
    assert [w for w in app.topLevelWidgets() if id(w) not in before and w.isVisible()] == []
