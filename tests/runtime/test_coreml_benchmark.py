"""Core ML Tools' benchmarker at its seam: this Mac by the stand-in, a phone that is a few JSON answers."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from studio.runtime import coreml_cache, coreml_timing, open_runtime
from studio.runtime.backends.coreml import STAND_IN
from studio.runtime.coreml_benchmark import benchmark

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no coremltools for Windows")
PHONE = {
    "identifier": "id-1",
    "hardwareProperties": {"deviceType": "iPhone", "udid": "udid-1"},
    "deviceProperties": {"name": "Ada's iPhone", "osVersionNumber": "26.1", "osBuildUpdate": "1A", "developerModeStatus": "enabled"},
    "connectionProperties": {"tunnelState": "connected"},
}  # fmt: skip
AWAY = {**PHONE, "connectionProperties": {"tunnelState": "disconnected"}}
PAD = {**PHONE, "hardwareProperties": {"deviceType": "iPad", "udid": "udid-2"}, "deviceProperties": {**PHONE["deviceProperties"], "name": "Pad"}}  # type: ignore[dict-item]  # fmt: skip


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(coreml_cache.PLACE, str(tmp_path / "compiled"))
    monkeypatch.setenv(STAND_IN, "1")


@pytest.fixture(scope="module")
def package(package_of: Callable[..., Path]) -> Path:
    return package_of("bert", precision="float16")


@pytest.mark.slow
def test_this_mac_is_timed_by_coremltools_own_benchmarker(package: Path) -> None:
    stages: list[str] = []
    found = benchmark(package, "where is my parcel", calls=4, told=stages.append)
    assert [t.device for t in found.rows] == ["this Mac"] and found.left == found.failed == ()
    assert len(found.rows[0].predict) == 4 and len(found.rows[0].load) == coreml_timing.LOADS
    assert min(*found.rows[0].predict, *found.rows[0].load) > 0
    assert stages == ["copy", "compile", "benchmark"]


@pytest.mark.slow
def test_loading_tells_its_stages_the_plan_and_the_childs_memory(package: Path) -> None:
    stages: list[str] = []
    with open_runtime(package, runtime="coreml", told=stages.append) as opened:
        assert stages == ["read", "copy", "compile", "first prediction"]
        assert opened.peak_bytes() > 50_000_000
        plan = opened._engine._call.__self__.process.plan()  # type: ignore[attr-defined]
    assert {row["device"] for row in plan} == {"CPU"} and "linear" in {row["op"] for row in plan}
    assert sum(row["cost"] for row in plan) == pytest.approx(1)
    with open_runtime(package, runtime="reference", told=stages.append) as reference:
        assert stages[4:] == ["read", "load"] and reference.peak_bytes() == 0


# a phone --------------------------------------------------------------------------------------------


class Session:
    """The app on the phone."""

    stopped = 0

    def __init__(self, folder: Path) -> None:
        self.working_directory, self.is_alive = folder, True

    def stop(self) -> None:
        Session.stopped += 1


@pytest.fixture
def phones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Apple's devicectl, as far as it lists devices."""
    from coremltools.models.ml_program.experimental import remote_device

    folder = tmp_path / "bin"
    folder.mkdir()

    def listed(*devices: Any) -> None:
        (tmp_path / "devices.json").write_text(json.dumps({"result": {"devices": devices}}))

    listed()
    for name in ("devicectl", "xcrun"):
        tool = folder / name
        tool.write_text(f'#!/bin/sh\nfor file; do :; done\ncat "{tmp_path}/devices.json" > "$file"\n')  # fmt: skip
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    monkeypatch.setattr(remote_device._DeviceCtl, "_validation_done", False)
    return listed


@pytest.fixture
def service(stand_in: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A phone whose app answers coremltools' calls; the calls it got."""
    from coremltools.models import utils
    from coremltools.models.ml_program.experimental import remote_device

    from studio.runtime.mil.stand_in import StandIn

    calls: list[Any] = []

    class Service(remote_device._RemoteService):  # type: ignore[misc]
        called: ClassVar[list[Any]] = calls

        def __init__(self, socket: Any) -> None: ...

        async def call_method(self, name: str, params: Any, resource: Any = None) -> Any:
            calls.append((name, params))
            told = {"modelID": params["modelID"], "duration": 3_000_000}
            if name != "MLModelService.Prediction":
                assert name != "MLModelService.Load" or Path(resource).is_dir()
                return told, None
            answer = tmp_path / "answer.bin"
            with answer.open("wb") as file:
                made = remote_device._TensorDescriptor.from_array(np.ones((1, 4), np.float32), file)
            return {**told, "outputs": {"logits": made.as_dict()}}, answer

        def fire_and_forget(self, **_: Any) -> None: ...

        @property
        def is_alive(self) -> bool:
            return True

    async def prepare(device: Any, credentials: Any, folder: Path) -> Any:
        if credentials.development_team != "TEAM":
            raise ValueError("No profiles for the app were found")
        return dataclasses.replace(device, session=Session(folder))

    monkeypatch.setattr(remote_device.Device, "prepare_for_model_debugging", prepare)
    monkeypatch.setattr(remote_device, "_DeviceCtlRemoteService", Service)
    monkeypatch.setattr(utils, "_macos_version", lambda: (26, 0))
    monkeypatch.setitem(sys.modules, "coremltools.libcoremlpython", SimpleNamespace(_MLModelProxy=StandIn))  # type: ignore[arg-type]  # fmt: skip
    return calls


def ask(package: Path, tmp_path: Path, team: str) -> dict[str, Any]:
    import shutil

    copy = shutil.copytree(package, tmp_path / "copy.mlpackage", dirs_exist_ok=True)
    inputs = {"input_ids": [[2, 5, 3, *[0] * 13]], "attention_mask": [[1, 1, 1, *[0] * 13]]}
    order = {"compute_units": "ALL", "function_name": "", "inputs": inputs, "calls": 2, "team": team}  # fmt: skip
    return coreml_timing.timings(copy, order, lambda _: None)


def test_connected_phones_are_found_and_timed(
    package: Path, phones: Any, service: Any, tmp_path: Path
) -> None:
    assert coreml_timing.phones() == []
    phones(PHONE, AWAY, PAD)
    assert [p.name for p in coreml_timing.phones()] == ["Ada's iPhone", "Pad"]
    found, before = ask(package, tmp_path, "TEAM"), Session.stopped
    assert [r["device"] for r in found["rows"]] == ["this Mac", "Ada's iPhone", "Pad"]
    assert found["rows"][1] == {"device": "Ada's iPhone", "system": "iphone 26.1", "load": [3.0] * 3, "predict": [3.0] * 2}  # fmt: skip
    names = [name.removeprefix("MLModelService.") for name, _ in service]
    assert names[: len(names) // 2] == ["Load", "Load", "Unload", "Load", "Unload", *["Prediction"] * 3]  # fmt: skip
    assert before == 2 and found["left"] == found["failed"] == []


def test_without_a_team_phones_are_named_and_a_refusal_is_a_sentence(
    package: Path, phones: Any, service: Any, tmp_path: Path
) -> None:
    phones(PHONE)
    assert ask(package, tmp_path, "")["left"] == ["Ada's iPhone"] and not service
    found = ask(package, tmp_path, "OTHER")
    assert len(found["rows"]) == 1 and found["failed"] == ["Ada's iPhone: No profiles for the app were found"]  # fmt: skip


def test_no_xcode_is_no_phone(phones: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    phones(PHONE)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert coreml_timing.phones() == []
