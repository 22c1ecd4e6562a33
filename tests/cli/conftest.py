"""Command-line tests run in an empty folder, without the caller's project, and leave nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def clean_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("POCKETBERT_PROJECT", "RANK"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    before = set(threading.enumerate())
    yield tmp_path
    assert set(threading.enumerate()) <= before
    assert psutil.Process().children(recursive=True) == []
