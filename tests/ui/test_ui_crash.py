"""What a window that died tells the next start: frames, never words that could quote a row."""

from __future__ import annotations

import faulthandler
import subprocess
import sys
from pathlib import Path

import pytest

from studio.ui.crash import LastWords

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
