"""What a running job says: one JSON object a line, `kind` names the class.

Laws (property-tested): the first event is Started; exactly one ending and nothing after it;
`done` never goes back within a stage.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Event:
    """Anything a job can say."""

    kind: ClassVar[str] = ""
    ending: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Started(Event):
    """The worker is up; `protocol` lets an older window refuse a newer worker."""

    kind: ClassVar[str] = "started"
    step: str
    pid: int
    protocol: int = PROTOCOL


@dataclass(frozen=True, slots=True)
class Progress(Event):
    """`done` of `total` units of a stage; `total` is None while unknown."""

    kind: ClassVar[str] = "progress"
    stage: str
    done: int
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Metric(Event):
    """One measured number, at an epoch or step."""

    kind: ClassVar[str] = "metric"
    name: str
    value: float
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Note(Event):
    """A sentence for the person; level is info or warning."""

    kind: ClassVar[str] = "note"
    text: str
    level: str = "info"


@dataclass(frozen=True, slots=True)
class ArtifactReady(Event):
    """A file or folder is complete, on disk and in the catalogue."""

    kind: ClassVar[str] = "artifact"
    artifact: str
    digest: str
    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Checkpointed(Event):
    """Work up to `at` (a step number) survives whatever happens next."""

    kind: ClassVar[str] = "checkpointed"
    at: int


@dataclass(frozen=True, slots=True)
class Answer(Event):
    """A resident worker's reply to `ask(id, ...)`; only the newest id is shown."""

    kind: ClassVar[str] = "answer"
    id: int
    value: Any


@dataclass(frozen=True, slots=True)
class Finished(Event):
    """The step ended well; `result` is plain JSON."""

    kind: ClassVar[str] = "finished"
    ending: ClassVar[bool] = True
    result: Any = None


@dataclass(frozen=True, slots=True)
class Failed(Event):
    """The step ended badly; fields are those of a StudioError, or code `bug` with a traceback."""

    kind: ClassVar[str] = "failed"
    ending: ClassVar[bool] = True
    code: str
    message: str
    remedy: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled(Event):
    """The step stopped because it was asked to."""

    kind: ClassVar[str] = "cancelled"
    ending: ClassVar[bool] = True
    resumable: bool = False


KINDS: dict[str, type[Event]] = {
    c.kind: c
    for c in (
        Started,
        Progress,
        Metric,
        Note,
        ArtifactReady,
        Checkpointed,
        Answer,
        Finished,
        Failed,
        Cancelled,
    )
}


def encode(event: Event) -> str:
    """One ASCII JSON line without its newline; NaN and infinities become null."""
    fields = {"kind": event.kind, **dataclasses.asdict(event)}
    try:
        return json.dumps(fields, ensure_ascii=True, allow_nan=False)
    except ValueError:
        return json.dumps(_finite(fields), ensure_ascii=True, allow_nan=False)


def decode(line: str | bytes) -> Event:
    """The event a line holds; fields this version does not know are dropped, NaN becomes null.

    Raises ValueError when the line is not one of our events: a field of another type would be an
    error far from here, where it is drawn.
    """
    try:
        fields = json.loads(line, parse_constant=lambda _: None)
    except RecursionError as error:  # noise can look like a thousand brackets
        raise ValueError("not an event") from error
    if not isinstance(fields, dict) or str(fields.get("kind")) not in KINDS:
        raise ValueError("not an event")
    kind = KINDS[str(fields.pop("kind"))]
    fit = {f.name: _FITS[str(f.type)] for f in dataclasses.fields(kind)}
    given = {name: value for name, value in fields.items() if name in fit}
    if wrong := [name for name, value in given.items() if not fit[name](value)]:
        raise ValueError(f"not a {kind.kind}: {', '.join(wrong)}")
    try:
        return kind(**given)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _is_whole(value: Any) -> bool:
    return type(value) is int and abs(value) < 1 << 63


def _is_number(value: Any) -> bool:
    """Null is a number, too: NaN travels as that."""
    return value is None or _is_whole(value) or (type(value) is float and math.isfinite(value))


_FITS: dict[str, Callable[[Any], bool]] = {
    "str": lambda value: isinstance(value, str),
    "int": _is_whole,
    "int | None": lambda value: value is None or _is_whole(value),
    "float": _is_number,
    "bool": lambda value: isinstance(value, bool),
    "Any": lambda value: True,
}


def _finite(value: Any) -> Any:
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, dict):
        return {k: _finite(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(v) for v in value]
    return value
