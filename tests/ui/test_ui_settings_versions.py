"""Settings outlive an update: the first version's file is read whole, and a newer one's words are kept."""

from __future__ import annotations

from pathlib import Path

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
