"""The doctor: what it finds, what it says about what is missing, its exit status."""

from __future__ import annotations

import dataclasses
import json
import sys
from pathlib import Path

import pytest

from studio.cli import doctor, packages, systemlibs
from studio.cli.main import main
from studio.jobs.machine import this_machine


@pytest.fixture
def versions(monkeypatch: pytest.MonkeyPatch) -> dict[str, str | None]:
    """Pretended versions; what is not pretended is really installed."""
    pretended: dict[str, str | None] = {}
    real = packages.version
    monkeypatch.setattr(packages, "version", lambda name: pretended.get(name, real(name)) if name not in pretended else pretended[name])  # fmt: skip
    return pretended


def test_a_good_computer(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "Everything essential is here." in said
    for word in ("Python", "torch", "coremltools", "memory", "disk", "Core ML", "synonyms"):
        assert word in said


def test_a_missing_package_is_named_and_mended(
    versions: dict[str, str | None], capsys: pytest.CaptureFixture[str]
) -> None:
    versions["torch"] = None
    assert main(["doctor"]) == 4
    said = capsys.readouterr().out
    assert "missing torch" in said and "PyTorch install page" in said and "1 essential" in said


def test_a_missing_sample_is_only_a_note(versions: dict[str, str | None]) -> None:
    versions["licensedcode-data"] = None
    check = next(c for c in packages.samples() if c.name == "licensedcode-data")
    assert check.level == "note" and "pip install" in check.remedy


def test_a_bundle_is_not_told_to_use_pip(versions: dict[str, str | None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    versions["licensedcode-data"] = versions["onnx"] = None
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "pip install" not in said
    assert "pocketbert-studio-sample" in said and "Install PocketBERT Studio again." in said


def test_known_bad_pairs(versions: dict[str, str | None], monkeypatch: pytest.MonkeyPatch) -> None:
    versions |= {"coremltools": "9.1.dev1", "numpy": "2.4.6", "PySide6-Essentials": "6.11.3", "torch": "2.13.0+cpu"}  # fmt: skip
    assert list(packages.bad_pairs("")) == []
    versions["coremltools"] = "9.0"
    assert [c.level for c in packages.bad_pairs("")] == ["missing"]
    versions["numpy"] = "2.3.5"
    assert list(packages.bad_pairs("")) == []
    versions |= {"PySide6-Essentials": "6.12.0", "torch": "2.13.0+cu130"}
    monkeypatch.setattr(sys, "version_info", (3, 11, 7))
    assert [c.level for c in packages.bad_pairs("")] == ["missing", "note"]
    assert [c.level for c in packages.bad_pairs("cuda")] == ["missing"]
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    assert [c.level for c in packages.bad_pairs("cuda")] == []


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    assert packages.python().level == "missing"


def test_missing_system_libraries_have_debian_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":9")
    monkeypatch.setattr(systemlibs, "loads", lambda name: name not in {"libEGL.so.1", "libxcb-cursor.so.0"})  # fmt: skip
    lines = list(systemlibs.checks())
    assert [c.remedy for c in lines] == ["sudo apt install libegl1", "sudo apt install libxcb-cursor0"]  # fmt: skip
    monkeypatch.setattr(sys, "platform", "darwin")
    assert list(systemlibs.checks()) == []


def test_little_memory_and_disk_are_notes(tmp_path: Path) -> None:
    machine = dataclasses.replace(this_machine(tmp_path), memory_bytes=1 << 30, disk_free_bytes=0)
    levels = {check.name: check.level for check in doctor.checks(machine)}
    assert levels["memory"] == levels["disk"] == "note"


def test_the_machine(tmp_path: Path) -> None:
    machine = this_machine(tmp_path)
    assert machine.cores >= 1 and machine.memory_bytes > 1 << 28 and machine.disk_free_bytes > 0
    assert machine.native_core_ml == (sys.platform == "darwin")


def test_json_ends_with_the_checks(capsys: pytest.CaptureFixture[str], versions: dict[str, str | None]) -> None:  # fmt: skip
    assert main(["doctor", "--json"]) == 0
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["kind"] == "finished" and {c["level"] for c in last["result"]["checks"]} <= {"ok", "note"}  # fmt: skip
    versions["pandas"] = None
    assert main(["doctor", "--json"]) == 4
    last = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert last["kind"] == "failed" and "pandas" in last["message"]


def test_the_report_leaves_the_home_folder_out(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.setenv("HF_HOME", "/home/someone/models")
    assert main(["doctor", "--report"]) == 0
    said = capsys.readouterr().out
    assert "HF_HOME=~/models" in said and "someone" not in said and "- torch 2" in said


def test_a_strange_option_is_usage() -> None:
    assert main(["doctor", "--dance"]) == 2
