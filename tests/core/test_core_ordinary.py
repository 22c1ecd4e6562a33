"""Pipes and devices are never read, folders never replaced by a file; what a system refuses is a sentence."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import pytest

from studio.core import refusals
from studio.core.errors import HostError, InputError
from studio.core.files import atomic_path, sweep, write_text
from studio.core.ordinary import refuse_special, refuse_target

pipes = pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files")


@pipes
@pytest.mark.parametrize("inside", ["", "tokenizer.json", "Data/com.apple.CoreML/weights/weight.bin"])  # fmt: skip
def test_a_pipe_is_refused_before_anybody_waits_for_it(tmp_path: Path, inside: str) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}")
    (model / inside).parent.mkdir(parents=True, exist_ok=True)
    pipe = model / inside if inside else tmp_path / "a.csv"
    os.mkfifo(pipe)
    with pytest.raises(InputError, match=f"{pipe.name} is a pipe or a device") as caught:
        refuse_special(model if inside else pipe)
    assert caught.value.remedy


@pipes
def test_devices_and_links_to_them_are_refused_files_and_folders_are_not(tmp_path: Path) -> None:
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for path in (Path("/dev/null"), tmp_path / "zero.csv"):
        with pytest.raises(InputError, match="device"):
            refuse_special(path)
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "other")  # a folder that is no model is not looked through
    for path in (tmp_path, Path(__file__), tmp_path / "nowhere", Path("a\0b")):
        refuse_special(path)


def test_a_folder_is_never_replaced_by_a_file(tmp_path: Path) -> None:
    """`predict --out Documents` once took the folder's place, with all that was in it."""
    folder = tmp_path / "Documents"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="is a folder") as caught:
        write_text(folder, "answers")
    assert caught.value.code == "input.is-a-folder" and caught.value.remedy
    assert (folder / "thesis.txt").read_text() == "years of work"
    assert os.listdir(tmp_path) == ["Documents"]


def test_a_folder_that_came_meanwhile_stays_too(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"), atomic_path(tmp_path / "a") as draft:
        draft.write_text("answers")
        (tmp_path / "a").mkdir()
        (tmp_path / "a" / "kept").touch()
    assert (tmp_path / "a" / "kept").exists()


def test_a_file_is_never_replaced_by_a_folder(tmp_path: Path) -> None:
    write_text(tmp_path / "a", "text")
    with pytest.raises(InputError, match="is a file"), atomic_path(tmp_path / "a", folder=True):
        raise AssertionError("not reached")
    assert (tmp_path / "a").read_text() == "text"


@pipes
def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "null")  # as /dev/null would be, by a process that may write there
    with pytest.raises(InputError, match="pipe or a device"):
        refuse_target(tmp_path / "null", folder=False)
    with pytest.raises(InputError, match="pipe or a device"):
        write_text(tmp_path / "null", "answers")


@pipes
def test_a_pipe_named_like_a_leftover_is_let_lie(tmp_path: Path) -> None:
    """Opening it, which deleting a folder begins with, waits for ever."""
    os.mkfifo(tmp_path / ".part-x")
    (tmp_path / ".part-y").mkdir()
    assert sweep(tmp_path) == 1 and os.listdir(tmp_path) == [".part-x"]


def test_a_name_that_acts_on_a_terminal_is_shown_not_acted_on() -> None:
    error = InputError("There is no \x1b[31ma\nError: b\u202egpj.exe\x9b.", remedy="Rename \x07.")
    assert error.message == r"There is no \u001b[31ma\u000aError: b\u202egpj.exe\u009b."
    assert error.remedy == r"Rename \u0007." and str(error) == error.message
    assert InputError("Grüße, 漢字, שלום, e\u0301").message == "Grüße, 漢字, שלום, e\u0301"


@pytest.mark.parametrize(
    ("number", "kind", "code"),
    [
        (errno.ENAMETOOLONG, InputError, "input.bad-path"),
        (errno.ELOOP, InputError, "input.bad-path"),
        (errno.EIO, HostError, "host.disk-failing"),
        (errno.EMFILE, HostError, "host.too-many-files"),
        (errno.EACCES, HostError, "host.not-allowed"),
    ],
)
def test_what_the_system_refuses_is_a_sentence(number: int, kind: type, code: str) -> None:
    told = refusals.told(OSError(number, os.strerror(number), "x" * 300))
    assert isinstance(told, kind) and told.code == code and told.remedy and told.detail
    assert told.message.endswith(".") and (number != errno.ENAMETOOLONG or len(told.message) < 130)


def test_what_may_be_a_fault_of_ours_stays_one() -> None:
    assert refusals.told(FileNotFoundError(errno.ENOENT, "no", "x")) is None
    assert refusals.told(ValueError("x")) is None
