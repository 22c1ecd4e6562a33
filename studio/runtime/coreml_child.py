"""The child that calls Core ML: reads an order, loads the model, answers until its input closes.

A crash inside Apple's library ends this process and nothing else. Prints of libraries go to
stderr: the real stdout carries frames only.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from studio.runtime.backends.coreml import STAND_IN
from studio.runtime.coreml_cache import Compiled, sweep


def main() -> int:
    """Serve one model; the exit status is 0 when the parent closed the door."""
    frames = Connection(os.dup(1), readable=False)
    os.dup2(2, 1)
    orders = Connection(os.dup(0), writable=False)
    try:
        serve(orders, frames)
    except (EOFError, BrokenPipeError):
        return 0
    finally:
        orders.close()
        frames.close()
    return 0


def serve(orders: Connection, frames: Connection) -> None:
    """Load what the first order names, then answer predictions. Raises EOFError at the end."""
    first = json.loads(orders.recv_bytes())
    try:
        _serve(first, orders, frames)
    finally:  # the parent does this too; it may have died first
        shutil.rmtree(first["scratch"], ignore_errors=True)


def _serve(first: dict[str, Any], orders: Connection, frames: Connection) -> None:
    def told(stage: str) -> None:
        frames.send_bytes(json.dumps({"stage": stage}).encode())

    model: Any = None
    order = first
    while True:
        try:
            if model is None:
                model = load(first, Path(first["scratch"]), told)
                answer: dict[str, Any] = {"ready": True}
            elif "plan" in order:
                answer = {"plan": plan(first, model)}
            elif "benchmark" in order:
                answer = {"benchmark": benchmark(first, order["benchmark"], told)}
            elif "memory" in order:
                answer = {"memory": peak_bytes()}
            else:
                answer = {"scores": predict(model, order)}
        except Exception as error:  # noqa: BLE001  whatever Core ML says goes to the parent
            answer = {"error": f"{type(error).__name__}: {error}"}
        frames.send_bytes(json.dumps(answer).encode())
        order = json.loads(orders.recv_bytes())


def load(order: dict[str, Any], scratch: Path, told: Callable[[str], None] = lambda _: None) -> Any:
    """The compiled model: the kept one, or compiled now and kept.

    Works on a copy: MLModel rewrites Manifest.json whenever it loads.
    """
    logging.getLogger("coremltools").setLevel(logging.ERROR)
    if os.environ.get(STAND_IN):
        from studio.runtime.mil import install

        install()
    import coremltools as ct

    path, units = Path(order["path"]), ct.ComputeUnit[order["compute_units"]]
    chosen = order["function_name"] or None
    kept = Compiled.of(path, order["compute_units"], order["function_name"])
    if kept.ready():
        told("load")
        try:
            return ct.models.CompiledMLModel(str(kept.model), units, chosen)
        except (RuntimeError, OSError, ValueError):  # made by another system, or cut short
            kept.drop()
    told("copy")
    copy = scratch / path.name
    shutil.copytree(path, copy)
    told("compile")
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)  # "You will not be able to run predict()"
        model = ct.models.MLModel(str(copy), compute_units=units, function_name=chosen)
    keep(kept, model)
    return model


def keep(kept: Compiled, model: Any) -> None:
    """Copy the compiled model to its fixed place; a full disk costs the next start, no more."""
    try:
        sweep()
        kept.keep(Path(model.get_compiled_model_path()))
    except OSError:
        kept.drop()


def plan(order: dict[str, Any], model: Any) -> list[dict[str, Any]]:
    """Where Core ML would run each op of the loaded model."""
    from studio.runtime.coreml_plan import compute_plan

    path = getattr(model, "path_or_asset", "") or model.get_compiled_model_path()
    return compute_plan(str(path), order["compute_units"], order["function_name"])


def benchmark(first: dict[str, Any], asked: dict[str, Any], told: Callable[[str], None]) -> dict[str, Any]:  # fmt: skip
    """What Core ML Tools' own benchmarker measures of the same package."""
    from studio.runtime.coreml_timing import timings

    copy = Path(first["scratch"]) / "timed" / Path(first["path"]).name
    shutil.copytree(first["path"], copy, dirs_exist_ok=True)
    return timings(copy, {**first, **asked}, told)


def peak_bytes() -> int:
    """The largest this process has been."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def predict(model: Any, order: dict[str, Any]) -> Any:
    """The scores of one padded text: numbers, or {label: probability} of a classifier's."""
    import numpy as np

    inputs = {name: np.array(rows, dtype=np.int32) for name, rows in order["inputs"].items()}
    scores = model.predict(inputs)[order["scores"]]
    if isinstance(scores, dict):
        return {str(label): float(p) for label, p in scores.items()}
    return [float(x) for x in np.asarray(scores, dtype=np.float32).reshape(-1)]


if __name__ == "__main__":
    sys.exit(main())
