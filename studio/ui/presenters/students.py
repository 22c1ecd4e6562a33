"""The student presets as a list: what each is, its weights, and how large its package will be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from studio.core.errors import StudioError
from studio.pipeline.catalogue import offered
from studio.project import Project
from studio.ui.presenters.language import tr
from studio.ui.presenters.state import ProjectState

PRECISIONS = ("float16", "int8", "int4")
HEADERS = ("Student", "Weights", "float16", "int8", "int4")
UNKNOWN = "–"


@dataclass(frozen=True)
class Student:
    """One preset; `cells` fit HEADERS, sizes in MB.

    `problem`: why this teacher can't have it; `warning`: what to know before choosing it.
    """

    name: str
    help: str
    cells: tuple[str, ...]
    problem: str = ""
    warning: str = ""


def students(state: ProjectState) -> list[Student]:
    """Every preset in the registry's order, with what was predicted when the teacher was made."""
    known = predicted(state)
    return [_one(name, help, known.get(name, {})) for name, help in offered("distil", "student")]


def predicted(state: ProjectState) -> dict[str, Any]:
    """What the step `teach` measured of this teacher; {} before it did."""
    return measured(state, "teacher", "students")


def measured(state: ProjectState, name: str, kind: str, against: str = "") -> dict[str, Any]:
    """A measurement of the artifact `name`, {} where there is none."""
    if state.root is None or name not in state.names:
        return {}
    try:
        with Project.open(state.root) as project:
            return project.measured(state.names[name].digest, kind, against) or {}
    except StudioError:
        return {}  # the frame tells of a project that can't be read


def _one(name: str, help: str, known: dict[str, Any]) -> Student:
    plain = name.replace("_", " ")
    if "parameters" not in known:
        later = "" if known else tr("Sizes are predicted when the teacher is prepared.")
        return Student(name, help, (plain, *(UNKNOWN,) * 4), str(known.get("problem", "")), later)
    sizes = (f"{known['package_bytes'][p] / 1e6:.1f}" for p in PRECISIONS)
    return Student(
        name,
        help,
        (plain, tr("{n} M", n=f"{known['parameters'] / 1e6:.1f}"), *sizes),
        warning=known.get("warning", ""),
    )
