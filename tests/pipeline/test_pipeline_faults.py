"""Faults, through the real command line: killed and cancelled workers, and input that can't be used."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from pipeline_tiny import make_teacher, write_csv

from studio.core.files import PART
from studio.project import Project

Walked = tuple[Path, dict[str, Any]]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89" * 9


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "studio", *words]


def run(*words: str) -> tuple[int, list[dict[str, Any]]]:
    """Exit status and events of one command."""
    done = subprocess.run(command(*words, "--json"), capture_output=True, text=True, timeout=120, check=False)  # fmt: skip
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def begin_distil(project: Path) -> tuple[subprocess.Popen[str], int]:
    """A long distillation that has written a checkpoint: the command and its worker's pid."""
    words = ("distil", "--project", str(project), "--seed", "5", "--epochs", "200", "--patience", "100", "--json")  # fmt: skip
    process = subprocess.Popen(command(*words), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    pid = 0
    for line in process.stdout:
        event = json.loads(line)
        pid = event.get("pid", pid)
        if event["kind"] == "checkpointed":
            return process, pid
        if event["kind"] in {"failed", "finished", "cancelled"}:
            rest(process)  # it leaves nothing behind for the tests after this one
            raise AssertionError(event)
    raise AssertionError("it ended before its first checkpoint")


def rest(process: subprocess.Popen[str]) -> list[dict[str, Any]]:
    assert process.stdout is not None
    events = [json.loads(line) for line in process.stdout]
    process.wait(timeout=60)
    process.stdout.close()
    return events


@pytest.mark.slow
def test_a_killed_worker_leaves_a_project_that_resumes(walked: Walked, tmp_path: Path) -> None:
    project = tmp_path / "p"
    shutil.copytree(walked[0], project)
    process, pid = begin_distil(project)
    os.kill(pid, signal.SIGKILL)
    ending = rest(process)[-1]
    assert ending["kind"] == "failed" and ending["code"] == "worker-died" and ending["remedy"]
    assert process.returncode == 4
    with Project.open(project, write=True) as opened:
        assert opened.runs()[0].state == "interrupted"
        assert opened.named("student") is not None  # the one from before
    assert not list(project.rglob(f"{PART}*"))

    process, pid = begin_distil(project)
    asked = time.monotonic()
    process.send_signal(signal.SIGINT)
    events = rest(process)
    assert time.monotonic() - asked < 10  # a second, and room for a busy machine
    assert events[-1] == {"kind": "cancelled", "resumable": True} and process.returncode == 130
    with Project.open(project) as opened:
        lines = (project / "runs" / opened.runs()[0].id / "events.jsonl").read_text().splitlines()
    told = [json.loads(line) for line in lines]
    first = next(e["done"] for e in told if e["kind"] == "progress" and e["stage"] == "train")
    assert first > 0  # it went on where the killed one had been


def bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    """Files that can't be imported, and the code each must get."""
    made = {
        "image.csv": (PNG, "input."),
        "empty.csv": (b"", "input."),
        "header.csv": (b"text,label\n", "input."),
        "no-text.csv": (b"a,b\n1,2\n2,3\n4,5\n6,7\n", "input.no-text-column"),
        "one-class.csv": (b"text,label\n" + b"".join(b"some words %d,x\n" % n for n in range(20)), "input.one-class"),
    }  # fmt: skip
    found = {"folder.csv": (folder / "folder.csv", "input."), "absent.csv": (folder / "absent.csv", "input.no-such-file")}  # fmt: skip
    (folder / "folder.csv").mkdir()
    for name, (content, code) in made.items():
        (folder / name).write_bytes(content)
        found[name] = (folder / name, code)
    return found


@pytest.mark.parametrize(
    "name", ["absent.csv", "folder.csv", "image.csv", "empty.csv", "header.csv", "no-text.csv", "one-class.csv"]
)  # fmt: skip
def test_a_bad_file_gets_one_sentence_and_a_remedy(name: str, tmp_path: Path, order_step: Any) -> None:  # fmt: skip
    from studio.core.errors import InputError

    path, code = bad_files(tmp_path)[name]
    Project.open(tmp_path / "p", write=True, create=True).close()  # a new one would go again
    with pytest.raises(InputError) as caught:
        order_step("import", tmp_path / "p", file=str(path))
    assert caught.value.code.startswith(code) and caught.value.remedy
    assert "\n" not in caught.value.message and caught.value.message.count(". ") <= 1
    with Project.open(tmp_path / "p", write=True) as project:
        assert project.named("dataset") is None and project.runs()[0].state == "failed"
    assert list((tmp_path / "p" / "datasets").iterdir()) == []


@pytest.mark.parametrize(
    "name", ["pytorch_model.bin", "model.pt", "last.ckpt", "old.pth", "weights.pkl", "model.PT"]
)
@pytest.mark.parametrize("alone", [False, True], ids=["in a folder", "the file itself"])
def test_a_pickle_is_refused_unopened_with_the_way_out(
    tmp_path: Path, name: str, alone: bool
) -> None:
    """As teacher, or to convert: one sentence names the file, the remedy says safetensors, nothing in it runs."""
    from studio.core.errors import InputError
    from studio.models.classifier import load_classifier

    canary = tmp_path / "ran"
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text('{"model_type": "bert"}')
    (folder / name).write_bytes(pickle.dumps(_Bomb(str(canary))))
    with pytest.raises(InputError) as caught:
        load_classifier(str(folder / name if alone else folder), None)
    assert caught.value.code == "input.pickle-checkpoint" and name in caught.value.message
    assert "safetensors" in caught.value.remedy and not canary.exists()


class _Bomb:
    """Writes a file when it is unpickled."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self.path, "w")


def test_the_command_line_exits_3(tmp_path: Path) -> None:
    status, events = run("import", str(tmp_path / "absent.csv"), "--project", str(tmp_path / "p"))
    assert status == 3 and events[-1]["kind"] == "failed" and events[-1]["remedy"]


@pytest.mark.slow
def test_bad_teachers(tmp_path: Path, order_step: Any, teacher_folder: Path) -> None:
    from studio.core.errors import InputError

    order_step("import", tmp_path / "p", file=str(write_csv(tmp_path / "in.csv")))
    pickled = tmp_path / "pickled"
    shutil.copytree(teacher_folder, pickled)
    (pickled / "model.safetensors").rename(pickled / "pytorch_model.bin")
    others = make_teacher(tmp_path / "others", names=("happy", "sad", "angry"))
    for folder, code, word in (
        (pickled, "input.", "safetensors"),
        (others, "input.", "happy"),
        (tmp_path / "nowhere", "input.", "nowhere"),
    ):
        with pytest.raises(InputError) as caught:
            order_step("teach", tmp_path / "p", model=str(folder))
        told = f"{caught.value.message} {caught.value.remedy} {caught.value.detail}"
        assert caught.value.code.startswith(code) and word in told, told
    assert list((tmp_path / "p" / "models").iterdir()) == []


@pytest.mark.slow
def test_broken_packages(walked: Walked, tmp_path: Path, order_step: Any) -> None:
    from studio.core.errors import InputError

    whole = walked[0] / "exports" / "student-int8.mlpackage"
    for name in ("cut", "hollow", "nothing"):
        broken = tmp_path / f"{name}.mlpackage"
        shutil.copytree(whole, broken)
        weights = next(broken.rglob("weight.bin"))
        if name == "cut":
            weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
        elif name == "hollow":
            next(broken.rglob("*.mlmodel")).write_bytes(b"not a model")
        else:
            shutil.rmtree(broken)
            broken.mkdir()
        with pytest.raises(InputError) as caught:
            order_step("predict", None, model=str(broken), text=["hello"])
        assert caught.value.remedy and "\n" not in caught.value.message
