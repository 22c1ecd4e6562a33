"""The playground's models: loaded behind the scenes, smallest first, answering fastest first."""

from __future__ import annotations

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from studio.core.errors import HostError, StudioError
from studio.core.files import size_bytes

if TYPE_CHECKING:
    from studio.runtime import Runtime

LATELY = 9  # answers whose median says how fast a model is
LOOK_SECONDS = 1.0  # between two looks whether the files are still there
SMALL = 200_000_000  # bytes of a package that is opened twice, for a quick look as well
Told = Callable[[str], None]
Open = Callable[[Path, str, str, Told], "Runtime"]  # (path, compute units, arithmetic, told)
Opened = tuple["Place", "list[Runtime]", StudioError | None, str]  # the last: a stage of loading


@dataclass(eq=False)
class Place:
    """One wanted model: where it lies, and what became of it.

    `quick` is the same package in float32 arithmetic, several times as fast as the faithful one:
    it answers first, as you type, and the faithful answer follows when the typing rests. stage is
    what loading is at: a word of `open_runtime`, or a sentence. beside is what lay beside the model
    when it failed: a tokenizer put there mends it.
    """

    name: str
    path: Path
    units: str
    size: int = 0
    runtime: Runtime | None = None
    quick: Runtime | None = None
    error: StudioError | None = None
    stage: str = ""
    beside: tuple[float, ...] = ()
    times: dict[str, deque[float]] = field(default_factory=dict)

    def took(self, runtime: Runtime, milliseconds: float) -> None:
        """It answered."""
        self.times.setdefault(runtime.arithmetic, deque(maxlen=LATELY)).append(milliseconds)

    def pace(self, runtime: Runtime) -> float:
        """Milliseconds an answer takes lately; guessed by the size before the first."""
        times = self.times.get(runtime.arithmetic)
        return median(times) if times else self.size / 2e6

    def close(self) -> None:
        """Let go of what is open."""
        for runtime in (self.runtime, self.quick):
            if runtime is not None:
                runtime.close()
        self.runtime = self.quick = None


class Models:
    """Keeps exactly the wanted models open. A thread loads them, so that others answer meanwhile.

    Use it in a `with`: at its end every model is closed and the thread is gone.
    """

    def __init__(self, find: Callable[[str], Path], open_model: Open) -> None:
        self._find, self._open = find, open_model
        self._places: dict[str, Place] = {}
        self._wanted: queue.SimpleQueue[Place | None] = queue.SimpleQueue()
        self._opened: queue.SimpleQueue[Opened] = queue.SimpleQueue()
        self._looked = time.monotonic()
        self._thread = threading.Thread(target=self._load, name="playground-models", daemon=True)
        self._thread.start()

    def want(self, names: list[str], units: str) -> Iterator[Place]:
        """Hold these and no others; yields the places that are new, smallest first."""
        for name in [n for n, place in self._places.items() if n not in names or self._other_units(place, units)]:  # fmt: skip
            self._drop(name)
        new = [self._place(name, units) for name in names if name not in self._places]
        for place in sorted(new, key=lambda place: place.size):
            self._places[place.name] = place
            yield place
            if place.error is None:
                self._wanted.put(place)

    def settled(self) -> Iterator[Place]:
        """Places that were loaded, failed to, or came further with it, since the last time."""
        while True:
            try:
                place, opened, error, stage = self._opened.get_nowait()
            except queue.Empty:
                return
            if self._places.get(place.name) is not place:  # no longer wanted
                for runtime in opened:
                    runtime.close()
                continue
            if stage:
                place.stage = stage
                yield place
                continue
            place.stage = ""
            place.runtime = opened[0] if opened else None
            place.quick, place.error = opened[1] if len(opened) > 1 else None, error
            place.beside = _beside(place.path)
            yield place

    def gone(self) -> Iterator[Place]:
        """Open models whose files have been removed since, and failed ones whose tokenizer came.

        The first are closed, the others loaded again. Looks once a second.
        """
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        for place in self.ready():
            if not place.path.exists():
                self.fail(place, removed(place.name))
                yield place
        for place in self._places.values():
            if place.error is not None and place.path.exists() and _beside(place.path) != place.beside:  # fmt: skip
                place.error, place.beside = None, _beside(place.path)
                self._wanted.put(place)
                yield place

    def ready(self) -> list[Place]:
        """Open models, the smallest first."""
        return sorted((p for p in self._places.values() if p.runtime), key=lambda p: p.size)

    def first_answers(self) -> list[tuple[Place, Runtime]]:
        """Each open model's quicker way to answer, fastest first."""
        ways = [(p, first) for p in self.ready() if (first := p.quick or p.runtime) is not None]
        return sorted(ways, key=lambda way: way[0].pace(way[1]))

    def second_answers(self) -> list[tuple[Place, Runtime]]:
        """The faithful way of those that answer quickly first."""
        return [(p, p.runtime) for p in self.ready() if p.quick is not None and p.runtime is not None]  # fmt: skip

    def fail(self, place: Place, error: StudioError) -> None:
        """Close a model that can't answer any more."""
        place.close()
        place.error, place.beside = error, _beside(place.path)

    def __enter__(self) -> Models:
        return self

    def __exit__(self, *_: object) -> None:
        while not self._wanted.empty():
            self._wanted.get()
        self._wanted.put(None)
        self._thread.join()
        for name in list(self._places):
            self._drop(name)
        list(self.settled())

    def _drop(self, name: str) -> None:
        self._places.pop(name).close()

    def _place(self, name: str, units: str) -> Place:
        try:
            path = self._find(name)
            return Place(name, path, units, size_bytes(path))
        except StudioError as error:
            return Place(name, Path(name), units, error=error)
        except OSError:  # it went away while it was being measured
            return Place(name, Path(name), units, error=removed(name))

    def _other_units(self, place: Place, units: str) -> bool:
        return place.units != units and place.runtime is not None and place.runtime.name == "coreml"

    def _load(self) -> None:
        while (place := self._wanted.get()) is not None:
            if self._places.get(place.name) is not place:
                continue
            try:
                self._opened.put((place, self._ways(place), None, ""))
            except StudioError as error:
                self._opened.put((place, [], error, ""))
            except (OSError, MemoryError) as error:
                self._opened.put((place, [], _host(place, error), ""))

    def _ways(self, place: Place) -> list[Runtime]:
        def told(stage: str) -> None:
            self._opened.put((place, [], None, stage))

        found = [self._open(place.path, place.units, "faithful", told)]
        if found[0].arithmetic == "faithful" and place.size < SMALL:
            found.append(self._open(place.path, place.units, "fast", told))
        return found


def _beside(path: Path) -> tuple[float, ...]:
    """When the files were written that a package made elsewhere needs beside it; 0 where there is none."""
    found = (path.parent / name for name in ("tokenizer.json", "config.json"))
    return tuple(file.stat().st_mtime if file.is_file() else 0.0 for file in found)


def removed(name: str) -> HostError:
    """What to say of a model that is no longer on disk."""
    return HostError(
        f"{Path(name).name} is no longer on disk.",
        code="model-gone",
        remedy="Put it back, convert it again, or remove it from the list.",
    )


def _host(place: Place, error: BaseException) -> StudioError:
    if not place.path.exists():
        return removed(place.name)
    return HostError(
        f"{place.path.name} couldn't be loaded.",
        code="model-unreadable",
        remedy="Check that the file can be read and that enough memory is free.",
        detail=f"{type(error).__name__}: {error}",
    )


def told(place: Place) -> dict[str, Any]:
    """A place's state as plain JSON, for the window."""
    if place.error is not None:
        return {"model": place.name, "state": "failed", "message": place.error.message, "remedy": place.error.remedy}  # fmt: skip
    if place.runtime is None:
        return {"model": place.name, "state": "loading", "stage": place.stage}
    runtime = place.runtime
    return {"model": place.name, "state": "ready", "runtime": runtime.name, "arithmetic": runtime.arithmetic, "about": runtime.about}  # fmt: skip
