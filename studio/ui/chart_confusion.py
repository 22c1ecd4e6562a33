"""The confusion matrix: counts, shades by share of the true label, cells to walk with the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters import words
from studio.ui.presenters.confusion import Confusion
from studio.ui.presenters.language import tr
from studio.ui.presenters.tokens import contrast
from studio.ui.theme import tokens

FOOT, GAP, RIGHT = 26, 2, 4
LEFT_SHARE, LEFT_MOST = 0.26, 150
STEPS = {
    Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0),
}  # fmt: skip
_CENTRE, _MIDDLE = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignVCenter


class ConfusionChart(QWidget):
    """Rows are true labels, columns the answers; `chosen` says (truth, answer) of a pressed cell."""

    chosen = Signal(int, int)

    def __init__(self, title: str, empty: str) -> None:
        super().__init__()
        self._title, self._empty = title, empty
        self.matrix: Confusion | None = None
        self._longest = 0  # points of the longest label
        self.current = (0, 0)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)  # labels above the columns stand when they don't fit lying
        self.setSizePolicy(policy)

    def show_matrix(self, matrix: Confusion | None) -> None:
        """Draw this one; the current cell goes to the commonest mistake."""
        if matrix == self.matrix:
            return
        self.matrix = matrix
        self._longest = self._measured()
        self.current = (matrix.worst() or (0, 0)) if matrix else (0, 0)
        self._say()
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """High enough for every row."""
        return 120 if self.matrix is None else round(self._head(width) + self._line() * self._k + FOOT)  # fmt: skip

    def sizeHint(self) -> QSize:
        """As wide as it is now, or comfortably so."""
        wide = self.width() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else 420
        return QSize(420, self.heightForWidth(wide))

    def minimumSizeHint(self) -> QSize:
        """As high, and narrow."""
        return QSize(220, self.sizeHint().height())

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Every count."""
        return self.matrix.table() if self.matrix else ([], [])

    def hover(self, point: QPointF) -> str:
        """The cell at a point, as a sentence."""
        at = self.cell_at(point)
        return self.matrix.told(*at) if self.matrix and at else ""

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """(truth, answer) at a point of the widget."""
        if self.matrix is None:
            return None
        answer = (point.x() - self._left()) // self._width()
        truth = (point.y() - self._head()) // self._line()
        inside = 0 <= truth < self._k and 0 <= answer < self._k
        return (int(truth), int(answer)) if inside else None

    def box(self, truth: int, answer: int) -> QRectF:
        """Where a cell is drawn."""
        x, y = self._left() + answer * self._width(), self._head() + truth * self._line()
        air = GAP if self._width() >= 14 else 0.5
        return QRectF(x, y, self._width() - air, self._line() - air)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to a row's ends, Enter or space chooses."""
        if self.matrix is None:
            super().keyPressEvent(event)
        elif event.key() in STEPS:
            down, right = STEPS[Qt.Key(event.key())]
            self._go(self.current[0] + down, self.current[1] + right)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(self.current[0], 0 if event.key() == Qt.Key.Key_Home else self._k - 1)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses its cell."""
        at = self.cell_at(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self._go(*at)
            self.chosen.emit(*at)
        else:
            super().mousePressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Another font, other widths."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._longest = self._measured()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Labels above the columns stand when they no longer fit: another height."""
        super().resizeEvent(event)
        self.updateGeometry()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the current cell."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And no longer."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Cells, their counts, labels at the left and above."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.matrix is None:
            painter.setPen(QColor(tokens().muted))
            painter.drawText(self.rect(), _CENTRE | Qt.TextFlag.TextWordWrap, self._empty)
        else:
            self._cells(painter, self.matrix)
            self._names(painter, self.matrix)
        painter.end()

    # ----------------------------------------------------------------------------------------------

    @property
    def _labels(self) -> tuple[str, ...]:
        return self.matrix.labels if self.matrix else ()

    @property
    def _k(self) -> int:
        return len(self.matrix.labels) if self.matrix else 1

    def _line(self) -> float:
        return 34 if self._k <= 8 else 26 if self._k <= 16 else 20

    def _left(self, width: float = 0) -> float:
        return min(LEFT_MOST, (width or self.width()) * LEFT_SHARE)

    def _width(self, width: float = 0) -> float:
        """Of one column, in a widget this wide (0: as it is)."""
        return ((width or self.width()) - self._left(width) - RIGHT) / self._k

    def _upright(self, width: float = 0) -> bool:
        return self._longest > self._width(width) - 6

    def _head(self, width: float = 0) -> float:
        return 104 if self._upright(width) else 44

    def _measured(self) -> int:
        return max((self.fontMetrics().horizontalAdvance(n) for n in self._labels), default=0)

    def _go(self, truth: int, answer: int) -> None:
        self.current = (max(0, min(self._k - 1, truth)), max(0, min(self._k - 1, answer)))
        self._say()
        self.update()

    def _say(self) -> None:
        self.setAccessibleDescription(self.matrix.told(*self.current) if self.matrix else self._empty)  # fmt: skip

    def _cells(self, painter: QPainter, matrix: Confusion) -> None:
        metrics, round_ones = painter.fontMetrics(), self._width() >= 14
        for truth, line in enumerate(matrix.counts):
            for answer, n in enumerate(line):
                box = self.box(truth, answer)
                shade = cell_colour(matrix.share(truth, answer), truth == answer)
                if not round_ones:
                    painter.fillRect(box, shade)
                    continue
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(shade)
                painter.drawRoundedRect(box, 3, 3)
                told = words.count(n)
                if metrics.horizontalAdvance(told) + 4 <= box.width():
                    painter.setPen(ink(shade) if n else QColor(tokens().muted))
                    painter.drawText(box, _CENTRE, told)
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens().text), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.box(*self.current).adjusted(1, 1, -1, -1), 3, 3)

    def _names(self, painter: QPainter, matrix: Confusion) -> None:
        metrics, left, head = painter.fontMetrics(), self._left(), self._head()
        right = Qt.TextElideMode.ElideRight
        painter.setPen(QColor(tokens().text))
        for at, name in enumerate(matrix.labels):
            fitted = metrics.elidedText(name, right, int(left) - 12)
            painter.drawText(QRectF(0, head + at * self._line(), left - 10, self._line() - GAP), Qt.AlignmentFlag.AlignRight | _MIDDLE, fitted)  # fmt: skip
        for at, name in enumerate(matrix.labels):
            self._above(painter, at, name)
        painter.setPen(QColor(tokens().muted))
        painter.drawText(QRectF(left, 0, self.width() - left, 18), _CENTRE, tr("answered"))
        painter.drawText(QRectF(0, head - 22, left - 10, 18), Qt.AlignmentFlag.AlignRight | _MIDDLE, tr("true"))  # fmt: skip
        note = tr("shade: share of the true label's rows")
        foot = QRectF(left, head + self._k * self._line() + 4, self.width() - left, FOOT - 4)
        painter.drawText(foot, _MIDDLE, metrics.elidedText(note, right, int(foot.width())))

    def _above(self, painter: QPainter, at: int, name: str) -> None:
        box, metrics = self.box(0, at), painter.fontMetrics()
        if box.width() < 13:
            return  # too many to name: the cell under the mouse says it
        if not self._upright():
            fitted = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(box.width()) - 2)
            painter.drawText(QRectF(box.left(), self._head() - 22, box.width(), 18), _CENTRE, fitted)  # fmt: skip
            return
        fitted = metrics.elidedText(name, Qt.TextElideMode.ElideRight, int(self._head()) - 26)
        painter.save()
        painter.translate(box.center().x() + 4, self._head() - 6)
        painter.rotate(-90)
        painter.drawText(QPointF(0, 0), fitted)
        painter.restore()


def cell_colour(share: float, right: bool) -> QColor:
    """The ground mixed with the accent (right answers) or with red (mistakes), by share 0..1."""
    worn = tokens()
    if share <= 0:
        return QColor(worn.hover)
    ground, full = QColor(worn.hover), QColor(worn.accent if right else worn.bad)
    part = 0.12 + 0.88 * min(1.0, share)
    mixed = [round(g + (f - g) * part) for g, f in zip(ground.getRgb()[:3], full.getRgb()[:3], strict=True)]  # type: ignore[index]  # fmt: skip
    return QColor(*mixed)


def ink(ground: QColor) -> QColor:
    """Black or white, whichever is read better: 4.5:1 at least on any ground."""
    return QColor(max(("#000000", "#ffffff"), key=lambda colour: contrast(colour, ground.name())))
