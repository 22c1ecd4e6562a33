"""What must be true of a project folder after whatever happened to it."""

from __future__ import annotations

import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from studio.core.errors import HostError, StudioError
from studio.core.files import PART, digest_path
from studio.project import Project
from studio.project.folder import CATALOGUE, UNHASHED

TAGGED = re.compile(r"-([0-9a-f]{12})(\.\w+)?$")
ENDS = {".svg": "</svg>", ".html": "</html>"}
HOMES = ("datasets", "soft-labels", "models", "exports")


def named(root: Path) -> dict[str, str]:
    """Every name's digest."""
    with Project.open(root) as project:
        return {name: made.digest for name, made in project.names().items()}


def reopened(root: Path, patience: float = 15.0) -> Project:
    """The project, opened to write as soon as a killed worker has let go of it. Raises StudioError."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return Project.open(root, write=True)
        except HostError as error:
            if error.code != "host.project-busy" or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def problems(root: Path, before: dict[str, str]) -> list[str]:
    """What is wrong after a crash: not openable, finished work lost or damaged, half files."""
    try:
        project = reopened(root)
    except StudioError as error:
        return [f"doesn't open: {error.message} {error.detail}"]
    with project:
        found = [f"lost {name}" for name in before if project.named(name) is None]
        names = project.names()
        found += [f"{name} is not intact" for name, made in names.items() if not project.intact(made)]  # fmt: skip
        found += [f"run {run.id} still running" for run in project.runs() if run.state == "running"]
        known = {made.path for made in names.values()}
    found += [f"half a file: {p.relative_to(root)}" for p in root.rglob(f"{PART}*")]
    found += [f"unknown: {p.relative_to(root)}" for home in HOMES for p in (root / home).glob("*") if p not in known and not _whole(p)]  # fmt: skip
    with closing(sqlite3.connect(root / CATALOGUE)) as db:
        found += [str(row[0]) for row in db.execute("PRAGMA integrity_check") if row[0] != "ok"]
    return found


def _whole(path: Path) -> bool:
    """An artifact that a newer one replaced, or that was named a moment before the crash; a picture."""
    if tag := TAGGED.search(path.name):
        return digest_path(path, skip=UNHASHED).startswith(tag[1])
    return path.suffix in ENDS and path.read_text("utf-8").rstrip().endswith(ENDS[path.suffix])
