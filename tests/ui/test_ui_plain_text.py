"""Labels, names and sentences that look like HTML are shown as they are, wherever Qt would guess."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import Qt as Words  # its mightBeRichText is not in QtCore's
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QListWidget,
    QMessageBox,
    QToolTip,
    QWidget,
)

from studio.ui import chart_frame, dialogs, table
from studio.ui.asked import AskedBefore
from studio.ui.data_columns import ColumnPicker
from studio.ui.model_table import Lines
from studio.ui.models_shown import ModelBoxes
from studio.ui.panes.export import PLAIN_MARKDOWN
from studio.ui.presenters.packages import Line, Verdict
from studio.ui.widgets import Button, ElidedLabel, FlatButton, as_text

BAD = "<b>x</b><img src='file:///etc/hostname'> & <a href='https://example.org'>y</a>"


def seen(tip: str) -> str:
    """What a tool tip shows of a text: Qt decides by this whether it is HTML."""
    document = QTextDocument()
    (document.setHtml if Words.mightBeRichText(tip) else document.setPlainText)(tip)
    assert "\ufffc" not in document.toPlainText(), "a picture"
    return document.toPlainText()


def test_what_this_guards_against(qapp: Any) -> None:
    assert Words.mightBeRichText(BAD)
    with pytest.raises(AssertionError, match="a picture"):
        seen(BAD)


@pytest.mark.parametrize(
    "words",
    [BAD, "a < b & c > d", "<", "", "plain", "two\nlines <i>", "&lt;b&gt;", "<qt>", "<p>" * 50],
)
def test_every_text_is_seen_as_it_is(qapp: Any, words: str) -> None:
    assert seen(as_text(words)) == words


def test_plain_words_are_left_alone() -> None:
    assert as_text("Show these rows") == "Show these rows"


def _elided() -> QWidget:
    made = ElidedLabel(BAD)
    made.resize(50, 20)
    made.show()
    return made


def test_a_cards_preview_runs_no_html(qapp: Any) -> None:
    card = f"# A card\n\n| label | rows |\n|---|---|\n| {BAD} | 3 |\n\n{BAD}\n"
    document = QTextDocument()
    document.setMarkdown(card, PLAIN_MARKDOWN)
    assert document.toPlainText().count("<b>x</b><img") == 2 and "\ufffc" not in document.toPlainText()  # fmt: skip
    document.setMarkdown(card)
    assert "<b>" not in document.toPlainText()  # what this guards against


@pytest.mark.parametrize(
    "make", [_elided, lambda: Button("x", tip=BAD), lambda: FlatButton(BAD, "x"), lambda: _boxes()]
)
def test_tool_tips_of_widgets(qtbot: Any, make: Any) -> None:
    widget = make()
    qtbot.addWidget(widget)
    tips = [part.toolTip() for part in (widget, *widget.findChildren(QWidget)) if part.toolTip()]
    assert tips and all(BAD in seen(tip) for tip in tips)


def _boxes() -> ModelBoxes:
    made = ModelBoxes()
    made.offer([BAD])
    return made


def test_tool_tips_of_table_cells(qapp: Any) -> None:
    lines = Lines(("name", "verdict"), ("", BAD), 1)
    lines.show_lines([Line(BAD, (BAD, BAD), (), Verdict(BAD, "check", "good", BAD))])
    for model, columns in ((table.TableModel(table.Grid(("label",), [(BAD,)])), 1), (lines, 2)):
        for at in range(columns):
            index = model.index(0, at, QModelIndex())
            assert index.data(Qt.ItemDataRole.DisplayRole) == BAD
            assert seen(index.data(Qt.ItemDataRole.ToolTipRole)) == BAD
    assert seen(lines.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)) == BAD


def test_choices_of_columns(qtbot: Any) -> None:
    picker = ColumnPicker()
    qtbot.addWidget(picker)
    picker.offer([BAD], {"text": BAD}, {"text": BAD})
    boxes = picker.findChildren(QComboBox)
    assert len(boxes) == 3
    for box in boxes:
        assert seen(box.itemData(1, Qt.ItemDataRole.ToolTipRole)) == BAD == box.itemText(1)
    assert all(hint.textFormat() == Qt.TextFormat.PlainText for hint in picker.hints.values())


def test_questions_asked_before(qtbot: Any) -> None:
    card = AskedBefore()
    qtbot.addWidget(card)
    card.show_sentences([BAD])
    items = [view.item(at) for view in card.findChildren(QListWidget) for at in range(view.count())]
    assert items and all(seen(item.toolTip()) == BAD for item in items)


def test_every_sentence_of_a_message_box_is_plain(qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    boxes = [
        dialogs.ask_to_stop(parent, [BAD], lambda: None, lambda: None),
        dialogs.bug(parent, BAD, BAD),
    ]
    for box in boxes:
        assert isinstance(box, QMessageBox)
        texts = [part for part in box.findChildren(QLabel) if part.text()]
        assert len(texts) >= 2
        assert all(part.textFormat() == Qt.TextFormat.PlainText for part in texts)
        box.close()


def test_what_a_chart_says_under_the_mouse(qtbot: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda place, text, *rest: said.append(text))

    class Figures:
        def hover(self, point: QPointF) -> str:
            return f"{BAD}\n12 rows"

    frame = SimpleNamespace(_figures=Figures(), _told="", chart=None)
    chart_frame.ChartFrame._tell(frame, QPointF(), QPoint())  # type: ignore[arg-type]
    assert [seen(text) for text in said] == [f"{BAD}\n12 rows"]
