"""A project as the window sees it: what it holds, what is stale, which step comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from studio.core import columns
from studio.core.errors import HostError, StudioError
from studio.core.values import Artifact
from studio.project import Project
from studio.project.measurements import Known, export_origin
from studio.project.runs import RunRecord
from studio.project.sample import LEFT_OUT
from studio.ui.presenters.language import tr

EXPORTS = ("MODEL_CARD.md", "report.html")
OURS = ("teacher", "student")  # packages whose names begin so were made from the project's models


class Badge(StrEnum):
    """How a step stands."""

    NOT_STARTED = "not started"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    STALE = "stale"
    MISSING = "missing"
    FAILED = "failed"


@dataclass(frozen=True)
class ProjectState:
    """A snapshot. `names` are artifacts by name; `stale` are names something upstream outdated."""

    root: Path | None = None
    names: dict[str, Artifact] = field(default_factory=dict)
    about: dict[str, dict[str, Any]] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    runs: tuple[RunRecord, ...] = ()
    stale: frozenset[str] = frozenset()
    problem: StudioError | None = None
    known: tuple[Known, ...] = ()  # models, with what was measured of them
    floor: dict[str, Any] = field(default_factory=dict)  # what costs nothing, on the same exam
    exports: dict[str, Any] = field(default_factory=dict)  # file name: what it was made from

    @property
    def title(self) -> str:
        """The folder's name."""
        return self.root.name if self.root else tr("No project")

    def has(self, name: str) -> bool:
        """Whether it is in the catalogue and on disk."""
        return name in self.names and self.names[name].path.exists()

    def lost(self) -> list[str]:
        """Names whose files are gone from the disk; what a packed sample never held isn't lost."""
        meant = {name for name, about in self.about.items() if about.get(LEFT_OUT)}
        return [n for n, a in self.names.items() if n not in meant and not a.path.exists()]

    def packages(self) -> list[str]:
        """Names of Core ML packages on disk, oldest first."""
        return [n for n, a in self.names.items() if a.kind == "package" and a.path.exists()]

    def models(self) -> list[str]:
        """Everything that can answer a sentence: teacher, student, packages."""
        return [n for n in OURS if self.has(n)] + self.packages()


def read_state(root: Path | None) -> ProjectState:
    """A fresh snapshot; a project that is gone or can't be read is a state with a problem."""
    if root is None:
        return ProjectState()
    try:
        with Project.open(root) as project:
            names = project.names()
            about = {n: project.about(a) for n, a in names.items()}
            runs, known = tuple(project.runs()), project.known()
            data_digest = names["dataset"].digest if "dataset" in names else ""
            floor = project.measured(data_digest, "floor") or {}
            exports = {name: project.measured(name, "export") for name in EXPORTS}
            if "teacher" in names and (counted := project.measured(names["teacher"].digest, "lengths", data_digest)):  # fmt: skip
                about["dataset"] = {**about["dataset"], "lengths": counted}
        found = names.get("dataset")
        data = columns.read_about(found.path) if found and found.path.exists() else {}
        return ProjectState(
            root, names, about, data, runs, stale_names(names), None, known, floor, exports
        )
    except StudioError as error:
        return ProjectState(root, problem=error)


def recover(root: Path) -> StudioError | None:
    """Open once as the writer, which finds what a crash cut off; the reason when another writes."""
    try:
        Project.open(root, write=True).close()
    except HostError as error:
        return error
    except StudioError:
        return None  # read_state tells it
    return None


def stale_names(names: dict[str, Artifact]) -> frozenset[str]:
    """Names with a parent that no name points to any more, and all that was made from them."""
    old = {name for name in names if _is_ours(name, names[name]) and _has_lost(names, name)}
    grown, soft = names.get("augmented"), names.get("soft-labels")
    if grown and soft and "augmented" not in old and grown.digest not in soft.parents:
        old.add("soft-labels")  # there are more rows to learn from than it was made for
    while True:
        tainted = {names[name].digest for name in old}
        more = {n for n, a in names.items() if n not in old and tainted & set(a.parents)}
        if not more:
            return frozenset(old)
        old |= more


def _has_lost(names: dict[str, Artifact], name: str) -> bool:
    current = {a.digest for a in names.values()}
    return any(parent not in current for parent in names[name].parents)


def _is_ours(name: str, artifact: Artifact) -> bool:
    return artifact.kind != "package" or name.split("-")[0] in OURS


@dataclass(frozen=True, slots=True)
class StepRule:
    """A step of the rail: its jobs, what it needs and makes (any of `makes` counts as done)."""

    name: str
    jobs: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]  # (artifact or "model"/"package", the step that makes it)
    makes: tuple[str, ...]


RULES = (
    StepRule("data", ("import",), (), ("dataset",)),
    StepRule("augment", ("augment",), (("dataset", "data"),), ("augmented",)),
    StepRule("teacher", ("teach",), (("dataset", "data"),), ("teacher",)),
    StepRule("distil", ("label", "distil"), (("teacher", "teacher"),), ("student",)),
    StepRule("convert", ("convert", "compress"), (("classifier", "distil"),), ("package",)),
    StepRule("compare", ("compare", "verify", "bench"), (("package", "convert"),), ("comparison",)),
    StepRule("playground", ("playground",), (), ()),
    StepRule("export", ("export",), (("dataset", "data"),), ("export",)),
)
OPTIONAL = {"augment": "dataset", "playground": "classifier"}  # what they work on is all one needs
BY_NAME = {rule.name: rule for rule in RULES}


def missing(state: ProjectState, step: str) -> tuple[str, str] | None:
    """(what is missing, the step that makes it), or None when the step can start."""
    for thing, maker in BY_NAME[step].needs:
        if not _held(state, thing):
            return thing, maker
    return None


def badge(state: ProjectState, step: str, running: Collection[str] = ()) -> Badge:
    """How one step stands; `running` names the jobs, or steps, at work now."""
    rule = BY_NAME[step]
    if {step, *rule.jobs} & set(running):
        return Badge.RUNNING
    made = [name for thing in rule.makes for name in _held(state, thing)]
    last = next((run for run in state.runs if run.step in rule.jobs), None)
    if last is not None and last.state == "failed":
        return Badge.FAILED
    if lost(state, step):
        return Badge.MISSING
    if made:
        old = set(made) & state.stale or (step == "export" and _export_is_old(state, made))
        if step == "compare" and not old and any(model.lacks for model in state.known):
            return Badge.READY  # a model came after the comparison
        return Badge.STALE if old else Badge.DONE
    if missing(state, step) is None and (state.root is not None or step == "data"):
        return Badge.READY
    return Badge.NOT_STARTED


def following(step: str) -> str:
    """The step after this one, "" after the last."""
    names = [rule.name for rule in RULES]
    return [*names, ""][names.index(step) + 1]


def way_on(state: ProjectState, step: str) -> str:
    """The step to go on with when this one is done, or may be left out; else ""."""
    now = badge(state, step)
    left_out = step in OPTIONAL and now is Badge.READY and bool(_held(state, OPTIONAL[step]))
    done = now is Badge.DONE or left_out
    after = following(step)
    return after if done and after and missing(state, after) is None else ""


def lost(state: ProjectState, step: str) -> list[str]:
    """What this step made and somebody removed from the disk."""
    kinds, makes = {"package"}, BY_NAME[step].makes
    return [n for n in state.lost() if n in makes or (state.names[n].kind in kinds & set(makes))]


def _export_is_old(state: ProjectState, made: list[str]) -> bool:
    """Whether it was made from something else than the project holds now (clocks prove nothing)."""
    now = export_origin(state.names)
    return any(state.exports.get(name) != now for name in made)


def _held(state: ProjectState, thing: str) -> list[str]:
    if thing == "package":
        return state.packages()
    if thing == "classifier":
        return [name for name in OURS if state.has(name)]
    if thing == "export":
        folder = state.root / "exports" if state.root else None
        return [n for n in EXPORTS if folder is not None and (folder / n).exists()]
    return [thing] if state.has(thing) else []
