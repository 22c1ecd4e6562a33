"""The project folder: whole artifacts, names, remembered results, recovery, one writer."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from studio.core.errors import HostError, InputError
from studio.core.events import Cancelled, Failed, Finished, Progress, decode
from studio.core.files import PART
from studio.project import Follower, Project, is_project, process_rank, result_key
from studio.project.folder import FOLDERS


@pytest.fixture
def project(tmp_path: Path):
    with Project.open(tmp_path / "p", write=True, create=True) as made:
        yield made


def make(project: Project, kind: str = "model", name: str = "teacher", text: str = "weights"):
    with project.draft(kind, name, made_by="teach", parents=("abc",)) as draft:
        (draft.path / "file.txt").write_text(text)
        draft.about["accuracy"] = 0.5
    assert draft.artifact is not None
    return draft.artifact


def test_an_artifact_is_whole_named_and_proved(project: Project) -> None:
    made = make(project)
    assert made.path.parent == project.root / "models" and made.digest[:12] in made.path.name
    assert project.named("teacher") == made and project.intact(made)
    assert made.parents == ("abc",) and project.about(made) == {"accuracy": 0.5}
    assert project.names() == {"teacher": made}


def test_the_same_content_again_is_the_same_artifact(project: Project) -> None:
    assert make(project).digest == make(project).digest
    changed = make(project, text="other")
    assert project.named("teacher") == changed


def test_packages_keep_their_plain_name(project: Project) -> None:
    with project.draft("package", "student-float16", made_by="convert", suffix=".mlpackage") as draft:  # fmt: skip
        (draft.path / "Manifest.json").write_text("{}")
        (draft.path / "weights").write_text("w")
    made = project.named("student-float16")
    assert made is not None and made.path.name == "student-float16.mlpackage"
    (made.path / "Manifest.json").write_text('{"rewritten": 1}')
    assert project.intact(made)
    (made.path / "weights").write_text("x")
    assert not project.intact(made)


def test_a_failed_draft_leaves_nothing(project: Project) -> None:
    with pytest.raises(ZeroDivisionError), project.draft("model", "x", made_by="t") as draft:
        (draft.path / "half").write_text("half")
        raise ZeroDivisionError
    assert project.named("x") is None and list((project.root / "models").iterdir()) == []


def test_a_full_disk_is_the_hosts_fault(project: Project) -> None:
    with pytest.raises(HostError) as caught, project.draft("model", "x", made_by="t"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert caught.value.code == "host.disk-full" and list((project.root / "models").iterdir()) == []


def test_results_are_recalled_only_while_their_artifacts_are_intact(project: Project) -> None:
    made = make(project)
    key = result_key("teach", 1, {"epochs": 3}, "d1")
    assert project.recall(key) is None
    project.remember(key, "teach", {"accuracy": 0.9}, {"teacher": made.digest})
    make(project, text="a later teacher")
    assert project.recall(key) == {"accuracy": 0.9}
    assert project.named("teacher") == made  # the name points to what the result made
    (made.path / "file.txt").write_text("damaged")
    assert project.recall(key) is None


def test_keys_differ_by_everything_asked() -> None:
    keys = {
        result_key(*args) for args in (("a", 1, {}), ("b", 1, {}), ("a", 2, {}), ("a", 1, {"x": 1}))
    }
    assert len(keys) == 4 and result_key("a", 1, {}, "d") not in keys


def test_what_is_not_there_yet_names_the_step(project: Project) -> None:
    with pytest.raises(InputError) as caught:
        project.require("teacher", remedy="Run: pocketbert teach")
    assert caught.value.remedy == "Run: pocketbert teach"
    made = make(project)
    (made.path / "file.txt").unlink()
    made.path.rmdir()
    with pytest.raises(InputError, match="missing"):
        project.require("teacher", remedy="again")


@pytest.mark.parametrize(
    ("ending", "state"),
    [(Finished({}), "done"), (Failed("input.x", "no"), "failed"), (Cancelled(True), "cancelled")],
)
def test_runs_are_written_down(project: Project, ending, state: str) -> None:
    run = project.begin_run("teach", {"epochs": 1})
    run.say(Progress("train", 1, 2))
    run.end(ending)
    record = project.runs()[0]
    assert (record.step, record.state, record.spec) == ("teach", state, {"epochs": 1})
    lines = (run.folder / "events.jsonl").read_text().splitlines()
    assert [decode(line) for line in lines] == [Progress("train", 1, 2), ending]


def test_a_damaged_artifact_is_told_with_the_step_that_makes_it_again(project: Project) -> None:
    made = make(project)
    assert project.require("teacher", remedy="pocketbert teach") == made
    (made.path / "file.txt").write_text("weightz")
    assert project.require("teacher", remedy="") == made  # looked at once
    project.close()
    with Project.open(project.root) as again, pytest.raises(InputError) as caught:
        again.require("teacher", remedy="pocketbert teach")
    assert caught.value.code == "input.artifact-damaged"
    assert caught.value.remedy == "pocketbert teach"


@pytest.mark.parametrize("way", ["the folder", "a file", "a folder in it"])
def test_an_artifact_that_leads_out_of_the_project_is_not_read(
    project: Project, tmp_path: Path, way: str
) -> None:
    made = make(project)
    secret = tmp_path / "elsewhere"
    shutil.copytree(made.path, secret)  # to the letter: a digest would say nothing
    if way == "the folder":
        shutil.rmtree(made.path)
        made.path.symlink_to(secret)
    elif way == "a file":
        (made.path / "file.txt").unlink()
        (made.path / "file.txt").symlink_to(secret / "file.txt")
    elif way == "a folder in it":
        (made.path / "more").symlink_to(secret)
    project.close()
    with Project.open(project.root) as again, pytest.raises(InputError) as caught:
        again.require("teacher", remedy="pocketbert teach")
    assert caught.value.code == "input.artifact-elsewhere"
    assert "pocketbert teach" in caught.value.remedy
    assert (secret / "file.txt").exists()


def test_models_may_lie_on_another_disk(project: Project, tmp_path: Path) -> None:
    made = make(project)
    home = made.path.parent
    shutil.move(home, tmp_path / "disk")
    home.symlink_to(tmp_path / "disk")
    assert project.require("teacher", remedy="") == made


def test_opening_after_a_crash_is_opening(tmp_path: Path) -> None:
    code = (
        "import sys, os, signal\nfrom pathlib import Path\nfrom studio.project import Project\n"
        "p = Project.open(Path(sys.argv[1]), write=True, create=True)\n"
        "p.begin_run('distil', {})\n"
        "with p.draft('model', 'student', made_by='distil') as d:\n"
        "    (d.path / 'half').write_text('half')\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code, str(tmp_path / "p")], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list((tmp_path / "p" / "models").glob(f"{PART}*"))
    with Project.open(tmp_path / "p", write=True) as project:
        assert project.runs()[0].state == "interrupted"
        assert list((project.root / "models").iterdir()) == [] and project.named("student") is None


def test_what_a_killed_checkpoint_left_is_swept(project: Project) -> None:
    folder = project.checkpoint_folder("f" * 64)
    (folder / f"{PART}half").mkdir()
    (folder / "at-000000001-00000").mkdir()
    project.close()
    with Project.open(project.root, write=True):
        assert [p.name for p in folder.iterdir()] == ["at-000000001-00000"]


def test_a_project_cut_off_while_it_was_made_can_be_made_again(tmp_path: Path) -> None:
    root = tmp_path / "p"
    for name in FOLDERS:  # then the disk was full
        (root / name).mkdir(parents=True)
    (root / "project.lock").touch()
    Project.open(root, write=True, create=True).close()
    other = tmp_path / "other"
    (other / "models").mkdir(parents=True)
    (other / "models" / "mine.txt").touch()
    with pytest.raises(InputError, match="not empty"):
        Project.open(other, write=True, create=True)


def test_a_catalogue_that_can_not_be_written_in_the_middle_is_the_hosts_fault(project: Project) -> None:  # fmt: skip
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom studio.core.errors import HostError\nfrom studio.project import Project\n"
        "p = Project.open(Path(sys.argv[1]), write=True)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512))\n"
        "try:\n    p.measure('a' * 64, 'exam', {'x': 'y' * 9000})\nexcept HostError as error:\n    print(error.code, error.remedy)\n"
    )
    project.close()
    ended = subprocess.run([sys.executable, "-c", code, str(project.root)], capture_output=True, text=True, check=False)  # fmt: skip
    assert ended.stdout.startswith("host.catalogue-unwritable Check"), ended


def test_one_writer_many_readers(project: Project) -> None:
    with pytest.raises(HostError) as caught:
        Project.open(project.root, write=True)
    assert str(os.getpid()) in caught.value.message and caught.value.code == "host.project-busy"
    with Project.open(project.root) as reader:
        assert reader.names() == {}


def test_a_newer_project_is_said_plainly(project: Project) -> None:
    with sqlite3.connect(project.root / "project.sqlite") as db:
        db.execute("INSERT INTO migrations VALUES ('9999-future')")
    db.close()
    with pytest.raises(InputError) as caught:
        Project.open(project.root)
    assert caught.value.code == "input.newer-project"


def test_a_damaged_catalogue_is_said_plainly(tmp_path: Path) -> None:
    root = tmp_path / "p"
    Project.open(root, write=True, create=True).close()
    for extra in root.glob("project.sqlite-*"):
        extra.unlink()
    (root / "cards" / "names.json").unlink()  # else it is made anew
    (root / "project.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(InputError) as caught:
        Project.open(root)
    assert caught.value.code == "input.catalogue-damaged"


def test_a_damaged_catalogue_is_made_anew_from_the_cards(tmp_path: Path) -> None:
    root = tmp_path / "p"
    with Project.open(root, write=True, create=True) as project:
        kept, lost = make(project, text="kept"), make(project, name="student", text="lost")
        project.point("best", kept)
        project.measure(kept.digest, "exam", {"accuracy": 1})
    (lost.path / "file.txt").write_text("damaged since")
    for extra in root.glob("project.sqlite-*"):
        extra.unlink()
    catalogue = root / "project.sqlite"
    catalogue.write_bytes(b"no database" * 999)
    with Project.open(root) as project:  # a reader's opening restores, too
        assert project.names() == {"teacher": kept, "best": kept}
        assert project.about(kept) == {"accuracy": 0.5} and "1 artifacts" in project.restored
    assert len(list(root.glob("damaged-*"))) == 1
    with Project.open(root, write=True) as project:
        assert project.restored == "" and project.named("teacher") == kept


def test_damage_inside_the_catalogue_is_found_by_the_next_writer(tmp_path: Path) -> None:
    root = tmp_path / "p"
    with Project.open(root, write=True, create=True) as project:
        kept = [make(project, name=f"m{at}", text=str(at)) for at in range(3)]
        for at in range(200):
            project.measure(f"{at:064}", "exam", {"x": "y" * 500})
    catalogue = root / "project.sqlite"
    data = bytearray(catalogue.read_bytes())
    data[-20_000:-8_000] = bytes(range(256)) * 46 + bytes(224)
    catalogue.write_bytes(data)
    with Project.open(root, write=True) as project:
        assert set(project.names().values()) == set(kept) and project.restored


def test_a_project_of_an_older_version_gets_its_cards(project: Project) -> None:
    made = make(project)
    for card in (project.root / "cards").iterdir():
        card.unlink()
    project.close()
    with Project.open(project.root, write=True):
        assert {p.stem for p in (project.root / "cards").iterdir()} == {made.digest, "names"}


def test_a_card_that_leads_out_of_the_project_is_not_believed(tmp_path: Path, project: Project) -> None:  # fmt: skip
    made = make(project)
    card = project.root / "cards" / f"{made.digest}.json"
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "file.txt").write_text("weights")
    card.write_text(card.read_text().replace(made.path.relative_to(project.root).as_posix(), "../outside"))  # fmt: skip
    project.close()
    (project.root / "project.sqlite").write_bytes(b"no database" * 999)
    with Project.open(project.root) as again:
        assert again.names() == {}


def test_no_project_and_wrong_folders(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a project"):
        Project.open(tmp_path)
    (tmp_path / "other.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        Project.open(tmp_path, create=True, write=True)
    with pytest.raises(InputError, match="is a file"):
        Project.open(tmp_path / "other.txt", create=True, write=True)
    assert not is_project(tmp_path) and sorted(p.name for p in tmp_path.iterdir()) == ["other.txt"]


def test_folders_are_made(project: Project) -> None:
    assert {p.name for p in project.root.iterdir() if p.is_dir()} == set(FOLDERS)


def test_checkpoints_have_a_home_and_an_end(project: Project) -> None:
    folder = project.checkpoint_folder("k" * 64)
    (folder / "x").write_text("1")
    assert project.checkpoint_folder("k" * 64) == folder and (folder / "x").exists()
    project.forget_checkpoint("k" * 64)
    assert not folder.exists()


def test_a_follower_works_along_and_writes_nothing(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    made = make(project)
    key = result_key("teach", 1, {})
    project.remember(key, "teach", {"x": 1}, {"teacher": made.digest})
    with Follower.open(project.root) as follower:
        assert follower.recall(key) == {"x": 1}
        with follower.draft("model", "student", made_by="distil") as draft:
            (draft.path / "f").write_text("x")
        assert draft.artifact is not None and not draft.path.exists()
        follower.remember("other", "distil", {}, {})
        follower.point("student", made)
        follower.forget_checkpoint(key)
        assert follower.named("student") is None and follower.recall("other") is None
    monkeypatch.setenv("RANK", "1")
    assert process_rank() == 1
    monkeypatch.delenv("RANK")
    assert process_rank() == 0
