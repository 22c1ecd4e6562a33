"""Temporary files: one private home, swept of what the dead left behind, limited."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from studio.core import scratch
from studio.core.errors import HostError

LEAVES = "from studio.core.scratch import scratch_folder as s; f = s('look'); (f / 'rows').write_text('x'); print(f); import os; os._exit(9)"
STAYS = "import sys; from studio.core.scratch import scratch_folder as s; print(s('look'), flush=True); sys.stdin.read()"
posix = pytest.mark.skipif(os.name == "nt", reason="owners, modes and locks of folders")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))


@pytest.fixture(autouse=True)
def let_go() -> None:
    """What other tests in this process hold isn't ours."""
    scratch._let_go()


def test_every_folder_lies_in_the_one_home() -> None:
    first, second = scratch.scratch_folder("look"), scratch.scratch_folder("look")
    assert first != second and first.parent == second.parent == scratch.home()
    assert first.is_dir() and (os.name == "nt" or scratch.home().stat().st_mode & 0o077 == 0)


@posix
def test_the_home_names_the_users_number() -> None:
    assert scratch.home().name == f"pocketbert-{os.getuid()}"


def test_what_a_killed_process_left_goes_and_ours_stays() -> None:
    done = subprocess.run([sys.executable, "-c", LEAVES], capture_output=True, text=True, check=False)  # fmt: skip
    left = Path(done.stdout.strip())
    assert left.parent == scratch.home() and (left / "rows").is_file()
    mine = scratch.scratch_folder("answers")
    assert not left.exists() and mine.is_dir()
    assert scratch.sweep_scratch() == 0


@posix
def test_a_folder_of_another_container_lives_as_long_as_its_owner(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """There its process may have any number here: one that nobody has, or one that somebody has."""
    with subprocess.Popen([sys.executable, "-c", STAYS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:  # fmt: skip
        assert other.stdout is not None
        living = Path(other.stdout.readline().strip())
        unknown = living.with_name("look-999999999-abc")
        living.rename(unknown)
        assert scratch.sweep_scratch() == 0 and unknown.is_dir()
        other.kill()
    dead = unknown.rename(unknown.with_name(f"look-{os.getpid()}-abc"))
    assert scratch.sweep_scratch() == 1 and not dead.exists()


@posix
def test_locks_of_deleted_folders_are_let_go() -> None:
    before = len(os.listdir("/dev/fd"))
    for _ in range(20):
        shutil.rmtree(scratch.scratch_folder("look"))
    scratch.scratch_folder("look")
    assert len(os.listdir("/dev/fd")) <= before + 1


@posix
@pytest.mark.parametrize("trap", ["link", "foreign"])
def test_a_home_that_is_not_ours_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str) -> None:  # fmt: skip
    """Somebody else of a shared /tmp made it first: nothing is written there, nothing is deleted there."""
    theirs = tmp_path / "theirs"
    (theirs / "letters").mkdir(parents=True)
    if trap == "link":
        scratch.home().symlink_to(theirs)
    else:
        theirs.rename(scratch.home())
        theirs = scratch.home()
        own = os.lstat(theirs).st_uid
        real = Path.lstat
        monkeypatch.setattr(Path, "lstat", lambda path: _other(real(path), own) if path == theirs else real(path))  # fmt: skip
    folder = scratch.scratch_folder("look")
    assert folder.parent == tmp_path and not folder.is_symlink()
    assert folder.stat().st_mode & 0o077 == 0 and os.listdir(theirs) == ["letters"]
    os.close(scratch._held.pop(folder))  # as its owner's death would
    assert scratch.sweep_scratch() == 1 and not folder.exists() and os.listdir(theirs) == ["letters"]  # fmt: skip


def _other(found: os.stat_result, own: int) -> os.stat_result:
    return os.stat_result([*found[:4], own + 1, *found[5:]])


@posix
def test_an_open_home_of_ours_is_closed() -> None:
    scratch.home().mkdir()
    scratch.home().chmod(0o777)
    scratch.scratch_folder("look")
    assert scratch.home().stat().st_mode & 0o777 == 0o700


def test_a_folder_swept_in_the_moment_it_was_made_is_made_again(monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    real, tries = scratch._claim, []

    def claim(folder: Path) -> bool:
        tries.append(folder)
        if len(tries) == 1:
            folder.rmdir()
        return real(folder)

    monkeypatch.setattr(scratch, "_claim", claim)
    folder = scratch.scratch_folder("look")
    assert len(tries) == 2 and folder == tries[1] and folder.is_dir()


@posix
def test_a_file_system_without_locks_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    before = len(os.listdir("/dev/fd"))
    monkeypatch.setattr(fcntl, "flock", no_locks)
    folder = scratch.scratch_folder("look")
    assert folder.is_dir() and scratch.sweep_scratch() == 0
    assert folder.is_dir() and len(os.listdir("/dev/fd")) == before


def test_threads_let_go_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another thread closes a lock between this one's look and its own close."""
    folder = scratch.scratch_folder("look")
    shutil.rmtree(folder)
    real = Path.exists

    def exists(path: Path) -> bool:
        if path == folder and (descriptor := scratch._held.pop(folder, None)) is not None:
            os.close(descriptor)
        return real(path)

    monkeypatch.setattr(Path, "exists", exists)
    scratch._let_go()
    assert folder not in scratch._held


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
