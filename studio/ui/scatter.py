"""Size against accuracy, latency as the mark's size, the Pareto front as a line."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from studio.ui.presenters import words
from studio.ui.presenters.curves import nice_ticks
from studio.ui.presenters.language import tr
from studio.ui.presenters.packages import Mark, front
from studio.ui.theme import tokens

SMALL, LARGE = 5.0, 16.0  # radii in pixels


class Scatter(QWidget):
    """Marks with their names; the exact figures where the mouse rests."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.marks: list[Mark] = []
        self.setAccessibleName(title)
        self.setMinimumHeight(250)

    def show_marks(self, marks: list[Mark]) -> None:
        """Draw these."""
        self.marks = marks
        self.setAccessibleDescription("; ".join(_told(mark) for mark in marks))
        self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Every mark's figures, and whether it is on the front."""
        best = front(self.marks)
        rows = [[m.name, words.size(m.size_bytes), words.share(m.accuracy), f"{m.milliseconds:.1f} ms", tr("yes") if m in best else ""] for m in self.marks]  # fmt: skip
        return [tr("Model"), tr("Size"), tr("Accuracy"), tr("Latency"), tr("On the front")], rows

    def hover(self, point: QPointF) -> str:
        """The figures of the mark at a point."""
        under = [m for m in self.marks if QLineF(point, self._at(m)).length() <= self._radius(m) + 3]  # fmt: skip
        return "\n".join(_told(mark) for mark in under)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, front, marks, names."""
        if not self.marks:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._grid(painter)
        worn = tokens()
        painter.setPen(QPen(QColor(worn.good), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline([self._at(mark) for mark in front(self.marks)])
        for mark in self.marks:
            colour = QColor(worn.good if mark in front(self.marks) else worn.accent)
            painter.setPen(QPen(colour, 1.5))
            colour.setAlpha(110)
            painter.setBrush(colour)
            painter.drawEllipse(self._at(mark), self._radius(mark), self._radius(mark))
        self._names(painter)
        painter.end()

    def _plot(self) -> QRectF:
        return QRectF(56, 10, self.width() - 80, self.height() - 44)

    def _spans(self) -> tuple[float, float, float, float]:
        sizes, scores = [m.size_bytes / 1e6 for m in self.marks], [m.accuracy for m in self.marks]
        gap = max(max(scores) - min(scores), 0.01) * 0.25
        return 0.0, max(sizes) * 1.12, min(scores) - gap, min(1.0, max(scores) + gap)

    def _place(self, size: float, accuracy: float) -> QPointF:
        plot, (x0, x1, y0, y1) = self._plot(), self._spans()
        return QPointF(plot.left() + (size - x0) / (x1 - x0) * plot.width(), plot.bottom() - (accuracy - y0) / (y1 - y0) * plot.height())  # fmt: skip

    def _at(self, mark: Mark) -> QPointF:
        return self._place(mark.size_bytes / 1e6, mark.accuracy)

    def _radius(self, mark: Mark) -> float:
        slowest = max(m.milliseconds for m in self.marks) or 1.0
        return SMALL + (LARGE - SMALL) * math.sqrt(max(0.0, mark.milliseconds) / slowest)

    def _grid(self, painter: QPainter) -> None:
        plot, (x0, x1, y0, y1), worn = self._plot(), self._spans(), tokens()
        for y in nice_ticks(y0, y1, 4):
            at = self._place(x0, y).y()
            painter.setPen(QPen(QColor(worn.grid), 1))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))
            painter.setPen(QColor(worn.muted))
            painter.drawText(QRectF(0, at - 9, plot.left() - 8, 18), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.share(y))  # fmt: skip
        painter.setPen(QColor(worn.muted))
        for x in nice_ticks(x0, x1, 6):
            at = self._place(x, y0).x()
            painter.drawText(QRectF(at - 40, plot.bottom() + 8, 80, 18), Qt.AlignmentFlag.AlignHCenter, f"{x:g} MB")  # fmt: skip

    def _names(self, painter: QPainter) -> None:
        painter.setPen(QColor(tokens().text))
        metrics, taken = painter.fontMetrics(), list[QRectF]()
        for mark in sorted(self.marks, key=lambda m: -m.accuracy):
            at, gap, width = self._at(mark), self._radius(mark) + 6, metrics.horizontalAdvance(mark.name) + 2  # fmt: skip
            left = at.x() + gap if at.x() + gap + width < self.width() else at.x() - gap - width
            box = QRectF(left, at.y() - 9, width, 18)
            while any(box.intersects(other) for other in taken) and box.bottom() < self.height():
                box.translate(0, 9)
            taken.append(box)
            painter.fillRect(box, QColor(tokens().surface))  # no line runs through a name
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, mark.name)


def _told(mark: Mark) -> str:
    return f"{mark.name}: {words.size(mark.size_bytes)}, {words.share(mark.accuracy)}, {mark.milliseconds:.1f} ms"
