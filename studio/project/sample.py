"""The trained sample project: a small copy of a demo's project, packed by one command, opened by one click.

What is large (the models in PyTorch, float16 packages) is left out and marked so in the catalogue;
what was measured of the rest stays, so that Compare and Playground work at once.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Collection
from pathlib import Path

from studio.core.errors import HostError, InputError
from studio.core.files import commit, draft_path, resource
from studio.core.values import Artifact
from studio.project.folder import CATALOGUE, Project, is_project

PLACE = "POCKETBERT_SAMPLE"  # a packed sample project somewhere else
FOLDER = "sample-project"  # among the resources, where the sample's own package puts it
LEFT_OUT = "left_out"  # noted of an artifact that was never meant to come along
KEPT = ("sample", "dataset", "comparison", "student-int8", "student-int4", "teacher-int4")


def sample_project() -> Path | None:
    """The packed sample project of this installation (or of a checkout's build folder), if there is one."""
    found = Path(os.environ[PLACE]) if PLACE in os.environ else _of_this_installation()
    return found if is_project(found) else None


def _of_this_installation() -> Path:
    try:
        return resource(FOLDER)
    except HostError:  # an optional package; a checkout's own is made by packaging/sample-project
        return Path(__file__).parents[2] / "build" / FOLDER


def pack(root: Path, target: Path, kept: Collection[str] = KEPT) -> int:
    """Write what `kept` names of the project `root` into the new folder `target`; bytes written.

    Raises InputError when the project lacks one of them, or `target` exists.
    """
    if target.exists():
        raise InputError(f"{target} exists already.", code="target-exists", remedy="Remove it first, or choose another name.")  # fmt: skip
    with Project.open(root, write=True) as project:
        names = project.names()
        chosen = [project.require(name, remedy="Make it first") for name in kept]
        data = names["dataset"].digest
        answers = [project.answers_file(a.digest, data) for a in chosen]
        with draft_path(target.parent, target.name, folder=True) as draft:
            for path in [a.path for a in chosen] + [p for p in answers if p.exists()]:
                _copy(path, draft / path.relative_to(root.absolute()))
            _catalogue(root / CATALOGUE, draft / CATALOGUE, names, set(kept))
            written = sum(p.stat().st_size for p in draft.rglob("*") if p.is_file())
            commit(draft, target)
    return written


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, place) if source.is_dir() else shutil.copyfile(source, place)


def _catalogue(source: Path, place: Path, names: dict[str, Artifact], kept: set[str]) -> None:
    """The catalogue without its history (runs and results hold their maker's paths), readable where nobody may write."""
    reading, writing = sqlite3.connect(source), sqlite3.connect(place)
    try:
        reading.backup(writing)
        writing.execute("DELETE FROM runs")
        writing.execute("DELETE FROM results")
        for name in names.keys() - kept:
            told = writing.execute("SELECT about FROM artifacts WHERE digest = ?", (names[name].digest,)).fetchone()  # fmt: skip
            about = json.dumps({**json.loads(told[0]), LEFT_OUT: True})
            writing.execute("UPDATE artifacts SET about = ? WHERE digest = ?", (about, names[name].digest))  # fmt: skip
        writing.commit()
        writing.execute("VACUUM")
        writing.execute("PRAGMA journal_mode=DELETE")
    finally:
        reading.close()
        writing.close()
