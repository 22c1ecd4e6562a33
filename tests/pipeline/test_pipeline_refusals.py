"""What an unlucky command names: a folder for a file, a name that is no text, a file in another encoding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import write_csv

from studio.core.errors import InputError
from studio.pipeline import device_figures
from studio.pipeline.catalogue import DEVICE_REPORT
from studio.pipeline.steps.verify import read_sentences


def test_answers_never_take_a_folders_place(tmp_path: Path, order_step: Any, teacher_folder: Path) -> None:  # fmt: skip
    folder = tmp_path / "Documents"
    folder.mkdir()
    (folder / "thesis.txt").touch()
    file = str(write_csv(tmp_path / "in.csv"))
    for given in ({"out": str(folder)}, {"out": str(tmp_path / "out.csv"), "answers": str(folder)}):
        with pytest.raises(InputError, match="is a folder"):
            order_step("predict", None, model=str(teacher_folder), csv=file, **given)
    assert (folder / "thesis.txt").exists() and not (tmp_path / "out.csv").exists()


def test_a_package_never_takes_another_folders_place(tmp_path: Path) -> None:
    from studio.convert.package import check_out

    out = tmp_path / "photos.mlpackage"
    out.mkdir()
    check_out(out)  # empty
    (out / "me.jpg").touch()
    with pytest.raises(InputError, match="other things in it"):
        check_out(out)
    (out / "Manifest.json").touch()
    check_out(out)  # an earlier package


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_name_that_is_no_text_is_refused(tmp_path: Path, order_step: Any) -> None:
    file = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.csv")
    write_csv(tmp_path / "in.csv").rename(file)
    with pytest.raises(InputError, match="UTF-8"):
        order_step("import", tmp_path / "p", file=file)


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes among files")
@pytest.mark.parametrize("name", ["a.csv", "a.json"])
def test_a_pipe_is_no_table(tmp_path: Path, order_step: Any, name: str) -> None:
    os.mkfifo(tmp_path / name)
    for step, given in (("import", {}), ("preview", {"output": str(tmp_path / "look")})):
        with pytest.raises(InputError, match="pipe"):
            order_step(step, tmp_path / "p" if step == "import" else None, file=str(tmp_path / name), **given)  # fmt: skip


def test_a_projects_name_may_be_too_long(tmp_path: Path) -> None:
    """Told by the worker's last door, which looks whether the project is still there."""
    order = {"step": "export", "spec": {"what": "report"}, "project": str(tmp_path / ("a" * 300)), "resumable": False}  # fmt: skip
    with subprocess.Popen([sys.executable, "-m", "studio", "--worker"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:  # fmt: skip
        assert worker.stdin is not None and worker.stdout is not None
        worker.stdin.write(json.dumps(order) + "\n")
        worker.stdin.flush()
        ending = json.loads(list(worker.stdout)[-1])
    assert ending["kind"] == "failed" and ending["code"] == "input.bad-path"


def test_sentences_in_another_encoding_are_said(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Gr\u00fc\u00dfe\n".encode("latin-1"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_sentences(tmp_path / "a.txt")
    (tmp_path / "a.txt").write_bytes("\ufeffone\n\ntwo\n".encode())
    assert read_sentences(tmp_path / "a.txt") == ["one", "two"]


@pytest.mark.parametrize("measured", ["[" * 100_000, f'{{"format": "{DEVICE_REPORT}", "version": 1, "device": "", "system": "", "measurements": [[]]}}'])  # fmt: skip
def test_a_device_report_that_is_none(tmp_path: Path, measured: str) -> None:
    (tmp_path / "a.json").write_text(measured)
    if measured.startswith("["):
        assert device_figures.read(tmp_path / "a.json") is None
    else:
        with pytest.raises(InputError, match="damaged"):
            device_figures.read(tmp_path / "a.json")
