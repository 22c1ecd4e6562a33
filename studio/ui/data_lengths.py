"""The histogram of text lengths in tokens, with a mark where longer texts are cut."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters import words
from studio.ui.presenters.curves import nice_ticks
from studio.ui.presenters.data_lengths import Lengths
from studio.ui.presenters.language import tr
from studio.ui.theme import tokens

HEIGHT = 190


class LengthChart(QWidget):
    """Bars of equal width in tokens; those behind the mark are dimmed."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths = Lengths()
        self.setAccessibleName(tr("Texts by length in tokens"))
        self.setMinimumHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def show_lengths(self, lengths: Lengths) -> None:
        """Draw these."""
        self.lengths = lengths
        self.setAccessibleDescription(lengths.sentence)
        self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Every bar: from, to, texts."""
        rows = [[str(b.low), str(b.high), words.count(b.texts)] for b in self.lengths.bins]
        return [tr("From (tokens)"), tr("To"), tr("Texts")], rows

    def hover(self, point: QPointF) -> str:
        """The bar at a point."""
        plot, bins = self._plot(), self.lengths.bins
        at = int((point.x() - plot.left()) / max(1.0, plot.width()) * len(bins)) if bins else -1
        if not 0 <= at < len(bins) or point.x() < plot.left():
            return ""
        found = bins[at]
        return tr("{low} to {high} tokens: {n} texts", low=found.low, high=found.high, n=words.count(found.texts))  # fmt: skip

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, bars, mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.lengths.bins:
            self._grid(painter)
            self._bars(painter)
            self._mark(painter)
        painter.end()

    def _plot(self) -> QRectF:
        return QRectF(46, 26, self.width() - 58, self.height() - 52)

    def _most(self) -> int:
        return max((b.texts for b in self.lengths.bins), default=1) or 1

    def _x(self, length: float) -> float:
        plot, bins = self._plot(), self.lengths.bins
        low, high = bins[0].low, bins[-1].high + 1
        return plot.left() + (length - low) / (high - low) * plot.width()

    def _grid(self, painter: QPainter) -> None:
        plot, worn = self._plot(), tokens()
        for y in nice_ticks(0, self._most(), 3, whole=True):
            at = plot.bottom() - y / self._most() * plot.height()
            painter.setPen(QPen(QColor(worn.grid), 1))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))
            painter.setPen(QColor(worn.muted))
            painter.drawText(QRectF(0, at - 9, plot.left() - 8, 18), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.count(round(y)))  # fmt: skip
        bins = self.lengths.bins
        for x in nice_ticks(bins[0].low, bins[-1].high + 1, 6, whole=True):
            painter.drawText(QRectF(self._x(x) - 30, plot.bottom() + 5, 60, 18), Qt.AlignmentFlag.AlignHCenter, f"{x:,.0f}")  # fmt: skip

    def _bars(self, painter: QPainter) -> None:
        plot, worn = self._plot(), tokens()
        painter.setPen(Qt.PenStyle.NoPen)
        for found in self.lengths.bins:
            left, right = self._x(found.low), self._x(found.high + 1)
            colour = QColor(worn.accent)
            colour.setAlpha(255 if found.high <= self.lengths.mark else 110)
            painter.setBrush(colour)
            high = found.texts / self._most() * plot.height()
            painter.drawRect(QRectF(left + 0.5, plot.bottom() - high, max(1.0, right - left - 1), high))  # fmt: skip

    def _mark(self, painter: QPainter) -> None:
        bins, mark = self.lengths.bins, self.lengths.mark
        plot, worn = self._plot(), tokens()
        inside = bins[0].low <= mark <= bins[-1].high + 1
        x = self._x(mark + 0.5) if inside else plot.right()
        if inside:
            painter.setPen(QPen(QColor(worn.bad), 1.5, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(x, plot.top() - 4, x, plot.bottom()))
        painter.setPen(QColor(worn.bad if inside else worn.muted))
        said = self.lengths.mark_words
        width = painter.fontMetrics().horizontalAdvance(said)
        left = min(max(x - width - 6 if x > plot.center().x() else x + 6, plot.left()), plot.right() - width)  # fmt: skip
        painter.drawText(QPointF(left, plot.top() - 8 + 4), said)
