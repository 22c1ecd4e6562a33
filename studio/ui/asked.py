"""Sentences asked before, to click back to."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, Card, as_text

SHOWN = 6  # lines before it scrolls
ROW = 26


class AskedBefore(Card):
    """The newest first; hidden while there are none."""

    chosen = Signal(str)
    forgotten = Signal()

    def __init__(self) -> None:
        forget = Button(tr("Forget all"), "", "link")
        forget.clicked.connect(lambda: self.forgotten.emit())
        super().__init__(tr("Asked before"), forget)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Sentences asked before"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.itemActivated.connect(self._choose)
        self.list.itemClicked.connect(self._choose)
        self.body.addWidget(self.list)
        self.show_sentences([])

    def show_sentences(self, sentences: list[str]) -> None:
        """Other sentences."""
        self.list.clear()
        for sentence in sentences:
            item = QListWidgetItem(" ".join(sentence.split()), self.list)
            item.setData(Qt.ItemDataRole.UserRole, sentence)
            item.setToolTip(as_text(sentence))
            item.setSizeHint(QSize(0, ROW))
        self.list.setFixedHeight(ROW * min(SHOWN, max(1, len(sentences))) + 4)
        self.setVisible(bool(sentences))

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
