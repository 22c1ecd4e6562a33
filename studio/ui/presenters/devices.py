"""What the app measured on a phone: the table of it, and the places whose latency can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.pipeline.catalogue import DEVICE_REPORT
from studio.ui.presenters import words
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.packages import DASH, milliseconds
from studio.ui.presenters.playground import UNITS
from studio.ui.presenters.state import ProjectState

HERE = ""  # the place that is this computer
HEAD = 4096  # bytes of a file in which it names itself


@dataclass(frozen=True, slots=True)
class _Column:
    title: str
    width: int
    show: Callable[[dict[str, Any]], str]


COLUMNS = (
    _Column(marked("Device"), 118, lambda d: f"{d['device']}, {d['system'].removeprefix('Version ')}"),
    _Column(marked("Runs on"), 126, lambda d: units(d["compute_units"])),
    _Column(marked("Median"), 64, lambda d: milliseconds(d["p50_milliseconds"])),
    _Column(marked("p95"), 64, lambda d: milliseconds(d["p95_milliseconds"])),
    _Column(marked("Load"), 58, lambda d: f"{d['load_seconds']:.2f} s"),
    _Column(marked("Memory"), 76, lambda d: _say(d["memory_bytes"], words.size)),
    _Column(marked("Logit diff."), 80, lambda d: _say(d["max_abs_logit"], lambda v: f"{v:.2g}")),
)  # fmt: skip
COOL = ("nominal", "fair")  # a device's own words for not being slowed down


def headers() -> list[str]:
    """The model, then what was measured of it."""
    return [tr("Model"), *(tr(column.title) for column in COLUMNS)]


def cells(state: ProjectState) -> list[list[str]]:
    """A row a measurement; models in their order, the fastest first."""
    return [[model.name, *(column.show(one) for column in COLUMNS)] for model in state.known for one in model.devices]  # fmt: skip


def warm(state: ProjectState) -> list[str]:
    """A sentence for each device that was slowed down by its own heat while it measured."""
    found = {
        (one["device"], one["thermal_state"]) for model in state.known for one in model.devices
    }
    return [tr("{device} was hot while it measured ({state}): measure again when it is cool.", device=d, state=s) for d, s in sorted(found) if s not in COOL]  # fmt: skip


def units(value: str) -> str:
    """The processors in words."""
    return tr(UNITS[value]) if value in UNITS else value


def places(state: ProjectState) -> list[tuple[str, str]]:
    """(key, words) of where latency is known: this computer, then each device with its processors."""
    found = {_key(one): f"{one['device']}, {units(one['compute_units'])}" for model in state.known for one in model.devices}  # fmt: skip
    return [(HERE, tr("this computer")), *sorted(found.items())]


def latencies(state: ProjectState, place: str) -> dict[str, float]:
    """Median milliseconds by model at a place."""
    if place == HERE:
        return {m.name: m.speed["p50_milliseconds"] for m in state.known if m.speed is not None}
    return {m.name: one["p50_milliseconds"] for m in state.known for one in m.devices if _key(one) == place}  # fmt: skip


def is_report(path: Path) -> bool:
    """Whether a .json file says that the app wrote it."""
    if path.suffix.lower() != ".json":
        return False
    try:
        with path.open("rb") as file:
            return DEVICE_REPORT.encode() in file.read(HEAD)
    except OSError:
        return False


def _key(one: dict[str, Any]) -> str:
    return f"{one['device']} {one['compute_units']}"


def _say(value: Any, show: Callable[[Any], str]) -> str:
    return DASH if value is None else show(value)
