"""Settings outlive an update: the first version's file is read whole, and a newer one's words are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from studio.ui.app import make_window
from studio.ui.settings import Settings

FIRST = """[General]
theme=dark
text_size=115
threads=3
ask_on_close=false
drawer=false
folder=/data/tables
projects=/data/projects
recent=/data/projects/one, /data/projects/two
order\\models=2 down
"""


def test_the_first_versions_settings_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "s.ini"
    file.write_text(FIRST)
    kept = Settings(file)
    assert (kept.theme, kept.text_size, kept.threads) == ("dark", 115, 3)
    assert (kept.ask_on_close, kept.drawer_open, kept.folder) == (False, False, "/data/tables")
    assert kept.projects == Path("/data/projects")
    assert kept.recent == [Path("/data/projects/one"), Path("/data/projects/two")]
    assert kept.hints and kept.hints_seen == frozenset()  # what it did not know has its usual value
    assert kept.geometry is None


def test_what_a_newer_version_wrote_survives_an_older_one(tmp_path: Path) -> None:
    file = tmp_path / "s.ini"
    file.write_text(FIRST + "of_tomorrow=yes\n")
    older = Settings(file)
    older.theme = "light"
    older.save()
    assert "of_tomorrow=yes" in file.read_text() and Settings(file).theme == "light"


def test_nonsense_is_the_usual_value(tmp_path: Path) -> None:
    file = tmp_path / "s.ini"
    file.write_text("[General]\ntheme=plaid\ntext_size=9000\nthreads=many\nhints=perhaps\n")
    odd = Settings(file)
    assert (odd.theme, odd.text_size, odd.threads, odd.hints) == ("system", 100, 0, False)


ODD = b"""[General]
recent=@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)
projects=@Variant(\\0\\0\\0\\x2\\0\\0\\0\\x5)
folder="a\\0b"
threads=1, 2
geometry=@ByteArray(nonsense)
hints_seen=@Invalid()
[order]
x=\xc2\xb2 down
y=99999999999999999999 up
"""


def test_values_of_other_types_are_the_usual_ones(tmp_path: Path) -> None:
    file = tmp_path / "s.ini"
    file.write_bytes(ODD)
    odd = Settings(file)
    assert odd.recent == [] and odd.folder == "" and odd.projects.name == "PocketBERT"
    assert odd.threads == 0 and odd.order("x") is None and odd.order("y") is None
    odd.opened(tmp_path)
    assert odd.recent == [tmp_path] and odd.trouble() == ("", "")


@pytest.mark.parametrize(
    "damage", [bytes(range(256)) * 9, b'{"theme": "dark"}', b"[General\ntheme="]
)
def test_a_damaged_file_is_kept_aside_and_told_once(tmp_path: Path, damage: bytes) -> None:
    file = tmp_path / "s.ini"
    file.write_bytes(damage)
    first = Settings(file)
    assert "damaged" in first.trouble()[0] and first.theme == "system" and first.recent == []
    first.theme = "dark"
    first.save()
    again = Settings(file)
    assert again.trouble() == ("", "") and again.theme == "dark"
    assert (tmp_path / "s.damaged.ini").read_bytes() == damage


@pytest.mark.parametrize("where", ["folder", "under a file"])
def test_a_place_that_keeps_nothing_is_told(tmp_path: Path, where: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    lost = Settings(tmp_path / "folder" if where == "folder" else tmp_path / "file" / "s.ini")
    sentence, remedy = lost.trouble()
    assert "cannot be kept" in sentence and str(tmp_path) in remedy
    lost.theme = "dark"
    lost.save()
    assert lost.theme == "dark"  # as long as the window is open


@pytest.mark.gui
@pytest.mark.parametrize("content", [ODD, b"[General\n"])
async def test_the_window_opens_all_the_same(qapp: QApplication, tmp_path: Path, content: bytes) -> None:  # fmt: skip
    file = tmp_path / "s.ini"
    file.write_bytes(content)
    window = make_window(qapp, Settings(file))
    window.show()
    window.tell_settings()
    notice = window.welcome.notice
    assert notice.isVisible() == (content != ODD)
    assert not notice.isVisible() or "damaged" in notice.message.text()
    window.close()
    await window.closed.wait()
    window.deleteLater()
