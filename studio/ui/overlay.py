"""Says over the whole window, while something is dragged, what releasing it will do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from studio.ui.presenters.dropping import Drop

MARGIN = 10


class Overlay(QLabel):
    """A sheet over its parent; hidden when nothing is dragged."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setObjectName("overlay")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.setMargin(40)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def say(self, drop: Drop) -> None:
        """Show what a drop means."""
        self.setText(drop.sentence)
        self.setAccessibleName(drop.sentence)
        self.setProperty("refused", "false" if drop.ok else "true")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setGeometry(self._window.rect().adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN))
        self.show()
        self.raise_()
