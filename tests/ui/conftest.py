"""Qt for the window's tests: offscreen, one application, a Qt loop for async tests, nothing leaked."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")
sys.path.insert(0, str(Path(__file__).parent))

import psutil
import pytest
import pytest_asyncio
import qasync
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from ui_fakes import FakeResident, ScriptedJobs
from ui_help import until

from studio.ui.app import make_window, prepare
from studio.ui.settings import Settings
from studio.ui.window import Window


def _application() -> QApplication:
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    return found


def _qt_loop() -> asyncio.AbstractEventLoop:
    app = _application()
    prepare(app)
    return qasync.QEventLoop(app)


def pytest_asyncio_loop_factories(config: Any, item: Any) -> Mapping[str, Callable[[], Any]]:
    """Async tests below this folder run on Qt's loop."""
    return {"qasync": _qt_loop}


def settle_widgets() -> None:
    """Let deleteLater happen now."""
    gc.collect()
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    made.projects = tmp_path / "projects"
    return made


@pytest.fixture
def jobs() -> ScriptedJobs:
    return ScriptedJobs()


@pytest.fixture(autouse=True)
def no_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether a checkout has made its sample project makes no difference here."""
    monkeypatch.setenv("POCKETBERT_SAMPLE", str(tmp_path / "no-sample"))


@pytest.fixture(autouse=True)
def no_leaks() -> Iterator[None]:
    threads = set(threading.enumerate())
    yield
    FakeResident.made.clear()
    assert set(threading.enumerate()) <= threads
    assert psutil.Process().children(recursive=True) == []


async def _close(window: Window) -> None:
    desk = window.space.desk
    for job in desk.unfinished:
        desk.cancel(job)
    await until(lambda: not desk.unfinished, "jobs end")
    window.close()
    await asyncio.wait_for(window.closed.wait(), 10)
    window.deleteLater()


@pytest_asyncio.fixture
async def window(settings: Settings, jobs: ScriptedJobs) -> AsyncIterator[Window]:
    """A shown window on scripted jobs; closed in order, every widget of it gone."""
    app = _application()
    before = set(map(id, app.allWidgets()))
    made = make_window(app, settings, source=jobs, resident=FakeResident)
    made.show()
    yield made
    jobs.hold.set()
    await _close(made)
    del made
    await asyncio.sleep(0)
    settle_widgets()
    left = [w for w in app.allWidgets() if id(w) not in before]
    assert left == []
