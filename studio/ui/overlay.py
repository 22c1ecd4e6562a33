"""Says over the whole window, while something is dragged, what releasing it will do."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from studio.ui.presenters.dropping import Drop
from studio.ui.theme import tokens

VEIL = 240  # of 255
INSIDE = 11  # pixels from the edge to the frame
AIR = QMargins(22, 14, 22, 14)  # pixels around the words


class Overlay(QLabel):
    """A sheet over its parent; hidden when nothing is dragged."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window, self._ok = parent, True
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
        self._ok = drop.ok
        self.setProperty("refused", "false" if drop.ok else "true")
        self.style().unpolish(self)
        self.style().polish(self)
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All below is veiled up to the edges, wholly behind the words; the frame stands a little inside."""
        worn = tokens()
        veil = QColor(worn.surface)
        veil.setAlpha(VEIL)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), veil)
        painter.fillRect(self._words().marginsAdded(AIR), QColor(worn.surface))
        painter.setPen(QPen(QColor(worn.accent if self._ok else worn.bad), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(self.rect().adjusted(INSIDE, INSIDE, -INSIDE, -INSIDE), 14, 14)
        painter.end()
        super().paintEvent(event)

    def _words(self) -> QRect:
        """Where the sentence stands."""
        place = self.rect().adjusted(self.margin(), self.margin(), -self.margin(), -self.margin())
        flags = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
        return self.fontMetrics().boundingRect(place, flags, self.text())
