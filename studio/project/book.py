"""The unfinished jobs of a window, written down: after a crash the next start offers them again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio.core.files import write_text
from studio.project.folder import is_project

NAME = "unfinished.json"


def keep_unfinished(root: Path, orders: list[dict[str, Any]]) -> None:
    """Write the orders ({"step", "spec"}) that run or wait; harmless where there is no project yet.

    Raises HostError when the folder can't be written to.
    """
    place = root / "runs" / NAME
    if not is_project(root) or orders == unfinished(root):
        return
    if orders:
        write_text(place, json.dumps(orders))
    else:
        place.unlink(missing_ok=True)


def unfinished(root: Path) -> list[dict[str, Any]]:
    """What was running or waiting when the last window went away, in order; [] when unreadable."""
    try:
        found = json.loads((root / "runs" / NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return []
    known = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return [{"step": str(i["step"]), "spec": dict(i["spec"])} for i in known if _whole(i)]


def _whole(item: dict[str, Any]) -> bool:
    return isinstance(item.get("step"), str) and isinstance(item.get("spec"), dict)
