"""Draws the application's icon in every size and form that a system wants: `python packaging/icons.py FOLDER`.

From resources/identity/icon.svg: hicolor PNGs and the SVG for Linux, .ico for Windows, .icns for macOS (both hold
PNGs, as their formats allow since Windows Vista and OS X 10.7).
"""

from __future__ import annotations

import os
import shutil
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parent.parent / "resources" / "identity" / "icon.svg"
LINUX = (16, 22, 24, 32, 48, 64, 128, 256, 512)
WINDOWS = (16, 24, 32, 48, 64, 128, 256)
MACOS = {b"ic11": 32, b"ic12": 64, b"ic07": 128, b"ic08": 256, b"ic13": 256, b"ic09": 512, b"ic14": 512, b"ic10": 1024}  # fmt: skip
NAME = "pocketbert-studio"


def png(renderer: QSvgRenderer, size: int) -> bytes:
    """The icon of `size` pixels a side."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")  # the stubs say bytes, which 6.11 refuses
    return bytes(buffer.data().data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """A Windows icon: a directory, then the PNGs (256 is written as 0)."""
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    start = len(head) + 16 * len(pictures)
    for size, picture in pictures.items():
        side = size % 256
        head += struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(picture), start + len(body))
        body += picture
    return head + body


def icns(pictures: dict[bytes, bytes]) -> bytes:
    """A macOS icon: type, length and PNG of each size."""
    body = b"".join(
        kind + struct.pack(">I", len(data) + 8) + data for kind, data in pictures.items()
    )
    return b"icns" + struct.pack(">I", len(body) + 8) + body


def main() -> int:
    """Write all of them under the folder named."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    out = Path(sys.argv[1])
    QGuiApplication([])
    renderer = QSvgRenderer(str(SOURCE))
    for size in LINUX:
        place = out / "hicolor" / f"{size}x{size}" / "apps"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{NAME}.png").write_bytes(png(renderer, size))
    scalable = out / "hicolor" / "scalable" / "apps"
    scalable.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SOURCE, scalable / f"{NAME}.svg")
    (out / f"{NAME}.ico").write_bytes(ico({size: png(renderer, size) for size in WINDOWS}))
    (out / f"{NAME}.icns").write_bytes(icns({kind: png(renderer, size) for kind, size in MACOS.items()}))  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
