"""A reader that could wait for ever for a thread it doesn't get is not begun."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from studio.data import room
from studio.data.importing import import_file


def test_threads_that_can_be_had_leave_nothing_behind() -> None:
    before = threading.active_count()
    room.need_threads()
    assert threading.active_count() == before


@pytest.mark.parametrize("had", [0, 3])
def test_a_thread_refused_is_a_lack_of_memory(monkeypatch: pytest.MonkeyPatch, had: int) -> None:
    start, left = threading.Thread.start, [had]

    def refused(self: threading.Thread) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise RuntimeError("can't start new thread")
        start(self)

    before = threading.active_count()
    monkeypatch.setattr(threading.Thread, "start", refused)
    with pytest.raises(MemoryError):
        room.need_threads()
    assert threading.active_count() == before


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_an_import_asks_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    file = tmp_path / f"in.{kind}"
    rows = {"text": [f"text number {at} of {at % 3}" for at in range(30)], "label": ["a", "b", "c"] * 10}  # fmt: skip
    if kind == "csv":
        file.write_text("text,label\n" + "".join(f"{text},{label}\n" for text, label in zip(*rows.values(), strict=True)))  # fmt: skip
    else:
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.table(rows), file)
    monkeypatch.setattr(threading.Thread, "start", lambda _: (_ for _ in ()).throw(RuntimeError("can't start new thread")))  # fmt: skip
    (tmp_path / "scratch").mkdir()
    with pytest.raises(MemoryError):
        list(import_file(file, scratch=tmp_path / "scratch"))
