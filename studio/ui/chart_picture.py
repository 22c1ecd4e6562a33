"""A chart as a picture to keep: PNG at twice the screen's points, or SVG."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from studio.core.errors import HostError
from studio.core.files import disk_errors, write_bytes
from studio.ui.presenters.language import tr
from studio.ui.theme import tokens

SCALE = 2  # pixels a point of the PNG
MARGIN, HEAD = 16, 30  # points around the chart, and for its title
FILTERS = ("PNG (*.png)", "SVG (*.svg)")


def extent(chart: QWidget) -> QSize:
    """The picture's size in points: the chart as it stands, its title and a margin."""
    return QSize(chart.width() + 2 * MARGIN, chart.height() + 2 * MARGIN + HEAD)


def png(title: str, chart: QWidget) -> bytes:
    """The chart and its title on the theme's surface, `SCALE` pixels a point."""
    image = QImage(extent(chart) * SCALE, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(SCALE)
    painter = QPainter(image)
    _draw(painter, title, chart)
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes here
    return bytes(data.data())


def svg(title: str, chart: QWidget) -> bytes:
    """The same as lines and letters."""
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    sheet = QSvgGenerator()
    sheet.setOutputDevice(buffer)
    sheet.setTitle(title)
    sheet.setSize(extent(chart))
    sheet.setViewBox(QRect(QPoint(), extent(chart)))
    sheet.setResolution(96)
    painter = QPainter(sheet)
    _draw(painter, title, chart)
    painter.end()
    return bytes(data.data())


def save(title: str, chart: QWidget, path: Path) -> Path:
    """Write the picture its ending names (PNG where it names none). Raises HostError."""
    path = path if path.suffix.lower() in (".png", ".svg") else path.with_name(path.name + ".png")
    made = svg(title, chart) if path.suffix.lower() == ".svg" else png(title, chart)
    try:
        with disk_errors(path.parent):
            write_bytes(path, made)
    except OSError as error:
        raise HostError(
            tr("{name} can't be written.", name=path.name),
            code="not-writable",
            remedy=tr("Choose another folder."),
            detail=str(error),
        ) from error
    return path


def file_name(title: str) -> str:
    """A name to offer: the title without what file systems refuse."""
    kept = "".join(c if c.isalnum() or c in " -_" else " " for c in title)
    return " ".join(kept.split()) or tr("chart")


def _draw(painter: QPainter, title: str, chart: QWidget) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(QRect(QPoint(), extent(chart)), QColor(tokens().surface))
    font = QFont(chart.font())
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor(tokens().text))
    head = QRectF(MARGIN, MARGIN, chart.width(), HEAD)
    painter.drawText(head, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
    painter.translate(MARGIN, MARGIN + HEAD)
    chart.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
