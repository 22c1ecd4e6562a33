"""Where Core ML's compute plan puts each op of a traced package. Not run on a Mac; tested at the seam."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError
from studio.core.events import Event, Note


def placed(ops: Sequence[dict[str, Any]], package: Path) -> Generator[Event, None, list[str]]:
    """Give the ops "device", "possible" and "cost" where Core ML is; lines that sum them up.

    A plan that can't be read is a note: the trace is whole without it.
    """
    from studio.runtime import BACKENDS
    from studio.runtime.coreml_plan import plan_of

    if not BACKENDS["coreml"].available().ok:
        return []
    try:
        plan = {row["output"]: row for row in plan_of(package)}
    except StudioError as error:
        yield Note(f"Core ML's compute plan couldn't be read. {error.message} {error.detail}", "warning")  # fmt: skip
        return []
    for op in ops:
        row = plan.get(op["output"], {})
        op |= {"device": row.get("device", ""), "possible": row.get("possible", []), "cost": row.get("cost")}  # fmt: skip
    return summed(ops)


def summed(ops: Sequence[dict[str, Any]]) -> list[str]:
    """`Core ML would run 41 ops (97 % of the work) on the Neural Engine, ...`, the ops it doesn't place."""
    counts = Counter(op["device"] for op in ops if op["device"])
    shares: dict[str, float] = dict.fromkeys(counts, 0.0) | {"": 0.0}
    for op in ops:
        shares[op["device"]] += op["cost"] or 0.0
    parts = [f"{n} ops ({100 * shares[name]:.0f} % of the work) on the {name}" for name, n in counts.most_common()]  # fmt: skip
    lines = ["", f"Core ML would run {', '.join(parts)}."] if parts else []
    if unknown := sum(not op["device"] for op in ops):
        lines.append(f"{unknown} ops stand under other names in its plan, or nowhere.")
    return lines
