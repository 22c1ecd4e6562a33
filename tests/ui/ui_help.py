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
    """Poll; fixed sleeps flake."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not true():
        assert asyncio.get_running_loop().time() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.005)


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
