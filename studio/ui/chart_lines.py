"""Curves over steps or epochs with level lines; values under the mouse and a table of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters.curves import Level, nearest, nice_ticks, span, thinned, union
from studio.ui.presenters.language import tr
from studio.ui.theme import tokens

HEIGHT = 200
_MIDDLE = Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Curve:
    """One named line; `dots` marks its points (few points: epochs)."""

    name: str
    points: Sequence[tuple[float, float]]
    dots: bool = False


class LineChart(QWidget):
    """`along` names what runs from left to right (step, epoch); `percent` shows 0..1 as per cent."""

    def __init__(self, title: str, empty: str, along: str = "", *, percent: bool = False) -> None:
        super().__init__()
        self._empty, self._along, self._percent = empty, along or tr("Step"), percent
        self.curves: list[Curve] = []
        self.levels: list[Level] = []
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)

    def sizeHint(self) -> QSize:
        """Wide, and as high as a curve needs."""
        return QSize(420, HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """As high, and narrow."""
        return QSize(200, HEIGHT)

    def show_curves(self, curves: list[Curve], levels: Sequence[Level] = ()) -> None:
        """Draw these; `levels` are named horizontal lines (the teacher's accuracy, a floor)."""
        self.curves, self.levels = [c for c in curves if c.points], list(levels)
        last = [f"{c.name}: {self._said(c.points[-1][1])}" for c in self.curves]
        last += [f"{level.name}: {self._said(level.value)}" for level in self.levels]
        self.setAccessibleDescription("; ".join(last) if self.curves else self._empty)
        self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """A row for every place where a curve has a point; levels stand in each."""
        headers = [self._along, *(c.name for c in self.curves), *(v.name for v in self.levels)]
        same = [self._said(level.value) for level in self.levels]
        found = union([c.points for c in self.curves])
        return headers, [[f"{x:g}", *("" if y is None else self._said(y) for y in ys), *same] for x, ys in found]  # fmt: skip

    def hover(self, point: QPointF) -> str:
        """Each curve's nearest value and the levels."""
        plot = self._plot()
        if not self.curves or not plot.adjusted(-6, -6, 6, 6).contains(point):
            return ""
        x0, x1, _, _ = self._range()
        x = x0 + (point.x() - plot.left()) / max(1.0, plot.width()) * (x1 - x0)
        near = [(c.name, *nearest(c.points, x)) for c in self.curves]
        told = [f"{name}: {self._said(y)} ({self._along.lower()} {at:,g})" for name, at, y in near]
        return "\n".join([*told, *(f"{v.name}: {self._said(v.value)}" for v in self.levels)])

    def place(self, x: float, y: float) -> QPointF:
        """Where a value is drawn."""
        plot, (x0, x1, y0, y1) = self._plot(), self._range()
        return QPointF(plot.left() + (x - x0) / (x1 - x0) * plot.width(), plot.bottom() - (y - y0) / (y1 - y0) * plot.height())  # fmt: skip

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, levels, curves, names."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.curves:
            painter.setPen(QColor(tokens().muted))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)  # fmt: skip
        else:
            self._grid(painter)
            for at, curve in enumerate(self.curves):
                self._curve(painter, curve, _colour(at))
            self._levels(painter)
            self._names(painter)
        painter.end()

    def _said(self, value: float) -> str:
        return f"{100 * value:.1f} %" if self._percent else f"{value:.4g}"

    def _plot(self) -> QRectF:
        return QRectF(50, 26, self.width() - 62, self.height() - 52)

    def _range(self) -> tuple[float, float, float, float]:
        return span([c.points for c in self.curves], self.levels)

    def _grid(self, painter: QPainter) -> None:
        plot, (x0, x1, y0, y1), worn = self._plot(), self._range(), tokens()
        for y in nice_ticks(y0, y1, 4):
            at = self.place(x0, y).y()
            painter.setPen(QPen(QColor(worn.grid), 1))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))
            painter.setPen(QColor(worn.muted))
            told = f"{100 * y:g} %" if self._percent else f"{y:g}"
            painter.drawText(QRectF(0, at - 9, plot.left() - 8, 18), Qt.AlignmentFlag.AlignRight | _MIDDLE, told)  # fmt: skip
        painter.setPen(QColor(worn.muted))
        for x in nice_ticks(x0, x1, 6, whole=True):
            at = self.place(x, y0).x()
            painter.drawText(QRectF(at - 40, plot.bottom() + 6, 80, 18), Qt.AlignmentFlag.AlignHCenter, f"{x:,.0f}")  # fmt: skip

    def _curve(self, painter: QPainter, curve: Curve, colour: QColor) -> None:
        points = [self.place(x, y) for x, y in thinned(curve.points, int(self._plot().width()))]
        painter.setPen(QPen(colour, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(points)
        if curve.dots or len(points) == 1:
            painter.setBrush(colour)
            for point in points:
                painter.drawEllipse(point, 3, 3)

    def _levels(self, painter: QPainter) -> None:
        """Dashed lines, each with its name where it covers no other and the least of the curves."""
        plot, worn, taken = self._plot(), tokens(), list[QRectF]()
        x0, _, y0, y1 = self._range()
        inked = self._inked()
        for level in (v for v in self.levels if y0 <= v.value <= y1):
            at = self.place(x0, level.value).y()
            painter.setPen(QPen(QColor(worn.muted), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))
            told = f"{level.name} {self._said(level.value)}"
            wide = painter.fontMetrics().horizontalAdvance(told) + 8
            lefts = (plot.left() + 2, plot.right() - wide, plot.center().x() - wide / 2)
            boxes = [QRectF(left, at + gap, wide, 15) for gap in (-17, 2, -33, 18) for left in lefts]  # fmt: skip
            free = [b for b in boxes if not any(b.intersects(t) for t in taken) and b.top() >= 20 and b.bottom() <= plot.bottom()]  # fmt: skip
            box = min(free or boxes, key=lambda b: sum(b.contains(p) for p in inked))
            taken.append(box)
            back = QColor(worn.surface)
            back.setAlpha(215)  # a curve below the name stays a shadow
            painter.fillRect(box, back)
            painter.setPen(QColor(worn.muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, told)

    def _inked(self) -> list[QPointF]:
        """Points along the curves, close enough to know where they run."""
        found = []
        for curve in self.curves:
            drawn = [self.place(x, y) for x, y in thinned(curve.points, 60)]
            for first, second in itertools.pairwise(drawn):
                found += [first + (second - first) * (part / 12) for part in range(13)]
        return found

    def _names(self, painter: QPainter) -> None:
        x = self._plot().left()
        for at, curve in enumerate(self.curves):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_colour(at))
            painter.drawEllipse(QPointF(x + 4, 9), 4, 4)
            painter.setPen(QColor(tokens().muted))
            painter.drawText(QPointF(x + 14, 13), curve.name)
            x += painter.fontMetrics().horizontalAdvance(curve.name) + 34
        painter.drawText(QRectF(x, 0, self.width() - x - 12, 18), Qt.AlignmentFlag.AlignRight | _MIDDLE, self._along)  # fmt: skip


def _colour(at: int) -> QColor:
    marks = tokens().marks
    return QColor(marks[at % len(marks)])
