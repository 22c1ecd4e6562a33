"""Bars of labels, drawn with QPainter: crisp, with values under the mouse and a table of its own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters import words
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

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Every label with the counts of its parts, and their sum."""
        rows = [[name, *map(words.count, counts), words.count(sum(counts))] for name, counts in self.rows]  # fmt: skip
        return [tr("Label"), *self._parts, tr("All")], rows

    def hover(self, point: QPointF) -> str:
        """The exact counts of the row at a point."""
        at = int(point.y() // ROW)
        if not 0 <= at < len(self.rows):
            return ""
        name, counts = self.rows[at]
        told = [f"{part}: {words.count(n)}" for part, n in zip(self._parts, counts, strict=False)]
        return "\n".join([name, *told])

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
