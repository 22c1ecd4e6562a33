"""What several of the window's tests use: waiting by polling, and a synthetic drop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from studio.ui.window import Window


async def until(true: Callable[[], Any], what: str, seconds: float = 10.0) -> None:
    """Poll, as fixed sleeps flake; then let the window draw what became true.

    States change at once and are drawn a moment later (the desk gathers them, hidden panes take turns):
    on a loaded machine that moment may lie on either side of the next line of a test.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.005)
    drawn = min(deadline, asyncio.get_running_loop().time() + 1.0)  # a job may never be still
    while _undrawn() and asyncio.get_running_loop().time() < drawn:
        await asyncio.sleep(0.005)


def _undrawn() -> bool:
    """Whether a window has yet to show what its jobs said."""
    windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, Window)]
    clocks = [c for w in windows for c in (w.space.desk._calm, *(p._later for p in w.panes.values()))]  # fmt: skip
    ending = any(
        job.state.over for w in windows for job in w.space.desk._stops
    )  # told, not yet shown
    return ending or any(clock.isActive() for clock in clocks)


def drop(window: Window, *paths: Path) -> tuple[bool, str]:
    """Enter, move, drop; whether the enter was taken, and what the overlay said."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    centre = window.rect().center()
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    enter = QDragEnterEvent(centre, *rest)
    QApplication.sendEvent(window, enter)
    said = window.overlay.text() if window.overlay.isVisible() else ""
    QApplication.sendEvent(window, QDragMoveEvent(centre, *rest))
    QApplication.sendEvent(window, QDropEvent(QPointF(centre), *rest))
    return enter.isAccepted(), said
