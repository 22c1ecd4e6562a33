"""The step rail: project name, the steps in order, each with a badge that says how it stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from studio.ui.icons import icon
from studio.ui.pane import Pane
from studio.ui.presenters.language import marked, tr
from studio.ui.presenters.state import Badge
from studio.ui.theme import tokens
from studio.ui.widgets import ElidedLabel

WIDTH = 212
TOLD = {
    Badge.NOT_STARTED: marked("not started"), Badge.READY: marked("ready"),
    Badge.RUNNING: marked("running"), Badge.DONE: marked("done"),
    Badge.STALE: marked("out of date: something before it changed"),
    Badge.MISSING: marked("its files are gone: make it again"), Badge.FAILED: marked("failed"),
}  # fmt: skip


class StepButton(QToolButton):
    """One step: icon, title, and a mark whose shape as well as colour tells its state."""

    def __init__(self, pane: type[Pane], number: int) -> None:
        super().__init__()
        self.setObjectName("nav")
        self.pane, self.number, self.badge = pane, number, Badge.NOT_STARTED
        self.setText("  " + tr(pane.TITLE))
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._paint_icon)
        self.show_badge(Badge.NOT_STARTED)
        self._paint_icon()

    def show_badge(self, badge: Badge) -> None:
        """Another state."""
        self.badge = badge
        told = tr(TOLD[badge])
        self.setAccessibleName(f"{tr(self.pane.TITLE)}: {told}")
        self.setToolTip(f"{tr(self.pane.TITLE)} (Ctrl+{self.number}): {told}")
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Take the theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "pane"):
            self._paint_icon()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The button, then its mark at the right."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_badge(painter, self.badge, QRectF(self.width() - 24, self.height() / 2 - 6, 12, 12))
        painter.end()

    def _paint_icon(self) -> None:
        self.setIcon(icon(self.pane.ICON, tokens().accent if self.isChecked() else tokens().muted))


def draw_badge(painter: QPainter, badge: Badge, box: QRectF) -> None:
    """Nothing, a ring, an open arc, a tick, a half disc, a dotted ring, a cross."""
    worn = tokens()
    colour = {
        Badge.READY: worn.muted, Badge.RUNNING: worn.accent, Badge.DONE: worn.good,
        Badge.STALE: worn.warn, Badge.MISSING: worn.bad, Badge.FAILED: worn.bad, Badge.NOT_STARTED: worn.border,
    }[badge]  # fmt: skip
    pen = QPen(QColor(colour), 1.8)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    small = box.adjusted(2, 2, -2, -2)
    x, y, w = box.x(), box.y(), box.width()
    if badge is Badge.READY:
        painter.drawEllipse(small)
    elif badge is Badge.RUNNING:
        painter.drawArc(small.adjusted(-1, -1, 1, 1), 90 * 16, -270 * 16)
    elif badge is Badge.DONE:
        painter.drawPolyline([box.topLeft() + _p(w * 0.1, w * 0.55), box.topLeft() + _p(w * 0.4, w * 0.85), box.topLeft() + _p(w * 0.92, w * 0.2)])  # fmt: skip
    elif badge is Badge.STALE:
        painter.drawEllipse(small)
        painter.setBrush(QColor(colour))
        painter.drawPie(small, 90 * 16, 180 * 16)
    elif badge is Badge.MISSING:
        pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.drawEllipse(small.adjusted(-1, -1, 1, 1))
    elif badge is Badge.FAILED:
        painter.drawLine(_p(x + 2, y + 2), _p(x + w - 2, y + w - 2))
        painter.drawLine(_p(x + w - 2, y + 2), _p(x + 2, y + w - 2))


def _p(x: float, y: float) -> QPointF:
    return QPointF(x, y)


class Rail(QFrame):
    """Buttons for the panes; `chosen` carries the step's name."""

    chosen = Signal(str)

    def __init__(self, panes: list[type[Pane]]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.setFixedWidth(WIDTH)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 16, 12, 12)
        column.setSpacing(3)
        self.project = ElidedLabel("", "h2")
        self.project.setContentsMargins(8, 0, 0, 0)
        column.addWidget(self.project)
        column.addSpacing(12)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, StepButton] = {}
        for number, pane in enumerate(panes, 1):
            button = StepButton(pane, number)
            button.clicked.connect(lambda _=False, name=pane.NAME: self.chosen.emit(name))
            self._group.addButton(button)
            self.buttons[pane.NAME] = button
            column.addWidget(button)
        column.addStretch()

    def choose(self, name: str) -> None:
        """Mark a step as the one shown; "" marks none."""
        self._group.setExclusive(False)
        for key, button in self.buttons.items():
            button.setChecked(key == name)
        self._group.setExclusive(bool(name))
