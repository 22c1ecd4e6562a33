"""Arrays in files: the same numbers as in memory, nothing left behind, a full disk said."""

from __future__ import annotations

import errno
import os
from collections.abc import Generator
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.core import spill as spill_module
from studio.core.events import Event, Progress
from studio.core.spill import Spill, blocks


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is large here, and given back at once."""
    monkeypatch.setattr(spill_module, "_SMALL", 8)
    monkeypatch.setattr(spill_module, "_KEPT", -1)


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.lists(st.integers(-9, 9), max_size=20), max_size=12), disk=st.booleans())
def test_columns_hold_what_was_written(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[list[int]], disk: bool
) -> None:
    folder = tmp_path_factory.mktemp("spill")
    spill = Spill(folder if disk else None)
    column = spill.growing(np.int16)
    for piece in pieces:
        column.add(np.array(piece, np.int64))
        spill.let_go()
    whole = column.done()
    every = [n for piece in pieces for n in piece]
    assert whole.dtype == np.int16 and whole.tolist() == every
    at = spill.where(whole > 0)
    assert at.tolist() == [i for i, n in enumerate(every) if n > 0]
    taken = spill.taken(whole, at)
    spill.let_go()
    assert taken.tolist() == [n for n in every if n > 0]
    whole[:] = 3  # it can be written, and stays so
    spill.let_go()
    assert whole.tolist() == [3] * len(every)
    assert not list(folder.iterdir())  # files without a name


def test_made_is_filled_block_by_block(tmp_path: Path) -> None:
    asked: list[slice] = []

    def part(some: slice) -> np.ndarray:
        asked.append(some)
        return np.arange(some.start, some.stop)

    assert Spill(tmp_path).made(100_000, np.int32, part).tolist() == list(range(100_000))
    assert asked == list(blocks(100_000)) and len(asked) > 1


def test_a_full_disk_is_an_error_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int, begin: int, size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "posix_fallocate", full, raising=False)
    with pytest.raises(OSError, match="No space"):
        Spill(tmp_path).zeros(1000, np.int64)
    assert not list(tmp_path.iterdir())


def test_room_is_taken_where_the_system_has_no_call_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "posix_fallocate", raising=False)
    monkeypatch.setattr(spill_module, "_ZEROS", bytes(64))
    found = Spill(tmp_path).zeros(100, np.int64)
    found[99] = 7
    assert found.sum() == 7


def test_without_a_word_from_the_system_pages_go_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spill_module, "_mapped_bytes", lambda: 0)
    monkeypatch.setattr(spill_module, "_SECONDS", -1.0)
    spill = Spill(tmp_path)
    found = spill.zeros(100_000, np.int64)
    found[:] = 5
    spill.let_go()
    assert (found == 5).all()


def test_steps_go_on_and_are_closed(tmp_path: Path) -> None:
    closed: list[bool] = []

    def steps() -> Generator[Event, None, str]:
        try:
            yield Progress("check", 0, 1)
            yield Progress("check", 1, 1)
            return "done"
        finally:
            closed.append(True)

    eased = Spill(tmp_path).eased(steps())
    assert [next(eased), next(eased)] == [Progress("check", 0, 1), Progress("check", 1, 1)]
    with pytest.raises(StopIteration) as stop:
        next(eased)
    assert stop.value.value == "done" and closed == [True]
    left = Spill(tmp_path).eased(steps())
    next(left)
    left.close()
    assert closed == [True, True]
