"""Rows before and after augmenting, the changed words marked in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from studio.ui.presenters import augment
from studio.ui.presenters.augment import Row
from studio.ui.presenters.language import tr
from studio.ui.theme import tokens
from studio.ui.widgets import clear, label, row


class BeforeAfter(QWidget):
    """A list of rows, each as it is and as its copy."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._texts: list[tuple[QLabel, Row, bool]] = []
        self._pills: list[QLabel] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)

    def show_rows(self, rows: list[Row]) -> None:
        """Other rows; the same number of them keeps its widgets, so that nothing jumps."""
        if [r.label for r in rows] != [r.label for r in self.rows] or not self._texts:
            self._make(rows)
        self.rows = rows
        self._texts = [(text, rows[at // 2], after) for at, (text, _, after) in enumerate(self._texts)]  # fmt: skip
        for at, pill in enumerate(self._pills):
            pill.setText(rows[at].method or tr("nothing to change"))
        self._paint()

    def changeEvent(self, event: QEvent) -> None:
        """Take the theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and getattr(self, "_texts", None):
            self._paint()

    def _make(self, rows: list[Row]) -> None:
        clear(self._column)
        self._texts, self._pills = [], []
        for one in rows:
            pill = label("", "pill")
            block = QFrame()
            column = QVBoxLayout(block)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(3)
            column.addLayout(row(label(one.label, "h2"), pill, 1, spacing=8))
            for after in (False, True):
                text = QLabel()
                text.setTextFormat(Qt.TextFormat.RichText)
                text.setWordWrap(True)
                text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                column.addWidget(text)
                self._texts.append((text, one, after))
            self._pills.append(pill)
            self._column.addWidget(block)

    def _paint(self) -> None:
        worn = tokens()
        for text, one, after in self._texts:
            spans = one.after if after else one.before
            if after:
                text.setText(augment.marked(spans, worn.text, worn.accent_soft))
            else:
                text.setText(f'<span style="color:{worn.muted}">{augment.marked(spans, worn.bad, "transparent", struck=True)}</span>')  # fmt: skip
            text.setVisible(bool(spans))
            said = augment.plain(spans)
            text.setAccessibleName(tr("After: {sentence}", sentence=said) if after else tr("Before: {sentence}", sentence=said))  # fmt: skip
