"""The unfinished jobs of a window, written down: after a crash the next start offers them again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.files import disk_errors, draft_path
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
        with disk_errors(place.parent), draft_path(place.parent, NAME) as draft:
            draft.write_text(json.dumps(rows), "utf-8")
            os.replace(draft, place)  # not synced: the window asks, and a busy disk takes 0.3 s
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
