"""The Core ML child: its whole Python path, with only Apple's native library replaced."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from studio.core.errors import HostError, UpstreamError
from studio.runtime import Runtime, coreml_process, open_runtime
from studio.runtime.backends.coreml import STAND_IN
from studio.runtime.coreml_cache import PLACE

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="there is no coremltools for Windows"
)


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Compiled models of these tests stay among them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLACE, str(tmp_path_factory.mktemp("compiled")))
        yield


@pytest.fixture(scope="module")
def package(package_of: Callable[..., Path]) -> Path:
    """The package the child runs."""
    return package_of("bert", precision="float16", lengths=(8, 16), target="iOS18")


@pytest.fixture(scope="module")
def runtime(package: Path) -> Iterator[Runtime]:
    """One child for the module: it takes seconds to import coremltools."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(STAND_IN, "1")
        with open_runtime(package, runtime="coreml", compute_units="CPU_ONLY") as opened:
            yield opened


def child(runtime: Runtime) -> coreml_process.CoreMLProcess:
    return runtime._engine._call.__self__.process  # type: ignore[attr-defined, no-any-return]


@pytest.mark.slow
def test_the_child_answers_as_the_evaluator_does(runtime: Runtime, package: Path) -> None:
    before = (package / "Manifest.json").read_bytes()
    texts = ["where is my parcel", "", "the " * 40]
    with open_runtime(package, runtime="reference") as reference:
        assert np.array_equal(runtime.logits(texts), reference.logits(texts))
    assert runtime.predict("late").runtime == "coreml" and runtime.arithmetic == "device"
    assert (package / "Manifest.json").read_bytes() == before


@pytest.mark.slow
def test_a_killed_child_is_a_sentence_and_a_fresh_start(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected, first = runtime.logits(["late"]), child(runtime).pid
    scratch = Path(child(runtime)._scratch)
    assert first is not None and scratch.is_dir()
    os.kill(first, signal.SIGKILL)
    with pytest.raises(HostError, match="died") as caught:
        runtime.predict("late")
    assert caught.value.code == "host.coreml-died" and "-9" in caught.value.detail
    assert not scratch.exists()
    monkeypatch.setenv(STAND_IN, "1")
    assert np.array_equal(runtime.logits(["late"]), expected)
    assert child(runtime).pid not in (None, first)


@pytest.mark.slow
def test_a_hanging_child_is_given_up(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(STAND_IN, "1")
    runtime.logits(["late"])
    pid = child(runtime).pid
    assert pid is not None
    monkeypatch.setattr(coreml_process, "PREDICT_SECONDS", 0.3)
    os.kill(pid, signal.SIGSTOP)
    start = time.perf_counter()
    with pytest.raises(HostError, match="hung"):
        runtime.predict("late")
    assert time.perf_counter() - start < 5
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.slow
def test_what_core_ml_refuses_is_upstreams(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    copy = tmp_path / "refused.mlpackage"
    shutil.copytree(package, copy)
    file = copy / "Data/com.apple.CoreML/model.mlmodel"
    file.write_bytes(file.read_bytes().replace(b"layer_norm", b"layer_mock"))
    monkeypatch.setenv(STAND_IN, "1")
    with pytest.raises(UpstreamError, match="refused") as caught:
        open_runtime(copy, runtime="coreml")
    assert "layer_mock" in caught.value.detail


def test_a_child_that_cannot_start_is_a_host_error(
    package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such library')"]
    monkeypatch.setattr(coreml_process, "child_command", lambda: command)
    with pytest.raises(HostError, match="died") as caught:
        coreml_process.CoreMLProcess(package)
    assert "no such library" in caught.value.detail


def test_a_frozen_app_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert coreml_process.child_command()[1:] == ["-m", "studio.runtime.coreml_child"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert coreml_process.child_command() == [sys.executable, "--coreml-child"]
