"""A kill between an artifact's name and its row in the catalogue: the next opening finishes it."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from studio.project import Project, cards, journal

WRITE = """
import os, signal, sys
from pathlib import Path
from studio.project import Project, folder, journal

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

with Project.open(Path(sys.argv[1]), write=True, create=True) as project:
    if sys.argv[2] != "whole":
        where, what = {"before": (folder, "commit"), "after": (journal, "catalogue"), "card": (journal.cards, "write_names")}[sys.argv[2]]
        setattr(where, what, die)
    with project.draft("report", "comparison", made_by="compare", suffix=".json", folder=False) as draft:
        draft.path.write_text(sys.argv[3])
"""


def write(root: Path, moment: str, text: str) -> int:
    return subprocess.run([sys.executable, "-c", WRITE, str(root), moment, text], check=False).returncode  # fmt: skip


@pytest.mark.parametrize(("moment", "kept"), [("before", "old"), ("after", "new"), ("card", "new")])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path, moment: str, kept: str) -> None:  # fmt: skip
    assert write(tmp_path / "p", "whole", "old") == 0
    assert write(tmp_path / "p", moment, "new") == -signal.SIGKILL
    with Project.open(tmp_path / "p", write=True) as project:
        found = project.named("comparison")
        assert found is not None and project.intact(found) and found.path.read_text() == kept
        assert not list((project.root / cards.FOLDER).glob(f"{journal.PENDING}*"))


def test_the_first_of_its_name_is_known_after_a_kill(tmp_path: Path) -> None:
    assert write(tmp_path / "p", "after", "new") == -signal.SIGKILL
    with Project.open(tmp_path / "p", write=True) as project:
        found = project.named("comparison")
        assert found is not None and project.intact(found) and found.made_by == "compare"


def test_a_note_nobody_can_use_is_forgotten(tmp_path: Path) -> None:
    with Project.open(tmp_path / "p", write=True, create=True) as project:
        note = project.root / cards.FOLDER / f"{journal.PENDING}x.json"
    for text in ("", "[]", '{"digest": "x", "path": "../../etc/passwd", "name": "teacher"}'):
        note.write_text(text)
        with Project.open(tmp_path / "p", write=True) as project:
            assert project.names() == {} and not note.exists()
