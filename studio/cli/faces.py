"""How a job looks on a terminal, in a log file, and to another program."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from typing import Protocol, TextIO

from studio.cli.results import told, width
from studio.core.errors import shown
from studio.core.events import (
    ArtifactReady,
    Cancelled,
    Event,
    Failed,
    Finished,
    Metric,
    Note,
    Progress,
    encode,
)

Clock = Callable[[], float]
QUIET_SECONDS = 5.0  # between two plain progress lines of one stage
BAR_WIDTH = 24
REDRAW_SECONDS = 0.2
SECONDS_LEFT = "job/seconds_left"  # what a job of several parts says about its end


class Face(Protocol):
    """Shows a job's events one by one."""

    def show(self, event: Event) -> None:
        """One event; the last one is an ending."""


class JsonFace:
    """Events as they are, one JSON object a line."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def show(self, event: Event) -> None:
        """Write and flush."""
        self._out.write(encode(event) + "\n")
        self._out.flush()


class SilentFace:
    """Shows nothing: one of several processes speaks for all."""

    def show(self, event: Event) -> None:
        """Nothing."""


class Pace:
    """Rate and time left of the stage that runs now."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._stage, self._began, self._first = "", 0.0, 0

    def words(self, event: Progress) -> str:
        """Such as `120/400  35/s  0:08 left`."""
        now = self._clock()
        if event.stage != self._stage:
            self._stage, self._began, self._first = event.stage, now, event.done
        count = f"{event.done}" if event.total is None else f"{event.done}/{event.total}"
        moved, passed = event.done - self._first, now - self._began
        if moved <= 0 or passed < 0.3:
            return count
        rate = moved / passed
        words = [count, f"{rate:.3g}/s" if rate >= 1 else f"{1 / rate:.3g} s each"]
        if event.total is not None and event.done < event.total:
            words.append(f"{clock_time((event.total - event.done) / rate)} left")
        return "  ".join(words)


def size(n_bytes: int) -> str:
    """2.5 MB or 12.3 kB."""
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e5 else f"{n_bytes / 1e3:.1f} kB"


def clock_time(seconds: float) -> str:
    """1:05 or 2:03:04."""
    hours, rest = divmod(round(seconds), 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60}:{rest % 60:02d}"


class TextFace:
    """Plain lines: progress and notes to `err`, the result to `out`. For logs and pipes."""

    def __init__(
        self, verb: str, out: TextIO, err: TextIO, *, verbose: bool = False, clock: Clock = time.monotonic
    ) -> None:  # fmt: skip
        self._verb, self._out, self._err, self._verbose = verb, out, err, verbose
        self._clock, self._pace = clock, Pace(clock)
        self._metrics: dict[str, float] = {}
        self._stage, self._shown_at = "", float("-inf")
        self._job_left: float | None = None

    def show(self, event: Event) -> None:
        """One event in words."""
        if isinstance(event, Metric):
            self.metric(event)
        elif isinstance(event, Progress):
            self.progress(event)
        elif isinstance(event, Finished):
            for line in told(self._verb, event.result):
                self._out.write(line + "\n")
            self._out.flush()
        else:
            for line in self._words(event):
                self.say(line)

    def metric(self, event: Metric) -> None:
        """Remembered, and shown with the next progress."""
        if event.name == SECONDS_LEFT:
            self._job_left = event.value
        else:
            self._metrics.pop(event.name, None)
            self._metrics[event.name] = event.value

    def say(self, line: str) -> None:
        """A line for the person; a name or a text in it moves no cursor."""
        self._err.write(shown(line) + "\n")
        self._err.flush()

    def progress(self, event: Progress) -> None:
        """A line when a stage begins, when it is complete, and every few seconds between."""
        words, now = self._pace.words(event), self._clock()
        complete = event.total is not None and event.done >= event.total
        if event.stage != self._stage or complete or now - self._shown_at >= QUIET_SECONDS:
            self._stage, self._shown_at = event.stage, now
            self.say("  ".join([f"{event.stage}: {words}", *self._latest()]))

    def _latest(self, count: int = 2) -> list[str]:
        last = list(self._metrics.items())[-count:]
        words = [f"{name.rpartition('/')[2]} {value:.4g}" for name, value in last if value is not None]  # fmt: skip
        left = [] if self._job_left is None else [f"{clock_time(self._job_left)} left in all"]
        return words + left

    def _words(self, event: Event) -> list[str]:
        if isinstance(event, Note):
            return [("Warning: " if event.level == "warning" else "") + shown(event.text)]
        if isinstance(event, ArtifactReady):
            return [shown(f"{event.artifact}: {event.path} ({size(event.size_bytes)})")]
        if isinstance(event, Cancelled):
            again = " The same command goes on from there." if event.resumable else ""
            return [f"Stopped.{again}"]
        return failure(event, self._verbose) if isinstance(event, Failed) else []


class BarFace(TextFace):
    """One line that rewrites itself, with rate and time left; everything else above it."""

    def __init__(
        self, verb: str, out: TextIO, err: TextIO, *, verbose: bool = False, clock: Clock = time.monotonic
    ) -> None:  # fmt: skip
        super().__init__(verb, out, err, verbose=verbose, clock=clock)
        try:
            "━╌".encode(err.encoding or "ascii")
            self._full, self._empty = "━", "╌"
        except (UnicodeEncodeError, LookupError):
            self._full, self._empty = "#", "."
        self._drawn = False
        self._latest_progress: Progress | None = None

    def metric(self, event: Metric) -> None:
        """Redraws the line, calmly: a long part may have no progress of its own."""
        super().metric(event)
        if self._latest_progress is not None and self._clock() - self._shown_at >= REDRAW_SECONDS:
            self.progress(self._latest_progress)

    def show(self, event: Event) -> None:
        """One event; an ending takes the bar away."""
        if event.ending:
            self._wipe()
        super().show(event)

    def say(self, line: str) -> None:
        """A line above the bar, which comes back with the next progress."""
        self._wipe()
        super().say(line)

    def progress(self, event: Progress) -> None:
        """Draw the line again."""
        words, bar = self._pace.words(event), ""
        if event.total:
            filled = min(BAR_WIDTH, BAR_WIDTH * event.done // event.total)
            bar = self._full * filled + self._empty * (BAR_WIDTH - filled) + "  "
        line = shown("  ".join([f"{event.stage}  {bar}{words}", *self._latest()]))
        self._err.write("\r" + _cut(line, shutil.get_terminal_size().columns - 1) + "\x1b[K")
        self._err.flush()
        self._drawn, self._latest_progress, self._shown_at = True, event, self._clock()

    def _wipe(self) -> None:
        if self._drawn:
            self._err.write("\r\x1b[K")
            self._err.flush()
            self._drawn = False


def failure(event: Failed, verbose: bool = False) -> list[str]:
    """The sentence, the remedy, and the details where they help or are asked for."""
    lines = [f"Error: {event.message}"]
    if event.remedy:
        lines.append(f"Remedy: {event.remedy}")
    family = event.code.partition(".")[0]
    if event.detail and (verbose or family in {"bug", "worker-died", "quality"}):
        lines += ["Details:", *(f"  {line}" for line in event.detail.splitlines())]
    return lines


def _cut(line: str, columns: int) -> str:
    while width(line) > columns:
        line = line[:-1]
    return line
