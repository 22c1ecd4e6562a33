"""Two paths change places at once, and a folder is never away while it is replaced."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from studio.core import exchange, files

SWAPS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such call")


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "file.txt").write_text(text)
    return path


@SWAPS
def test_two_folders_change_places(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "one é", "1"), folder(tmp_path / "other", "2")
    assert exchange.exchange(one, other)
    assert (one / "file.txt").read_text() == "2" and (other / "file.txt").read_text() == "1"


@SWAPS
def test_what_is_not_there_changes_nothing(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", "1")
    assert not exchange.exchange(one, tmp_path / "nowhere")
    assert (one / "file.txt").read_text() == "1"


@SWAPS
def test_a_folder_is_replaced_without_a_rename_that_leaves_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    target = folder(tmp_path / "made.mlpackage", "old")
    monkeypatch.setattr(files.os, "replace", lambda *_: pytest.fail("a gap between two renames"))
    with files.atomic_path(target, folder=True) as draft:
        (draft / "file.txt").write_text("new")
    assert (target / "file.txt").read_text() == "new" and [p.name for p in tmp_path.iterdir()] == ["made.mlpackage"]  # fmt: skip


def test_a_disk_that_can_not_does_it_by_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setattr(files, "exchange", lambda *_: False)
    target = folder(tmp_path / "made.mlpackage", "old")
    with files.atomic_path(target, folder=True) as draft:
        (draft / "file.txt").write_text("new")
    assert (target / "file.txt").read_text() == "new" and [p.name for p in tmp_path.iterdir()] == ["made.mlpackage"]  # fmt: skip


def test_a_system_without_the_call_says_no(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "_call", lambda: None)
    assert not exchange.exchange(folder(tmp_path / "a", "1"), folder(tmp_path / "b", "2"))
