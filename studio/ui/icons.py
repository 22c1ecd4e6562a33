"""Lucide's line icons in any colour, and the studio's own: sharp at every screen ratio."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from studio.core.files import resource

RATIOS = (1, 2, 3)
IDENTITY = "identity/icon"  # the studio's own picture, drawn by us
SIZES = (16, 24, 32, 48, 64, 128)  # what window managers ask for


@cache
def icon(name: str, colour: str, size: int = 18) -> QIcon:
    """The icon `name` drawn in `colour` (#rrggbb), `size` logical pixels wide."""
    made = QIcon()
    for ratio in RATIOS:
        made.addPixmap(_drawn(name, colour, size, ratio))
    return made


def pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    """One picture for a screen of this ratio."""
    return _drawn(name, colour, size, max(1, round(ratio)))


def emblem(size: int, ratio: float) -> QPixmap:
    """The studio's own picture in its own colours."""
    return _drawn(f"../{IDENTITY}", "", size, max(1, round(ratio)))


def application_icon() -> QIcon:
    """The same for title bars, task bars and docks."""
    made = QIcon()
    for size in SIZES:
        made.addPixmap(emblem(size, 1))
    return made


@cache
def _drawn(name: str, colour: str, size: int, ratio: int) -> QPixmap:
    svg = _source(name).replace("currentColor", colour)
    picture = QPixmap(size * ratio, size * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _source(name: str) -> str:
    return resource(f"icons/{name}.svg").read_text(encoding="utf-8")
