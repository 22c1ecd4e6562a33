"""A window that files are dragged onto: it says what will happen, then has it done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow

from studio.ui.overlay import Overlay
from studio.ui.presenters.dropping import Drop, judge


class DropTarget(QMainWindow):
    """`dropped` brings a Drop once the drag is over."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dragged = Drop("", Path(), "")
        self.overlay = Overlay(self)
        self.setAcceptDrops(True)

    def has_project(self) -> bool:
        """Whether a project is open, which some files need."""
        raise NotImplementedError

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Say what will happen."""
        paths = _paths(event)
        if paths:
            self._dragged = judge(paths, self.has_project())
            self.overlay.say(self._dragged)
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show with the cursor, too, whether it can be used."""
        if self._dragged.ok:
            event.acceptProposedAction()
        else:
            event.ignore()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing will happen."""
        self.overlay.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Do what was said."""
        self.overlay.hide()
        drop = judge(_paths(event), self.has_project())
        event.acceptProposedAction()
        QTimer.singleShot(0, self, lambda: self.dropped.emit(drop))  # the drag is over first


def _paths(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
