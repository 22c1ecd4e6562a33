"""What Core ML Tools' own benchmarker measures, in the child: this Mac, and phones on a cable.

Not run on a Mac; tested with a stand-in behind coremltools and a phone that is none. Source:
coremltools.models.ml_program.experimental, perf_utils.MLModelBenchmarker and remote_device.Device.
"""

from __future__ import annotations

import asyncio
import platform
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LOADS = 3  # loads timed; the first of them may compile for the Neural Engine
Told = Callable[[str], None]


def timings(package: Path, order: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """{"rows": [{"device", "system", "load", "predict"}], "left": [names], "failed": [sentences]}.

    Milliseconds of single loads and predictions. order: inputs by name, calls, compute_units,
    function_name, and team, the Apple developer team that signs the app coremltools puts on a
    phone; without one connected phones are only named (left). package is a copy that may be written to.
    """
    import coremltools as ct

    order = {"scratch": str(package.parent), **order}
    units = ct.ComputeUnit[order["compute_units"]]
    model = ct.models.MLModel(str(package), skip_model_load=True, compute_units=units, function_name=order["function_name"] or None)  # fmt: skip
    told("benchmark")
    found: dict[str, Any] = {"rows": [], "left": [], "failed": []}
    found["rows"].append({**_here(), **asyncio.run(_measured(model, order, None))})
    for phone in phones():
        if not order["team"]:
            found["left"].append(phone.name)
            continue
        told(f"benchmark on {phone.name}")
        try:
            row = asyncio.run(_on_phone(model, order, phone))
        except Exception as error:  # noqa: BLE001  signing, Xcode, cable: whatever it says is told
            found["failed"].append(f"{phone.name}: {error}")
        else:
            found["rows"].append({"device": phone.name, "system": f"{phone.type.value} {phone.os_version}", **row})  # fmt: skip
    return found


def phones() -> list[Any]:
    """Connected iPhones and iPads as coremltools' `Device`; none without Apple's devicectl."""
    from coremltools.models.ml_program.experimental import remote_device

    kinds = remote_device.DeviceType
    try:
        return [d for kind in (kinds.IPHONE, kinds.IPAD) for d in remote_device.Device.get_connected_devices(kind)]  # fmt: skip
    except (ValueError, OSError, remote_device._DeviceCtlError):  # no Xcode, or its tool refused
        return []


async def _on_phone(model: Any, order: Mapping[str, Any], phone: Any) -> dict[str, list[float]]:
    """coremltools builds its small app, signs it, starts it on the phone, and asks it."""
    from coremltools.models.ml_program.experimental import remote_device

    credentials = remote_device.AppSigningCredentials(development_team=order["team"])
    with tempfile.TemporaryDirectory(dir=order["scratch"]) as folder:
        ready = await phone.prepare_for_model_debugging(credentials, Path(folder))
        try:
            return await _measured(model, order, ready)
        finally:
            ready.session.stop()


async def _measured(model: Any, order: Mapping[str, Any], device: Any) -> dict[str, list[float]]:
    import numpy as np
    from coremltools.models.ml_program.experimental.perf_utils import MLModelBenchmarker

    inputs = {name: np.array(rows, np.int32) for name, rows in order["inputs"].items()}
    benchmarker = MLModelBenchmarker(model, device)
    load = await benchmarker.benchmark_load(LOADS)
    predict = await benchmarker.benchmark_predict(inputs, order["calls"], warmup=True)
    return {"load": load.samples, "predict": predict.samples}


def _here() -> dict[str, str]:
    return {"device": "this Mac", "system": f"macOS {platform.mac_ver()[0]}".strip()}
