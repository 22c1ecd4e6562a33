"""The guide: every page shows, links lead on, search finds, Back goes back, nothing stays."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QImage
from ui_help import until

from studio.ui.help import Guide, open_guide
from studio.ui.presenters import guide
from studio.ui.window import Window

pytestmark = pytest.mark.gui


def test_pages_come_in_the_order_of_the_contents() -> None:
    names = [*guide.pages()]
    assert names[:4] == ["index", "first-classifier", "own-teacher", "making-it-small"]
    assert all(page.title and page.plain for page in guide.pages().values())
    assert set(guide.OF_STEP.values()) <= set(names)


def test_search_wants_every_word_and_puts_titles_first() -> None:
    assert guide.search("temperature")[0].page.name == "choosing-temperature"
    both = guide.search("golden answers")
    assert [f.page.name for f in both] == ["on-an-iphone"] and "golden" in both[0].around
    assert guide.search("no-such-word-anywhere") == [] and guide.search("  ") == []


async def test_help_opens_at_the_page_of_the_step_and_is_one_window(window: Window) -> None:
    window.go("convert")
    window.menus.entries["guide"].trigger()
    (shown,) = window.findChildren(Guide)
    assert shown.page == "choosing-a-scheme" and shown.isVisible()
    window.go("export")
    window.menus.entries["guide"].trigger()
    assert window.findChildren(Guide) == [shown] and shown.page == "on-an-iphone"
    shown.back()
    assert shown.page == "choosing-a-scheme"
    shown.close()
    await until(lambda: not window.findChildren(Guide), "it is gone")


async def test_pages_links_pictures_and_search(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    elsewhere: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: elsewhere.append(url.fileName()))
    shown = open_guide(window)
    for name in guide.pages():
        shown.show_page(name)
        assert shown.text.toPlainText().startswith(guide.pages()[name].title)
        assert shown.contents.currentItem().text() == guide.pages()[name].title
    shown._follow(QUrl("own-teacher.md"))
    assert shown.page == "own-teacher"
    shown._follow(QUrl("../families.md"))
    assert shown.page == "own-teacher" and elsewhere == ["families.md"]
    shown.show_page("first-classifier")
    picture = shown.text.document().resource(2, QUrl("../pictures/data-light-1280.png"))
    assert isinstance(shown.text.loadResource(2, QUrl("../pictures/data-light-1280.png")), (QImage, bytes)) or picture  # fmt: skip
    shown.asked.setText("pickle")
    assert shown.contents.count() >= 1 and shown.none.isHidden()
    shown.contents.setCurrentRow(shown.contents.count() - 1)
    assert shown.text.textCursor().selectedText().casefold() == "pickle"
    shown.asked.setText("zzzzzz")
    assert shown.contents.count() == 0 and not shown.none.isHidden()
    shown.close()
    await until(lambda: not window.findChildren(Guide), "it is gone")
