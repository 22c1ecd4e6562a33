"""What the kit's app measured on a device, taken back into the project beside our own figures."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from studio.core.errors import InputError
from studio.pipeline.catalogue import DEVICE_REPORT
from studio.project import Project

VERSION = 1
KIND = "device"
NUMBERS = ("loadMilliseconds", "tokens")
LATENCIES = ("count", "median", "p95", "mean")


def read(path: Path) -> dict[str, Any] | None:
    """The device report in a .json file; None for a file that is something else.

    Raises InputError for a report that is damaged or of a newer version.
    """
    if path.suffix.lower() != ".json" or not path.is_file():
        return None
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != DEVICE_REPORT:
        return None
    if found.get("version") != VERSION:
        raise InputError(f"{path.name} was written by a newer app (version {found.get('version')}).", code="newer-version", remedy="Update PocketBERT Studio, or export the app again.")  # fmt: skip
    try:
        return {
            "device": str(found["device"]),
            "system": str(found["system"]),
            "measurements": [_checked(one) for one in found["measurements"]],
        }
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        raise InputError(f"{path.name} is a damaged device report.", code="report-damaged", remedy="Share it from the app again.", detail=str(error)) from error  # fmt: skip


def _checked(one: dict[str, Any]) -> dict[str, Any]:
    values = [one["latency"][key] for key in LATENCIES] + [one[key] for key in NUMBERS]
    if not all(isinstance(v, (int, float)) and math.isfinite(v) and v >= 0 for v in values):
        raise ValueError(f"figures of {one['model']} are no numbers")
    return {
        "model": str(one["model"]),
        "digest": str(one["digest"]),
        "compute_units": str(one["computeUnits"]),
        "calls": int(one["latency"]["count"]),
        "p50_milliseconds": float(one["latency"]["median"]),
        "p95_milliseconds": float(one["latency"]["p95"]),
        "load_seconds": float(one["loadMilliseconds"]) / 1e3,
        "tokens": int(one["tokens"]),
        "max_abs_logit": None if one.get("parityError") is None else float(one["parityError"]),
        "memory_bytes": None if one.get("memoryBytes") is None else int(one["memoryBytes"]),
        "thermal_state": str(one["thermalState"]),
    }


def keep(project: Project, report: dict[str, Any]) -> dict[str, Any]:
    """Store each measurement with the model it was taken of; the newest of a device and its units stays.

    Raises InputError when none of its models is the project's.
    """
    known = {model.artifact.digest: model.name for model in project.known()}
    table, strangers = [], []
    for one in report["measurements"]:
        if one["digest"] not in known:
            strangers.append(one["model"])
            continue
        found = {**one, "model": known[one["digest"]], "device": report["device"], "system": report["system"]}  # fmt: skip
        project.measure(one["digest"], KIND, found, against=f"{report['device']} {one['compute_units']}")  # fmt: skip
        table.append(shown(found))
    if not table:
        raise InputError("None of the models in this report is in the project.", code="no-such-model", remedy="Import it into the project that exported the app.", detail=", ".join(strangers))  # fmt: skip
    lines = [f"not in this project, left out: {', '.join(strangers)}"] if strangers else []
    return {"device": report["device"], "kept": len(table), "table": table, "lines": lines}


def shown(found: dict[str, Any]) -> dict[str, str]:
    """One measurement as a row that people read."""
    error, memory = found["max_abs_logit"], found["memory_bytes"]
    return {
        "model": found["model"],
        "device": found["device"],
        "system": found["system"],
        "processors": found["compute_units"],
        "p50 ms": f"{found['p50_milliseconds']:.1f}",
        "p95 ms": f"{found['p95_milliseconds']:.1f}",
        "load s": f"{found['load_seconds']:.2f}",
        "memory MB": "-" if memory is None else f"{memory / 1e6:.0f}",
        "largest logit difference": "-" if error is None else f"{error:.1e}",
        "thermal state": found["thermal_state"],
    }
