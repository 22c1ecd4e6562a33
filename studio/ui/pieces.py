"""Word pieces as little boxes, line by line; a piece that goes on within a word touches the one before."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.ui.presenters.language import tr
from studio.ui.theme import tokens

LINE, HEIGHT, PAD, GAP, LINES = 26, 20, 6, 5, 4
_CONTINUED = ("##",)


class WordPieces(QWidget):
    """Shows up to four lines of pieces; the rest is counted."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: tuple[str, ...] = ()
        self._boxes: list[tuple[QRectF, str, bool]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pieces(self, pieces: tuple[str, ...]) -> None:
        """Other pieces."""
        if pieces == self.pieces:
            return
        self.pieces = pieces
        self.setAccessibleName(tr("Word pieces: {pieces}", pieces=" ".join(pieces)))
        self._arrange()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as the lines need."""
        return QSize(300, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the lines again."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The boxes."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        worn = tokens()
        for box, text, quiet in self._boxes:
            painter.setPen(Qt.PenStyle.NoPen)
            if not quiet:
                painter.setBrush(QColor(worn.accent_soft))
                painter.drawRoundedRect(box, 4, 4)
            painter.setPen(QColor(worn.muted if quiet else worn.text))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _arrange(self) -> None:
        self._boxes, at, line = [], 0.0, 0
        measure = QFontMetricsF(self.font())
        room = max(60, self.width())
        for n, piece in enumerate(self.pieces):
            more = f"+ {len(self.pieces) - n}"
            quiet = piece.startswith("[") and piece.endswith("]")
            text = piece.removeprefix("##")
            width = measure.horizontalAdvance(text) + 2 * PAD
            joined = piece.startswith(_CONTINUED) and at > 0
            at += 0 if at == 0 else (1 if joined else GAP)
            last = line == LINES - 1
            if at and at + width > room - (measure.horizontalAdvance(more) + 2 * PAD + GAP if last else 0):  # fmt: skip
                if last:
                    self._boxes.append((QRectF(at, line * LINE + 3, measure.horizontalAdvance(more) + 2 * PAD, HEIGHT), more, True))  # fmt: skip
                    break
                at, line = 0.0, line + 1
            self._boxes.append((QRectF(at, line * LINE + 3, min(width, room), HEIGHT), text, quiet))
            at += width
        self.setFixedHeight(LINE * (line + 1) if self.pieces else 0)
