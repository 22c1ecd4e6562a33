"""What the distil tests are given: a tiny classifier maker, a data set, ways to run a job."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest
from distil_tiny import run_out, tiny_classifier, tiny_split

from studio.core.events import Event
from studio.core.values import Split
from studio.models.classifier import Classifier


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waiting for the disk is core's promise and tested there."""
    monkeypatch.setattr("studio.core.files._sync", lambda path: None)


@pytest.fixture(autouse=True)
def one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time left is said once, so that a run says as much on a slow machine as on a quick one."""
    monkeypatch.setattr("studio.distil.time_left._EVERY", 1e9)


@pytest.fixture
def split() -> Split:
    return tiny_split()


@pytest.fixture
def tiny() -> Callable[..., Classifier]:
    """Makes a classifier of random weights; the same seed makes the same one."""
    return tiny_classifier


@pytest.fixture
def finish() -> Callable[[Generator[Event, None, Any]], tuple[list[Event], Any]]:
    """Runs a job to its end: (events, result)."""
    return run_out


@pytest.fixture
def stop_after() -> Callable[[Generator[Event, None, Any], int], list[Event]]:
    """Takes n events of a job, then stops it as a cancel does."""

    def stop(work: Generator[Event, None, Any], n: int) -> list[Event]:
        events = [next(work) for _ in range(n)]
        work.close()
        return events

    return stop
