"""The unfinished jobs of a window, written down: after a crash the next start offers them again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.files import write_text
from studio.project.folder import is_project

NAME = "unfinished.json"


@dataclass(frozen=True, slots=True)
class Order:
    """A job as it was asked for; `after` is the place in the list of the one it waits for."""

    step: str
    spec: dict[str, Any]
    after: int | None = None
    begun: bool = False


def keep_unfinished(root: Path, orders: list[Order]) -> None:
    """Write down what runs or waits; harmless where there is no project (yet, or any more).

    Raises HostError when the folder can't be written to.
    """
    place = root / "runs" / NAME
    if not is_project(root) or orders == unfinished(root):
        return
    if orders:
        rows = [
            {"step": o.step, "spec": o.spec, "after": o.after, "begun": o.begun} for o in orders
        ]
        write_text(place, json.dumps(rows))
    else:
        place.unlink(missing_ok=True)


def unfinished(root: Path) -> list[Order]:
    """What ran or waited when the last window went away, in order; [] when unreadable."""
    try:
        found = json.loads((root / "runs" / NAME).read_text("utf-8"))
        return [Order(str(i["step"]), dict(i["spec"]), _place(i.get("after"), at), bool(i.get("begun"))) for at, i in enumerate(found)]  # fmt: skip
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []


def _place(after: Any, at: int) -> int | None:
    return after if isinstance(after, int) and 0 <= after < at else None
