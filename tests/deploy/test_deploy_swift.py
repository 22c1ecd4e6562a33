"""The kit through a real Swift compiler, where a machine can have one: `packaging/swift-check`."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[2] / "packaging" / "swift-check"
ROOT = "POCKETBERT_SWIFT_ROOT"  # a folder that holds, or will hold, Debian's Swift


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = spec_from_loader("swift_check", SourceFileLoader("swift_check", str(SCRIPT)))
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


@pytest.mark.slow
@pytest.mark.weights
@pytest.mark.timeout(3600)
def test_swift_builds_tests_and_reads_as_hugging_face_does(check: ModuleType) -> None:
    root = os.environ.get(ROOT, "")
    if not root:
        pytest.skip(f"no Swift compiler was asked for: set {ROOT} to a folder for one (2 GB)")
    if reason := check.reason_against(Path(root)):
        pytest.skip(f"swift-check can't run here: {reason}")
    done = subprocess.run([sys.executable, str(SCRIPT), "--root", root, "--no-speed"], capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 differences" in done.stdout.splitlines()[-1]


def test_it_says_why_it_cannot_run(check: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    monkeypatch.setattr("platform.system", lambda: "Darwin")
    monkeypatch.setattr(sys, "argv", ["swift-check", "--root", str(tmp_path / "none")])
    assert check.main() == check.EXIT_NOT_HERE
    assert "needs root on Linux" in capsys.readouterr().err
    assert not (tmp_path / "none").exists()


def test_a_half_installed_compiler_is_none(check: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "usr" / "bin").mkdir(parents=True)
    (tmp_path / "usr" / "bin" / "swiftc").write_text("")
    assert not check.swift_in(tmp_path)
    (tmp_path / "complete").write_text("")
    assert check.swift_in(tmp_path)


def test_without_a_mirror_it_says_so(check: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    root = sys.modules["swift_root"]
    for name, value in (("may_mount", lambda: True), ("own_mirrors", lambda: ["http://mirror.invalid/"]), ("answers", lambda url: False), ("KEYRING", str(SCRIPT))):  # fmt: skip
        monkeypatch.setattr(root, name, value)
    monkeypatch.setattr("os.geteuid", lambda: 0, raising=False)
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setattr("shutil.which", lambda name: name)
    assert check.reason_against(tmp_path) == "no Debian mirror could be reached"
    monkeypatch.setattr(root, "answers", lambda url: "mirror" in url)
    assert check.reason_against(tmp_path) == "" and root.mirror() == "http://mirror.invalid/"
    monkeypatch.setattr(root, "may_mount", lambda: False)
    assert "mounting /proc" in check.reason_against(tmp_path)


def test_what_fetches_is_tried_again_from_nothing(check: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    root, place = sys.modules["swift_root"], tmp_path / "made"
    monkeypatch.setattr(root, "PATIENCE", 0)
    once = f"test ! -e {place} && mkdir {place} && test -e {tmp_path}/again || {{ touch {tmp_path}/again; exit 1; }}"  # fmt: skip
    check.run("sh", "-c", once, tries=2, anew=place)
    assert place.is_dir()
    with pytest.raises(SystemExit, match="sh -c false failed"):
        check.run("sh", "-c", "false", tries=2)
    monkeypatch.setattr(root, "STEP_SECONDS", 0.1)
    with pytest.raises(SystemExit, match=r"took more than 0\.1 s"):
        check.run("sleep", "5", tries=2)
