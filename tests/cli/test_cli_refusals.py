"""Commands in a bad place: no streams, a full disk for their output, no home, a folder that is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from studio.cli.places import project_for
from studio.core.errors import InputError

unix = pytest.mark.skipif(sys.platform == "win32", reason="a shell's redirections")


def shell(words: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run(["sh", "-c", f"{sys.executable} -m studio {words}"], capture_output=True, text=True, env=env, timeout=60, check=False)  # fmt: skip


@unix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="Linux has a full disk at hand")
def test_output_on_a_full_disk_is_a_sentence() -> None:
    done = shell("--help > /dev/full")
    assert done.returncode == 4
    assert done.stderr.startswith("Error: What this command says can't be written") and "Remedy" in done.stderr  # fmt: skip
    assert "Traceback" not in done.stderr and "ignored" not in done.stderr


@unix
def test_closed_streams_are_no_bug() -> None:
    assert shell("--help <&- >&- 2>&-").returncode == 0
    done = shell("nonsense >&-")
    assert done.returncode == 2 and "Traceback" not in done.stderr


def test_a_home_nobody_has(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as caught:
        project_for("export", "~nobody-of-that-name/p", {})
    assert caught.value.code == "input.no-home" and caught.value.remedy


@unix
def test_a_current_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(InputError, match="no longer there"):
        project_for("import", None, {"file": "x.csv"})
