"""Size against accuracy, latency as the mark's size, the Pareto front as a line; arrow keys walk the marks."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters import words
from studio.ui.presenters.language import tr
from studio.ui.presenters.packages import DASH, Mark, front, milliseconds
from studio.ui.presenters.placing import Axis, Box, places, score_axis, size_axis
from studio.ui.theme import tokens

SMALL, LARGE = 5.0, 16.0  # radii in pixels
LEFT, RIGHT, TOP, BOTTOM = 62, 16, 34, 46
LINE = 18
FORWARD = (Qt.Key.Key_Right, Qt.Key.Key_Up)
BACK = (Qt.Key.Key_Left, Qt.Key.Key_Down)


class Scatter(QWidget):
    """Marks with their names. `picked` says which one the mouse or the keys chose."""

    picked = Signal(str)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.marks: list[Mark] = []
        self.current = ""
        self._best: list[Mark] = []
        self._x = self._y = Axis(0, 1)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumHeight(300)

    def sizeHint(self) -> QSize:
        """Wide and flat."""
        return QSize(560, 320)

    def show_marks(self, marks: list[Mark]) -> None:
        """Draw these, walked by size."""
        self.marks = sorted(marks, key=lambda mark: (mark.size_bytes, -mark.accuracy))
        self._best = front(self.marks)
        if marks:
            self._x = size_axis([max(1.0, mark.size_bytes) / 1e6 for mark in marks])
            self._y = score_axis([mark.accuracy for mark in marks])
        if self.current not in {mark.name for mark in marks}:
            self.current = ""
        self._describe()
        self.update()

    def choose(self, name: str) -> None:
        """Mark one as the current one; nothing is said back."""
        if name != self.current:
            self.current = name if name in {mark.name for mark in self.marks} else ""
            self._describe()
            self.update()

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Every mark's figures, and whether it is on the front."""
        rows = [[m.name, words.size(m.size_bytes), words.share(m.accuracy), _latency(m), _standing(m, self._best)] for m in self.marks]  # fmt: skip
        return [tr("Model"), tr("Size"), tr("Accuracy"), tr("Latency"), tr("On the front")], rows

    def hover(self, point: QPointF) -> str:
        """The figures of the marks at a point."""
        return "\n".join(_told(mark) for mark in self._under(point))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk from the smallest to the largest; Home and End go to the ends."""
        at = next((i for i, mark in enumerate(self.marks) if mark.name == self.current), -1)
        last = len(self.marks) - 1
        to = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}.get(Qt.Key(event.key()))
        if event.key() in FORWARD:
            to = min(at + 1, last)
        elif event.key() in BACK:
            to = max(at - 1, 0)
        if to is None or not self.marks:
            super().keyPressEvent(event)
            return
        self._pick(self.marks[to])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the mark under the mouse."""
        if under := self._under(event.position()):
            self._pick(under[0])
        super().mousePressEvent(event)

    def _pick(self, mark: Mark) -> None:
        self.choose(mark.name)
        self.picked.emit(mark.name)

    def _under(self, point: QPointF) -> list[Mark]:
        near = [(QLineF(point, self.at(m)).length() - self.radius(m), m) for m in self.marks]
        return [m for gap, m in sorted(near, key=lambda pair: pair[0]) if gap <= 3]

    def _describe(self) -> None:
        chosen = next((m for m in self.marks if m.name == self.current), None)
        listed = "; ".join(_told(mark) for mark in self.marks)
        self.setAccessibleDescription(_told(chosen) if chosen else listed)

    # where things stand ---------------------------------------------------------------------------

    def plot(self) -> QRectF:
        """The rectangle between the axes."""
        return QRectF(LEFT, TOP, self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM)

    def at(self, mark: Mark) -> QPointF:
        """The middle of a mark."""
        return self._place(mark.size_bytes / 1e6, mark.accuracy)

    def radius(self, mark: Mark) -> float:
        """By the square root of the latency: areas compare."""
        slowest = max(m.milliseconds for m in self.marks) or 1.0
        return SMALL + (LARGE - SMALL) * math.sqrt(max(0.0, mark.milliseconds) / slowest)

    def names(self) -> list[Box | None]:
        """Where each mark's name stands; None where there is no room for it."""
        plot, metrics = self.plot(), self.fontMetrics()
        points = [(p.x(), p.y(), self.radius(m)) for m in self.marks for p in [self.at(m)]]
        widths = [float(metrics.horizontalAdvance(m.name) + 2) for m in self.marks]
        room = Box(plot.left(), plot.top(), plot.width(), plot.height())
        return places(points, widths, LINE, room)

    def _place(self, megabytes: float, accuracy: float) -> QPointF:
        plot = self.plot()
        return QPointF(plot.left() + self._x.share(megabytes) * plot.width(), plot.bottom() - self._y.share(accuracy) * plot.height())  # fmt: skip

    # painting -------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Grid, front, marks, names, legend."""
        if not self.marks:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._grid(painter)
        painter.setPen(QPen(QColor(tokens().good), 1.5, Qt.PenStyle.DashLine))
        painter.drawPolyline([self.at(mark) for mark in self._best])
        for mark in sorted(self.marks, key=lambda m: -m.milliseconds):
            self._mark(painter, self.at(mark), self.radius(mark), mark)
        self._write(painter)
        self._legend(painter)
        painter.end()

    def _mark(self, painter: QPainter, at: QPointF, radius: float, mark: Mark) -> None:
        """Filled on the front, a ring elsewhere, crossed out when it failed, dashed when it was not timed."""
        worn, best = tokens(), mark in self._best
        colour = QColor(worn.bad if mark.failed else worn.good if best else worn.accent)
        line = Qt.PenStyle.SolidLine if mark.milliseconds else Qt.PenStyle.DotLine
        if mark.name == self.current:
            painter.setPen(QPen(QColor(worn.text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, radius + 4, radius + 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(worn.surface))  # the front's line ends at the mark
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(colour, 1.8, line))
        fill = QColor(colour if best else worn.surface)
        fill.setAlpha(120 if best else 200)
        painter.setBrush(fill)
        painter.drawEllipse(at, radius, radius)
        if mark.failed:
            _cross(painter, at, radius)

    def _grid(self, painter: QPainter) -> None:
        plot, worn = self.plot(), tokens()
        ticks = self._y.ticks(4)
        fine = len(ticks) > 1 and ticks[1] - ticks[0] < 0.0099
        for y in (tick for tick in ticks if 0 <= tick <= 1):
            at = self._place(self._x.high, y).y()
            painter.setPen(QPen(QColor(worn.grid), 1))
            painter.drawLine(QLineF(plot.left(), at, plot.right(), at))
            painter.setPen(QColor(worn.muted))
            painter.drawText(QRectF(0, at - 9, plot.left() - 8, LINE), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words.share(y, 1 if fine else 0))  # fmt: skip
        for x in self._x.ticks(7):
            at = self._place(x, self._y.low).x()
            painter.setPen(QPen(QColor(worn.grid), 1))
            painter.drawLine(QLineF(at, plot.top(), at, plot.bottom()))
            painter.setPen(QColor(worn.muted))
            painter.drawText(QRectF(at - 40, plot.bottom() + 5, 80, LINE), Qt.AlignmentFlag.AlignHCenter, f"{x:g}")  # fmt: skip
        log = tr("Size in MB, logarithmic") if self._x.log else tr("Size in MB")
        painter.drawText(QRectF(plot.left(), plot.bottom() + 23, plot.width(), LINE), Qt.AlignmentFlag.AlignHCenter, log)  # fmt: skip

    def _write(self, painter: QPainter) -> None:
        for mark, box in zip(self.marks, self.names(), strict=True):
            if box is None:
                continue
            rect, at = QRectF(box.x, box.y, box.w, box.h), self.at(mark)
            nearest = QPointF(min(max(at.x(), rect.left()), rect.right()), min(max(at.y(), rect.top()), rect.bottom()))  # fmt: skip
            reach = QLineF(at, nearest)
            if reach.length() > self.radius(mark) + 12:  # pushed away: a line leads to its mark
                painter.setPen(QPen(QColor(tokens().control), 1))
                painter.drawLine(QLineF(reach.pointAt(self.radius(mark) / reach.length()), nearest))
            painter.fillRect(rect, QColor(tokens().surface))  # no line runs through a name
            painter.setPen(QColor(tokens().text))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, mark.name)

    def _legend(self, painter: QPainter) -> None:
        """What filled and hollow mean, and how large a latency is."""
        x, y, worn = float(LEFT), 12.0, tokens()
        for text, filled in ((tr("nothing is smaller and as accurate"), True), (tr("beaten by another"), False)):  # fmt: skip
            colour = QColor(worn.good if filled else worn.accent)
            painter.setPen(QPen(colour, 1.8))
            colour.setAlpha(120)
            painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x + 5, y), 5, 5)
            x = self._word(painter, text, x + 16, y) + 18
        if any(mark.failed for mark in self.marks):
            painter.setPen(QPen(QColor(worn.bad), 1.8))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x + 5, y), 5, 5)
            _cross(painter, QPointF(x + 5, y), 5)
            x = self._word(painter, tr("failed its check"), x + 16, y) + 18
        timed = [mark for mark in self.marks if mark.milliseconds]
        for mark in {min(timed, key=_ms).name: min(timed, key=_ms), max(timed, key=_ms).name: max(timed, key=_ms)}.values() if timed else ():  # fmt: skip
            radius = self.radius(mark)
            if x + 2 * radius + 60 > self.width():
                break
            painter.setPen(QPen(QColor(worn.muted), 1.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x + radius, max(y, radius + 1)), radius, radius)
            x = self._word(painter, _latency(mark), x + 2 * radius + 6, y) + 14

    def _word(self, painter: QPainter, text: str, x: float, y: float) -> float:
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        painter.setPen(QColor(tokens().muted))
        painter.drawText(QRectF(x, y - 9, width, LINE), Qt.AlignmentFlag.AlignVCenter, text)
        return x + width


def _standing(mark: Mark, best: list[Mark]) -> str:
    return tr("failed its check") if mark.failed else tr("yes") if mark in best else ""


def _cross(painter: QPainter, at: QPointF, radius: float) -> None:
    reach = radius * 0.5
    painter.drawLine(at + QPointF(-reach, -reach), at + QPointF(reach, reach))
    painter.drawLine(at + QPointF(-reach, reach), at + QPointF(reach, -reach))


def _ms(mark: Mark) -> float:
    return mark.milliseconds


def _latency(mark: Mark) -> str:
    return milliseconds(mark.milliseconds) if mark.milliseconds else DASH


def _told(mark: Mark) -> str:
    latency = milliseconds(mark.milliseconds) if mark.milliseconds else tr("not timed")
    failed = ", " + tr("failed its check") if mark.failed else ""
    return f"{mark.name}: {words.size(mark.size_bytes)}, {words.share(mark.accuracy)}, {latency}{failed}"
