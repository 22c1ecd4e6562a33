"""What a window that died tells the next start: frames, never words that could quote a row."""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication

from studio.core.events import Failed
from studio.ui.crash import LastWords
from studio.ui.notice import Notice

SECRET = "the patient has a rash"
DIES = """
import sys
from pathlib import Path
from studio.ui.crash import LastWords
words = LastWords(Path(sys.argv[1]))
words.begin()
{how}
"""
NATIVE = "import faulthandler; faulthandler._sigsegv()"
UNCAUGHT = f"""
try:
    int({SECRET!r})
except ValueError as error:
    words.heard(type(error), error.__traceback__)
import os; os._exit(1)
"""
KILLED = "import os; os._exit(9)"


@pytest.fixture(autouse=True)
def calm_faulthandler(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runner has its own."""
    monkeypatch.setattr(faulthandler, "enable", lambda *_: None)
    monkeypatch.setattr(faulthandler, "disable", lambda: None)


def die(file: Path, how: str) -> None:
    done = subprocess.run([sys.executable, "-c", DIES.format(how=how), str(file)], capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode != 0 and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("how", "told"), [(NATIVE, "Segmentation fault"), (UNCAUGHT, "ValueError"), (KILLED, "")]
)
@pytest.mark.skipif(sys.platform == "win32", reason="a crash there asks the person")
def test_the_next_start_gets_the_frames(tmp_path: Path, how: str, told: str) -> None:
    file = tmp_path / "settings.crash.txt"
    die(file, how)
    words = LastWords(file)
    left = words.begin()
    assert told in left and bool(left) == bool(told) and SECRET not in left
    assert not left or ("<string>" in left and "PocketBERT Studio" in left)
    words.end()
    again = LastWords(file)
    assert again.begin() == ""  # told once
    again.end()


def test_an_orderly_end_leaves_nothing(tmp_path: Path) -> None:
    words = LastWords(tmp_path / "made" / "crash.txt")
    assert words.begin() == "" and (tmp_path / "made" / "crash.txt").is_file()
    words.end()
    words.end()
    assert list((tmp_path / "made").iterdir()) == []


def test_a_second_window_keeps_quiet(tmp_path: Path) -> None:
    first, second = LastWords(tmp_path / "crash.txt"), LastWords(tmp_path / "crash.txt")
    first.begin()
    assert second.begin() == ""
    second.heard(ValueError, None)
    second.end()
    assert (tmp_path / "crash.txt").is_file()
    first.end()


def test_a_place_nobody_may_write_to_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    words = LastWords(tmp_path / "file" / "crash.txt")
    assert words.begin() == ""
    words.heard(ValueError, None)
    words.end()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a full disk")
def test_a_disk_that_is_full_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "crash.txt").symlink_to("/dev/full")
    words = LastWords(tmp_path / "crash.txt")
    words._open()
    words.heard(ValueError, None)
    words.end()
    again = LastWords(tmp_path / "crash.txt")
    assert again.begin() == ""
    again.end()


def test_a_report_is_told_though_no_new_one_can_be_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    file = tmp_path / "crash.txt"
    file.write_text("PocketBERT Studio 1\n--\nframes of last time")

    def full(words: LastWords) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(LastWords, "_open", full)
    words = LastWords(file)
    assert "frames of last time" in words.begin()
    words.heard(ValueError, None)
    words.end()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe with a name")
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_something_else_in_its_place_keeps_nobody_waiting(tmp_path: Path, make: Callable[[Path], None]) -> None:  # fmt: skip
    make(tmp_path / "crash.txt")
    words = LastWords(tmp_path / "crash.txt")
    assert words.begin() == ""
    words.heard(ValueError, None)
    words.end()


@pytest.mark.gui
def test_a_copied_report_of_a_jobs_bug_has_none_of_its_words(qtbot: Any) -> None:
    notice = Notice()
    qtbot.addWidget(notice)
    notice.fail(Failed("bug", f"ValueError: {SECRET}", "Report it.", "Traceback\n  frames\nValueError"))  # fmt: skip
    notice.copy.click()
    copied = QGuiApplication.clipboard().text()
    assert SECRET not in copied and "bug: ValueError" in copied and "frames" in copied
