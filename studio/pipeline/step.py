"""What a step is, what it is given, and how its result is remembered."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from studio.core.errors import InputError
from studio.core.events import ArtifactReady, Event, Note
from studio.core.registry import Registry
from studio.core.values import Artifact
from studio.project import Project, result_key

Story = Generator[Event | None, None, dict[str, Any]]  # None: nothing to say, but stop me here


class Inbox(Protocol):
    """Where a resident step's questions arrive: (id, value), the newest one only."""

    def get(self, block: bool = True, timeout: float | None = None) -> tuple[int, Any]:
        """The newest question. Raises queue.Empty when none comes in `timeout` seconds."""


@dataclass(frozen=True)
class Context:
    """Where a step works: a project or none, the writer's lock or not, and a resident's questions."""

    project: Project | None = None
    inbox: Inbox | None = None

    @property
    def home(self) -> Project:
        """The project of a step that can't work without one. Raises InputError."""
        if self.project is None:
            raise InputError(
                "This needs a project folder.",
                code="no-project",
                remedy="Name one with --project DIR; pocketbert import FILE --project DIR makes it.",
            )
        return self.project


Step = Callable[[Any, Context], Story]
STEPS: Registry[Step] = Registry("studio.pipeline.steps")


@dataclass(frozen=True)
class Made:
    """What a step made: its JSON result, and the artifacts by name that prove it."""

    result: dict[str, Any]
    artifacts: dict[str, Artifact]


def once(
    project: Project,
    step: str,
    version: int,
    settings: dict[str, Any],
    inputs: tuple[str, ...],
    work: Callable[[str], Generator[Event | None, None, Made]],
) -> Story:
    """Do `work(key)` unless the same step on the same inputs is remembered and still intact.

    `version` moves when the step's meaning does, so that old results are not taken for new.
    """
    key = result_key(step, version, settings, *inputs)
    known = project.recall(key)
    if known is not None:
        yield Note(f"{step}: nothing changed, kept from before")
        return {**known, "reused": True}
    made = yield from work(key)
    names = {name: artifact.digest for name, artifact in made.artifacts.items()}
    project.remember(key, step, made.result, names)
    for name, artifact in made.artifacts.items():
        yield ArtifactReady(name, artifact.digest, str(artifact.path), artifact.size_bytes)
    return made.result


def find_model(name: str, context: Context) -> Path:
    """The path of a model given by path or by its name in the project. Raises InputError."""
    if name and Path(name).exists():  # Path("") is the folder one stands in
        return Path(name)
    names = context.project.names() if context.project is not None else {}
    if name in names and names[name].path.exists():
        return names[name].path
    models = [n for n, a in names.items() if a.kind in {"model", "package"}]
    known = (
        f"This project has: {', '.join(models)}." if models else "Give a path, or --project DIR."
    )
    raise InputError(f"There is no model {name!r}.", code="no-such-model", remedy=known)


def made_artifact(artifact: Artifact | None) -> Artifact:
    """The artifact of a draft whose block has ended."""
    assert artifact is not None, "the draft's block has not ended"
    return artifact
