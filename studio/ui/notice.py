"""What went wrong, as a sentence with its remedy, in the pane where it belongs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout

from studio.core.events import Failed
from studio.ui.presenters.language import tr
from studio.ui.widgets import Button, FlatButton, clear, label

AIR = 14  # pixels above and below a banner
SHOWS_DETAIL = ("bug", "worker-died", "quality")


class Notice(QFrame):
    """Hidden until there is something to say; only a fault of the studio's shows its traceback."""

    turned = Signal()  # shown or hidden

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._report = ""
        self.message, self.remedy = label("", "h2", wrap=True), label("", "muted", wrap=True)
        self.detail = QPlainTextEdit(readOnly=True)
        self.detail.setTabChangesFocus(True)
        self.detail.setMaximumHeight(150)
        self.detail.setAccessibleName(tr("Details"))
        self.detail.setAcceptDrops(False)
        self.copy = Button(tr("Copy report"), "copy")
        self.copy.clicked.connect(self._copy)
        close = self.dismiss = FlatButton(tr("Dismiss"), "x", words=False)
        close.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.message)
        words.addWidget(self.remedy)
        words.addWidget(self.detail)
        words.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self._offers = QHBoxLayout()
        self._offers.setSpacing(8)
        words.addLayout(self._offers)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(14, 10, 10, 10)
        outer.addLayout(words, 1)
        outer.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Tell those who make room for it."""
        done = super().event(event)
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self.turned.emit()
        return done

    def fail(self, failed: Failed) -> None:
        """Show a failure."""
        family = failed.code.partition(".")[0]
        self._say(failed.message, failed.remedy, "bad")
        shown = bool(failed.detail) and family in SHOWS_DETAIL
        # A bug's own words may quote a row of the person's data: a report names its kind.
        message = failed.message.partition(":")[0] if family == "bug" else failed.message
        self._report = f"{failed.code}: {message}\n{failed.remedy}\n\n{failed.detail}"
        self.detail.setPlainText(failed.detail if shown else "")
        self.detail.setVisible(shown)
        self.copy.setVisible(shown)

    def offer(self, message: str, remedy: str, ways: list[tuple[str, Callable[[], None]]], level: str = "warn") -> None:  # fmt: skip
        """A sentence with buttons for what can be done about it; it stays until one is pressed."""
        self.say(message, remedy, level)
        for name, then in ways:
            button = Button(name)
            button.clicked.connect(self.hide)
            button.clicked.connect(lambda _=False, then=then: then())
            self._offers.insertWidget(self._offers.count() - 1, button)
        self.dismiss.setVisible(not ways)

    def say(self, message: str, remedy: str = "", level: str = "info") -> None:
        """A sentence; level is info, warn or bad."""
        self._say(message, remedy, level)
        self.detail.hide()
        self.copy.hide()

    def _say(self, message: str, remedy: str, level: str) -> None:
        clear(self._offers)
        self._offers.addStretch()  # an empty row would hold the whole notice narrow
        self.dismiss.show()
        self.message.setText(message)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        self.setProperty("level", level)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setAccessibleName(f"{message} {remedy}".strip())
        self.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)


class Banner(QVBoxLayout):
    """A notice above every page, with air around it only while there is one."""

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self._notice = notice
        self.addWidget(notice)
        notice.turned.connect(self._make_room)
        self._make_room()

    def _make_room(self) -> None:
        air = 0 if self._notice.isHidden() else AIR
        self.setContentsMargins(24, air, 24, air)
