"""A frame around any chart: title, values under the mouse, its figures as a table, a picture to keep."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, QStandardPaths, Qt
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QMenu,
    QSizePolicy,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from studio.core.errors import HostError
from studio.ui import chart_picture
from studio.ui.chart_table import FiguresDialog
from studio.ui.presenters.language import tr
from studio.ui.theme import tokens
from studio.ui.widgets import HEAD, ElidedLabel, FlatButton, as_text, label, row

OPENS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu)
RING = 4  # points around the chart for the mark of the focus


@runtime_checkable
class Chart(Protocol):
    """What a widget offers to be framed."""

    def table(self) -> tuple[list[str], list[list[str]]]:
        """Headers and rows: every figure drawn, as people read it."""
        ...

    def hover(self, point: QPointF) -> str:
        """What stands at a point of the widget; "" for nothing."""
        ...


class ChartFrame(QFrame):
    """The chart with its title and a quiet button; Enter, the menu key or a right click open it too.

    A chart that takes Enter itself (cells to walk) keeps it; the button is the next tab stop.
    """

    def __init__(self, title: str, chart: QWidget, aside: QWidget | None = None) -> None:
        super().__init__()
        assert isinstance(chart, Chart)
        self.title, self.chart, self._figures = title, chart, chart
        self._told = ""
        self.menu = QMenu(self)
        self.picture = self.menu.addAction(tr("Save picture…"), self.save_picture)
        self.as_table = self.menu.addAction(tr("Show as a table"), self.show_table)
        self.menu.aboutToShow.connect(self._what_is_there)
        self.button = FlatButton(tr("{title}: save or show as a table", title=title), "ellipsis", words=False)  # fmt: skip
        self.button.clicked.connect(lambda: self._open(self.button.mapToGlobal(self.button.rect().bottomLeft())))  # fmt: skip
        self.button.setProperty("compact", "true")
        self.button.setFixedHeight(HEAD)
        self.said = ElidedLabel("", "small", end=True)
        self.said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.said.setMinimumWidth(0)
        self.said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        name = label(title, "h2")
        name.setMinimumWidth(
            min(80, name.sizeHint().width())
        )  # a narrow window cuts it, not itself
        head = row(name, self.said, *([aside] if aside else []), self.button, spacing=8)  # fmt: skip
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(chart)
        self._take(chart)

    def show_table(self) -> FiguresDialog:
        """The figures in a dialog beside the window."""
        made = FiguresDialog(self.window(), self.title, *self._figures.table())
        made.open()
        return made

    def save_picture(self) -> QFileDialog:
        """Ask where, then write PNG or SVG."""
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        offer = str(Path(folder) / f"{chart_picture.file_name(self.title)}.png")
        made = QFileDialog(self.window(), tr("Save picture"), offer, ";;".join(chart_picture.FILTERS))  # fmt: skip
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        made.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        made.setDefaultSuffix("png")
        made.selectFile(offer)
        made.filterSelected.connect(lambda chosen: made.setDefaultSuffix("svg" if "svg" in chosen else "png"))  # fmt: skip
        made.fileSelected.connect(lambda path: self.save_to(Path(path)))
        made.open()
        return made

    def save_to(self, path: Path) -> None:
        """Write the picture and say so, or why not."""
        try:
            written = chart_picture.save(self.title, self.chart, path)
        except HostError as error:
            self._say(f"{error.message} {error.remedy}")
            return
        self._say(tr("Saved as {name}", name=written.name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Values under the mouse; the focus comes and goes."""
        if watched is self.chart:
            if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
                self._tell(QPointF(event.pos()), event.globalPos())
                return True
            if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
                self._tell(event.position(), event.globalPosition().toPoint())
            if event.type() == QEvent.Type.Leave:
                self._told = ""
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self.update()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the chart did not take: Enter and the menu key open the menu."""
        if event.key() in OPENS and self.chart.hasFocus():
            self._open(self.chart.mapToGlobal(QPoint(RING, RING)))
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu under the mouse."""
        self._open(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark of the focus around the chart."""
        super().paintEvent(event)
        if self.chart.hasFocus():
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(tokens().accent), 2))
            around = QRectF(self.chart.geometry()).adjusted(1 - RING, 1 - RING, RING - 1, RING - 1)
            painter.drawRoundedRect(around.intersected(QRectF(self.rect()).adjusted(1, 1, -1, -1)), 6, 6)  # fmt: skip
            painter.end()

    def _take(self, chart: QWidget) -> None:
        chart.setAccessibleName(chart.accessibleName() or self.title)
        if chart.focusPolicy() == Qt.FocusPolicy.NoFocus:
            chart.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        chart.setMouseTracking(True)
        chart.installEventFilter(self)
        self.setTabOrder(chart, self.button)

    def _tell(self, point: QPointF, place: QPoint) -> None:
        told = self._figures.hover(point)
        if told != self._told:
            self._told = told
            QToolTip.showText(place, as_text(told), self.chart)  # an empty text hides it

    def _open(self, place: QPoint) -> None:
        self.menu.popup(place)

    def _what_is_there(self) -> None:
        drawn = bool(self._figures.table()[1])
        self.picture.setEnabled(drawn)
        self.as_table.setEnabled(drawn)

    def _say(self, text: str) -> None:
        self.said.say(text)
