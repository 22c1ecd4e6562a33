"""Charts drawn with QPainter: bars of labels, live curves; crisp, with hover values and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.ui.presenters import words
from studio.ui.presenters.curves import nice_ticks, thinned
from studio.ui.presenters.language import tr
from studio.ui.theme import tokens

ROW = 26  # pixels a bar takes
LABEL_SHARE = 0.24


class BarChart(QWidget):
    """Horizontal bars, one a label, in up to three stacked parts; figures at their ends."""

    def __init__(self, title: str, parts: Sequence[str]) -> None:
        super().__init__()
        self._title, self._parts = title, tuple(parts)
        self.rows: tuple[tuple[str, tuple[int, ...]], ...] = ()
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: tuple[tuple[str, tuple[int, ...]], ...]) -> None:
        """(label, counts of its parts), in the order drawn."""
        self.rows = rows
        self.setAccessibleDescription("; ".join(f"{name}: {sum(c)}" for name, c in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for every row."""
        return QSize(320, ROW * max(1, len(self.rows)) + ROW)

    def minimumSizeHint(self) -> QSize:
        """As high, and narrow."""
        return QSize(200, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Says the exact counts where the mouse rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = event.pos().y() // ROW
            if 0 <= at < len(self.rows):
                name, counts = self.rows[at]
                told = [f"{part}: {words.count(n)}" for part, n in zip(self._parts, counts, strict=False)]  # fmt: skip
                QToolTip.showText(event.globalPos(), "\n".join([name, *told]), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Label, stacked bar, count; below them the legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        worn, left = tokens(), self.width() * LABEL_SHARE
        most = max((sum(counts) for _, counts in self.rows), default=1) or 1
        room = self.width() - left - 64
        for at, (name, counts) in enumerate(self.rows):
            top = at * ROW
            fitted = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left) - 12)  # fmt: skip
            painter.setPen(QColor(worn.text))
            painter.drawText(QRectF(0, top, left - 12, ROW), _MIDDLE, fitted)
            x = left
            painter.setPen(Qt.PenStyle.NoPen)
            for part, n in enumerate(counts):
                width = room * n / most
                painter.setBrush(_shade(part))
                painter.drawRect(QRectF(x, top + 6, width, ROW - 12))
                x += width
            painter.setPen(QColor(worn.muted))
            painter.drawText(QRectF(x + 8, top, 60, ROW), _MIDDLE, words.count(sum(counts)))
        self._legend(painter, left, len(self.rows) * ROW)
        painter.end()

    def _legend(self, painter: QPainter, x: float, top: int) -> None:
        for part, name in enumerate(self._parts):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_shade(part))
            painter.drawRoundedRect(QRectF(x, top + ROW / 2 - 4, 8, 8), 2, 2)
            painter.setPen(QColor(tokens().muted))
            width = painter.fontMetrics().horizontalAdvance(name)
            painter.drawText(QRectF(x + 14, top, width + 2, ROW), _MIDDLE, name)
            x += width + 34


_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


def _shade(part: int) -> QColor:
    colour = QColor(tokens().accent)
    colour.setAlpha((255, 150, 85)[min(part, 2)])
    return colour


@dataclass(frozen=True)
class Curve:
    """One named line; `dots` marks its points (few points: epochs)."""

    name: str
    points: Sequence[tuple[float, float]]
    dots: bool = False


class LineChart(QWidget):
    """Curves over steps with a thin grid; values where the mouse rests."""

    def __init__(self, title: str, empty: str) -> None:
        super().__init__()
        self._empty, self.curves, self.level = empty, list[Curve](), None
        self.setAccessibleName(title)
        self.setMinimumHeight(190)
        self.setMouseTracking(True)

    level: tuple[str, float] | None

    def show_curves(self, curves: list[Curve], level: tuple[str, float] | None = None) -> None:
        """Draw these; `level` is a named horizontal line (the teacher's accuracy)."""
        self.curves, self.level = [c for c in curves if c.points], level
        last = [f"{c.name}: {c.points[-1][1]:.4g}" for c in self.curves]
        self.setAccessibleDescription("; ".join(last) or self._empty)
        self.update()

    def event(self, event: QEvent) -> bool:
        """Says each curve's value at the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self.curves:
            plot, (x0, x1, _, _) = self._plot(), self._range()
            x = x0 + (event.pos().x() - plot.left()) / max(1.0, plot.width()) * (x1 - x0)
            near = [(c.name, min(c.points, key=lambda p: abs(p[0] - x))) for c in self.curves]
            told = [f"{name}: {y:.4g} ({at:g})" for name, (at, y) in near]
            QToolTip.showText(event.globalPos(), "\n".join(told), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, level, curves, names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.curves:
            painter.setPen(QColor(tokens().muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._empty)
        else:
            self._grid(painter)
            for at, curve in enumerate(self.curves):
                self._curve(painter, curve, QColor(tokens().marks[at % len(tokens().marks)]))
            self._names(painter)
        painter.end()

    def _plot(self) -> QRectF:
        return QRectF(46, 24, self.width() - 58, self.height() - 50)

    def _range(self) -> tuple[float, float, float, float]:
        xs = [p[0] for c in self.curves for p in (c.points[0], c.points[-1])]
        ys = [p[1] for c in self.curves for p in c.points]
        ys += [self.level[1]] if self.level else []
        low, high = min(ys), max(ys)
        pad = (high - low) * 0.06 or abs(high) * 0.1 or 1.0
        return min(xs), max(max(xs), min(xs) + 1), low - pad, high + pad

    def _at(self, x: float, y: float) -> QPointF:
        plot, (x0, x1, y0, y1) = self._plot(), self._range()
        return QPointF(plot.left() + (x - x0) / (x1 - x0) * plot.width(), plot.bottom() - (y - y0) / (y1 - y0) * plot.height())  # fmt: skip

    def _grid(self, painter: QPainter) -> None:
        plot, (x0, x1, y0, y1) = self._plot(), self._range()
        worn = tokens()
        for y in nice_ticks(y0, y1, 4):
            at = self._at(x0, y).y()
            painter.setPen(QPen(QColor(worn.grid), 1))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))
            painter.setPen(QColor(worn.muted))
            painter.drawText(QRectF(0, at - 9, plot.left() - 8, 18), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{y:g}")  # fmt: skip
        for x in nice_ticks(x0, x1, 6, whole=True):
            at = self._at(x, y0).x()
            painter.drawText(QRectF(at - 40, plot.bottom() + 5, 80, 18), Qt.AlignmentFlag.AlignHCenter, f"{x:,.0f}")  # fmt: skip
        if self.level:
            at = self._at(x0, self.level[1]).y()
            painter.setPen(QPen(QColor(worn.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))

    def _curve(self, painter: QPainter, curve: Curve, colour: QColor) -> None:
        points = [self._at(x, y) for x, y in thinned(curve.points, int(self._plot().width()))]
        painter.setPen(QPen(colour, 2))
        painter.drawPolyline(points)
        if curve.dots or len(points) == 1:
            painter.setBrush(colour)
            for point in points:
                painter.drawEllipse(point, 3, 3)

    def _names(self, painter: QPainter) -> None:
        x = self._plot().left()
        worn = tokens()
        named = [(c.name, worn.marks[at % len(worn.marks)]) for at, c in enumerate(self.curves)]
        if self.level:
            named.append((tr("{name} (dashed)", name=self.level[0]), worn.muted))
        for name, colour in named:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(x + 4, 9), 4, 4)
            painter.setPen(QColor(worn.muted))
            painter.drawText(QPointF(x + 14, 13), name)
            x += painter.fontMetrics().horizontalAdvance(name) + 34
