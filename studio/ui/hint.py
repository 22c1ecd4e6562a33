"""A calm line above a step for who is new: one sentence, and two ways never to see it again."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel

from studio.ui.icons import pixmap
from studio.ui.presenters.hints import hint
from studio.ui.presenters.language import tr
from studio.ui.settings import Settings
from studio.ui.theme import tokens
from studio.ui.widgets import Button, FlatButton, label

ICON = 16  # pixels


class Hint(QFrame):
    """Shown until this step's is dismissed, or all are turned off (here, or in Preferences)."""

    def __init__(self, settings: Settings, step: str) -> None:
        super().__init__()
        self.setObjectName("hint")
        self._settings, self._step = settings, step
        self.words = label(hint(step), "", wrap=True)
        self._picture = QLabel()
        self.none = Button(tr("Don't show hints"), "", "link")
        self.none.clicked.connect(self._turn_off)
        self.dismiss = FlatButton(tr("Hide this hint"), "x", words=False)
        self.dismiss.clicked.connect(self._hide_this)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 8, 6)
        line.setSpacing(10)
        line.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        line.addWidget(self.none)
        line.addWidget(self.dismiss)
        self.setAccessibleName(self.words.text())
        self._paint_icon()
        if not self._wanted():
            self.hide()  # to show what has no parent yet would open a window

    def look(self) -> None:
        """Show it or not, as the settings are now."""
        self.setVisible(self._wanted())

    def _wanted(self) -> bool:
        dismissed = not self._settings.hints or self._step in self._settings.hints_seen
        return bool(self.words.text()) and not dismissed

    def changeEvent(self, event: QEvent) -> None:
        """Take the theme's colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self._paint_icon()

    def _paint_icon(self) -> None:
        if hasattr(self, "_picture"):
            self._picture.setPixmap(pixmap("sparkles", tokens().accent, ICON, self.devicePixelRatioF()))  # fmt: skip

    def _hide_this(self) -> None:
        self._settings.saw_hint(self._step)
        self.look()

    def _turn_off(self) -> None:
        self._settings.hints = False
        self.look()
