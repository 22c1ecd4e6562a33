"""A catalogue cut, lost, damaged inside or made to harm: restored from the cards, or refused; nothing outside is touched."""

from __future__ import annotations

import os
import sqlite3
import sys
from pathlib import Path

import pytest

from studio.core.errors import HostError, InputError
from studio.core.events import Finished
from studio.core.files import PART
from studio.project import Project, is_project
from studio.project.folder import CATALOGUE
from studio.project.lock import Lock
from studio.project.runs import KEPT_LOGS

links = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need rights there")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with a data set and a model made from it."""
    place = tmp_path / "p"
    with Project.open(place, write=True, create=True) as project:
        made: tuple[str, ...] = ()
        for kind, name in (("dataset", "dataset"), ("model", "teacher")):
            with project.draft(kind, name, made_by="test", parents=made) as draft:
                (draft.path / "file").write_text(name)
                draft.about["scores"] = {}
            assert draft.artifact is not None
            made = (draft.artifact.digest,)
        project.measure(made[0], "exam", {"accuracy": 1.0})
        project.remember("key", "test", {"a": 1}, {})
        project.begin_run("test", {}).end(Finished(None))
    return place


def change(root: Path, sql: str) -> None:
    db = sqlite3.connect(root / CATALOGUE)
    db.execute("PRAGMA foreign_keys=OFF")
    db.executescript(sql)
    db.close()


def lost(root: Path) -> None:
    (root / CATALOGUE).unlink()


def cut(root: Path) -> None:
    (root / CATALOGUE).write_bytes(b"")


def only_the_journal(root: Path) -> None:
    (root / CATALOGUE).rename(root / f"{CATALOGUE}-wal")


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("act", [lost, cut, only_the_journal])
def test_a_lost_catalogue_comes_back_from_the_cards(root: Path, act: object, write: bool) -> None:
    assert callable(act)
    act(root)
    assert is_project(root)
    with Project.open(root, write=write) as project:
        assert set(project.names()) == {"dataset", "teacher"} and project.restored
        project.require("teacher", remedy="-")


DAMAGE = {
    "about no json": "UPDATE artifacts SET about = 'x'",
    "about a list": "UPDATE artifacts SET about = '[]'",
    "parents cut": "UPDATE artifacts SET parents = '[\"a'",
    "parents of numbers": "UPDATE artifacts SET parents = '[1, [2]]'",
    "a path outside": "UPDATE artifacts SET path = '../../secret'",
    "an absolute path": "UPDATE artifacts SET path = '/etc/passwd'",
    "a drive": r"UPDATE artifacts SET path = 'C:\secret'",
    "a name of nothing": "UPDATE names SET digest = 'x'",
    "a trigger": "CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM names; END",
    "a view for a table": "DROP TABLE names; CREATE VIEW names AS SELECT * FROM names",
    "no artifacts": "DELETE FROM names; DELETE FROM artifacts",
    "another database": "DROP TABLE names; DROP TABLE artifacts; CREATE TABLE artifacts (cat)",
}


@pytest.mark.parametrize("write", [True, False])
@pytest.mark.parametrize("what", DAMAGE)
def test_rows_that_are_no_catalogues_come_back_from_the_cards(root: Path, what: str, write: bool) -> None:  # fmt: skip
    change(root, DAMAGE[what])
    with Project.open(root, write=write) as project:
        found = project.names()
        assert set(found) == {"dataset", "teacher"} and project.restored
        assert project.about(found["teacher"]) == {"scores": {}}
        assert found["teacher"].path.is_relative_to(root)
        project.begin_run("test", {}).end(Finished(None))
        assert set(project.names()) == {"dataset", "teacher"}


def test_what_can_be_done_again_is_forgotten_when_damaged(root: Path) -> None:
    for text in ("'{'", "'[]'", "'null'"):
        change(root, f"UPDATE measurements SET value = {text}; UPDATE results SET result = {text}; UPDATE runs SET spec = {text}")  # fmt: skip
        with Project.open(root, write=True) as project:
            teacher = project.names()["teacher"]
            assert project.measured(teacher.digest, "exam") is None and project.recall("key") is None  # fmt: skip
            assert [known.exam for known in project.known()] == [None] and not project.restored
            assert [run.spec for run in project.runs()] == [{}]


def test_an_ancestor_of_itself_ends(root: Path) -> None:
    change(root, "UPDATE artifacts SET kind = 'package', parents = '[\"' || digest || '\"]'")
    with Project.open(root) as project:
        assert [known.reference for known in project.known()] == ["", ""]


@pytest.mark.parametrize("way", ["../../precious", "..", ".", "", "a/../../../precious"])
def test_old_logs_are_only_our_own_folders(root: Path, way: str) -> None:
    """The number of a run is a word of the catalogue, and a stranger's may lead anywhere."""
    precious = root.parent / "precious"
    precious.mkdir()
    (precious / "thesis.txt").touch()
    row = "'test', '{}', 1, '', NULL, 'done', ''"
    others = ", ".join(f"('run-{n}', {row})" for n in range(KEPT_LOGS + 1))
    change(root, f"DELETE FROM runs; INSERT INTO runs VALUES ('{way}', {row}), {others}")
    Project.open(root, write=True).close()
    assert (precious / "thesis.txt").exists() and (root / "models").is_dir()
    assert (root / "runs").is_dir() and is_project(root)


@links
def test_a_link_in_place_of_catalogue_or_lock_is_refused(root: Path) -> None:
    """Who opens a stranger's project must not write to a file of their own."""
    victim = root.parent / "diary.txt"
    victim.write_text("private")
    (root / "project.lock").unlink()
    (root / "project.lock").symlink_to(victim)
    with pytest.raises(HostError, match="not a file of the studio's"):
        Project.open(root, write=True)
    (root / "project.lock").unlink()
    (root / CATALOGUE).unlink()
    (root / CATALOGUE).symlink_to(victim)
    with pytest.raises(InputError, match="a link, a folder or a pipe") as caught:
        Project.open(root)
    assert caught.value.remedy and victim.read_text() == "private"


@links
@pytest.mark.parametrize("make", [os.mkdir, getattr(os, "mkfifo", os.mkdir)])
def test_a_lock_that_is_no_file_is_said(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "project.lock")
    with pytest.raises(HostError) as caught:
        Lock(tmp_path / "project.lock").take()
    assert caught.value.code == "host.lock-unusable" and caught.value.remedy


def test_the_owner_of_a_lock_is_shown_on_one_short_line(tmp_path: Path) -> None:
    first, second = Lock(tmp_path / "l"), Lock(tmp_path / "l")
    first.take()
    (tmp_path / "l").write_bytes(b"process \xff\x1b[31m\n" + b"x" * 10_000)
    with pytest.raises(HostError) as caught:
        second.take()
    first.release()
    assert r"\u001b[31m\u000a" in caught.value.message and len(caught.value.message) < 300


@pytest.mark.parametrize("name", ["datasets", "cards", "runs"])
def test_something_else_in_a_folders_place_is_said(root: Path, name: str) -> None:
    (root / name).rename(root / "aside")
    (root / name).write_text("a file")
    with pytest.raises(InputError, match="something else has that name") as caught:
        Project.open(root, write=True)
    assert caught.value.code == "input.project-damaged" and caught.value.remedy


@links
@pytest.mark.parametrize("name", ["runs", "checkpoints", "checkpoints/0123456789abcdef", "models"])
def test_nothing_is_deleted_behind_a_link(root: Path, name: str) -> None:
    """A stranger's project may name a person's own folder a run, or a checkpoint."""
    precious = root.parent / "precious"
    for inner in ("thesis", f"{PART}old", "0123456789abcdef", "at-1"):
        (precious / inner).mkdir(parents=True)
        (precious / inner / "text").touch()
    if (root / name).is_dir():
        (root / name).rename(root / "aside")
    (root / name).symlink_to(precious)
    before = sorted(precious.rglob("*"))
    row = "'test', '{}', 1, '', NULL, 'done', ''"
    others = ", ".join(f"('run-{n}', {row})" for n in range(KEPT_LOGS + 1))
    change(root, f"DELETE FROM runs; INSERT INTO runs VALUES ('thesis', {row}), {others}")
    with Project.open(root, write=True) as project:
        project.forget_checkpoint("0123456789abcdef")
        if name.startswith("checkpoints"):
            with pytest.raises(InputError, match="is a link to another place") as caught:
                project.checkpoint_folder("0123456789abcdef")
            assert caught.value.remedy
    assert sorted(precious.rglob("*")) == before


@links
def test_a_project_behind_a_link_tidies_up(root: Path) -> None:
    (root.parent / "door").symlink_to(root)
    (root / "models" / f"{PART}old").mkdir()
    with Project.open(root.parent / "door", write=True) as project:
        assert not (root / "models" / f"{PART}old").exists()
        folder = project.checkpoint_folder("0123456789abcdef")
        project.forget_checkpoint("0123456789abcdef")
        assert not folder.exists()
