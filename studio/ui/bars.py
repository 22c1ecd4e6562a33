"""Probability bars: one a label, highest first, with the share at the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters import words
from studio.ui.theme import tokens

ROW = 24
SHOWN = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ProbabilityBars(QWidget):
    """Draws up to eight labels; the first is the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.bars: tuple[tuple[str, float], ...] = ()
        self._faded = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[tuple[str, float], ...]) -> None:
        """(label, probability), highest first."""
        grown = len(bars) != len(self.bars)
        self.bars = bars[:SHOWN]
        self.setAccessibleName("; ".join(f"{name} {words.share(p)}" for name, p in self.bars))
        if grown:
            self.updateGeometry()
        self.update()

    def fade(self, faded: bool) -> None:
        """Draw them as what answered an older sentence, or as today's."""
        if faded != self._faded:
            self._faded = faded
            self.update()

    def sizeHint(self) -> QSize:
        """One line a label."""
        return QSize(260, ROW * max(1, len(self.bars)))

    def minimumSizeHint(self) -> QSize:
        """As high, and narrow."""
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Name, bar on its track, share."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setOpacity(0.45 if self._faded else 1.0)
        worn, left = tokens(), self.width() * 0.34
        room = self.width() - left - 58
        for at, (name, p) in enumerate(self.bars):
            top = at * ROW
            painter.setPen(QColor(worn.text if at == 0 else worn.muted))
            fitted = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left) - 10)  # fmt: skip
            painter.drawText(QRectF(0, top, left - 10, ROW), _MIDDLE, fitted)
            painter.drawText(QRectF(self.width() - 52, top, 52, ROW), _MIDDLE | Qt.AlignmentFlag.AlignRight, words.share(p))  # fmt: skip
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(worn.hover))
            painter.drawRoundedRect(QRectF(left, top + 8, room, 8), 4, 4)
            painter.setBrush(QColor(worn.accent if at == 0 else worn.control))
            painter.drawRoundedRect(QRectF(left, top + 8, max(2.0, room * p), 8), 4, 4)
        painter.end()
