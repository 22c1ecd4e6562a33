"""Homes that nobody knows, homes in which nothing can be written, somebody else's."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from studio.core import home, scratch
from studio.core.errors import InputError


@pytest.fixture
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A container's user: a number without a name, and no HOME."""

    def unknown(path: object) -> object:
        return path

    monkeypatch.setattr(os.path, "expanduser", unknown)  # what pathlib asks, and answers with


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    home._passing.cache_clear()


def test_pathlib_refuses_where_nobody_is_known(nobody: None) -> None:
    """What the stand-in stands for."""
    with pytest.raises(RuntimeError):
        Path.home()


def test_nobodys_home_is_none(nobody: None, tmp_path: Path) -> None:
    assert home.home() is None and home.a_folder() == tmp_path


def test_a_known_home_is_the_one() -> None:
    assert home.home() == home.a_folder() == Path.home()


def test_somebody_unknown_is_refused_by_a_sentence() -> None:
    with pytest.raises(InputError) as caught:
        home.typed("~nobody-of-that-name/table.csv")
    assert caught.value.code == "input.no-home" and "~nobody-of-that-name" in caught.value.message


def test_a_path_without_a_tilde_is_itself(nobody: None) -> None:
    assert home.typed("a/b.csv") == Path("a/b.csv")


def test_the_nearest_folder_that_is_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert home.existing(tmp_path / "not" / "yet") == tmp_path == home.existing(tmp_path / "file")


def test_caches_lie_below_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    assert home.caches("onnx").is_dir() and tmp_path / "me" in home.caches("onnx").parents


def test_nobodys_caches_last_as_long_as_the_process(nobody: None) -> None:
    folder = home.caches("onnx")
    assert folder.parent == scratch.home() and folder.is_dir() and home.caches("onnx") == folder
    assert home.caches("compiled") != folder


@pytest.mark.skipif(sys.platform == "win32", reason="modes of folders")
def test_a_home_in_which_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    """A file is in the way: that stops root, too."""
    (tmp_path / "me").mkdir()
    for way in (".cache", "Library"):
        (tmp_path / "me" / way).touch()
    monkeypatch.setattr(Path, "home", lambda: tmp_path / "me")
    assert home.caches("onnx").parent == scratch.home()
