"""Temporary files: one home, swept of what the dead left behind, limited."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from studio.core import scratch
from studio.core.errors import HostError

LEAVES = "from studio.core.scratch import scratch_folder as s; f = s('look'); (f / 'rows').write_text('x'); print(f); import os; os._exit(9)"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


def test_every_folder_lies_in_the_one_home() -> None:
    first, second = scratch.scratch_folder("look"), scratch.scratch_folder("look")
    assert first != second and first.parent == second.parent == scratch.home()
    assert first.is_dir() and (os.name == "nt" or scratch.home().stat().st_mode & 0o077 == 0)


def test_what_a_killed_process_left_goes_and_ours_stays() -> None:
    done = subprocess.run([sys.executable, "-c", LEAVES], capture_output=True, text=True, check=False)  # fmt: skip
    left = Path(done.stdout.strip())
    assert left.parent == scratch.home() and (left / "rows").is_file()
    mine = scratch.scratch_folder("answers")
    assert not left.exists() and mine.is_dir()
    assert scratch.sweep_scratch() == 0


def test_a_file_of_somebody_else_is_left_alone() -> None:
    scratch.scratch_folder("look")
    (scratch.home() / "notes.txt").write_text("mine")
    scratch.sweep_scratch()
    assert (scratch.home() / "notes.txt").is_file()


def test_over_the_quota_is_told_with_the_place(monkeypatch: pytest.MonkeyPatch) -> None:
    (scratch.scratch_folder("look") / "large").write_bytes(bytes(2000))
    monkeypatch.setattr(scratch, "QUOTA_BYTES", 1000)
    with pytest.raises(HostError) as caught:
        scratch.scratch_folder("look")
    assert caught.value.code == "host.temporary-files-full" and str(scratch.home()) in caught.value.remedy  # fmt: skip


def test_a_user_without_a_name_has_a_home_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(scratch.getpass, "getuser", nameless)
    assert scratch.home().name.startswith("pocketbert-")
