"""Where a package parts from its classifier: who can be asked, the curves, and the table of ops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.state import ProjectState

HEADERS = (marked("Op"), marked("Output"), marked("Layer"), marked("Type"), marked("Shape"), marked("Bits"), marked("Bytes"), marked("Multiply-adds"), marked("Neural Engine"))  # fmt: skip
DEVICE = marked("Runs on")  # Core ML's choice; a column only where there is a compute plan
HIGHEST = 1.0  # a share of the largest number; a broken place is drawn there


def question(state: ProjectState, names: Sequence[str]) -> dict[str, Any] | None:
    """The spec of the step `trace` for the one package chosen, or None."""
    known = {model.name: model for model in state.known}
    model = known.get(names[0]) if len(names) == 1 else None
    if model is None or model.artifact.path.suffix != ".mlpackage":
        return None
    if model.reference not in known or model.reference == model.name:
        return None
    return {"reference": model.reference, "model": model.name, "threads": 0}


def curves(told: Mapping[str, Any]) -> list[tuple[str, list[tuple[float, float]]]]:
    """(name, points) of the error by depth: place from 1, share of the largest number there."""
    names = (("faithful", tr("As the package declares")), ("float32", tr("Its weights in float32")))
    return [(name, [(at, _held(d[key])) for at, d in enumerate(told["depth"], 1)]) for key, name in names]  # fmt: skip


def op_cells(told: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    """Headers and a row an op, the one where they part marked; with devices where Core ML told them."""
    rows = [_op(op, op["output"] == told["op"] and told["kind"] != "together") for op in told["ops"]]  # fmt: skip
    headers = [tr(h) for h in HEADERS]
    if any(op.get("device") for op in told["ops"]):
        headers.insert(1, tr(DEVICE))
        for cells, op in zip(rows, told["ops"], strict=True):
            cells.insert(1, device(op))
    return headers, rows


def device(op: Mapping[str, Any]) -> str:
    """`Neural Engine, 12 %`: where an op runs and its share of the work, as Core ML expects it."""
    cost = op.get("cost")
    return f"{op.get('device', '')}, {100 * cost:.3g} %" if cost else str(op.get("device", ""))


def _op(op: Mapping[str, Any], here: bool) -> list[str]:
    remarks = "; ".join(f"{r['text']} ({r['said_by']}: {r['source']})" for r in op["neural_engine"])
    bits = "" if op["bits"] is None else f"{op['bits']:g}"
    work = f"{op['multiply_adds']:,}" if op["multiply_adds"] else ""
    size = f"{op['bytes']:,}" if op["bytes"] else ""
    mark = "➤ " if here else ""
    shape = " × ".join(map(str, op["shape"]))
    return [mark + op["op"], op["output"], op["layer"], op["type"], shape, bits, size, work, remarks]  # fmt: skip


def _held(value: float | None) -> float:
    return HIGHEST if value is None else min(value, HIGHEST)
