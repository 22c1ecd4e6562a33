"""Small parts every pane is built from: labels, cards, buttons that recolour their icons."""

from __future__ import annotations

import html
from typing import TypeVar

from PySide6.QtCore import QElapsedTimer, QEvent, QSize, Qt
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from studio.ui.icons import icon
from studio.ui.theme import tokens


def label(text: str = "", name: str = "", *, wrap: bool = False) -> QLabel:
    """A label; `name` is its role in the style sheet (h1, h2, big, muted, small, good, bad)."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setWordWrap(wrap)
    made.setTextFormat(Qt.TextFormat.PlainText)  # a file's name is never markup
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return made


def as_text(words: str) -> str:
    """Words for a tool tip, in which Qt takes what looks like HTML for HTML: a file's name, a label
    or a sentence is shown as it is, and no picture it names is fetched."""
    if "<" not in words and "&" not in words:
        return words
    return f'<span style="white-space:pre-wrap">{html.escape(words)}</span>'


HEAD = 22  # pixels: titles of neighbouring cards stand on one line
W = TypeVar("W", bound=QWidget)


def named(widget: W, name: str) -> W:
    """The widget with its role in the style sheet."""
    widget.setObjectName(name)
    return widget


class Card(QFrame):
    """A surface with a title; put things into `body`."""

    def __init__(self, title: str = "", aside: QWidget | None = None) -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(10)
        if title or aside:
            head = QHBoxLayout()
            self.title = label(title, "h2")
            self.title.setMinimumHeight(HEAD)
            head.addWidget(self.title)
            head.addStretch()
            if aside is not None:
                head.addWidget(aside)
            self.body.addLayout(head)


class Figure(Card):
    """One number with its name above and what it means below."""

    def __init__(self, title: str = "", figure: str = "", under: str = "") -> None:
        super().__init__()
        self.body.setSpacing(2)
        self.body.setContentsMargins(14, 12, 10, 12)
        self.texts = [
            ElidedLabel(title, "h2", end=True),
            ElidedLabel(figure, "big", end=True),
            ElidedLabel(under, "muted", end=True),
        ]
        for part in self.texts:
            self.body.addWidget(part)

    def show_figure(self, title: str, figure: str, under: str) -> None:
        """Other words."""
        for part, text in zip(self.texts, (title, figure, under), strict=True):
            part.say(text)
        self.setAccessibleName(f"{title}: {figure}, {under}")


class Button(QPushButton):
    """A push button whose icon takes the theme's colour; `role` is primary, link, door or plain."""

    def __init__(self, text: str, icon_name: str = "", role: str = "", tip: str = "") -> None:
        super().__init__(f" {text}" if icon_name else text)  # air beside the icon
        self.setObjectName(role)
        self.setAccessibleName(text)
        self.setToolTip(as_text(tip))
        self._icon, self._role = icon_name, role
        self.setCursor(Qt.CursorShape.PointingHandCursor if role == "link" else Qt.CursorShape.ArrowCursor)  # fmt: skip
        self._paint_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Take the theme's colours, and those of being switched off."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self._paint_icon()

    def _paint_icon(self) -> None:
        if getattr(self, "_icon", ""):
            worn = tokens()
            colour = worn.on_accent if self._role == "primary" else worn.accent if self._role == "link" else worn.text  # fmt: skip
            self.setIcon(icon(self._icon, colour if self.isEnabled() else worn.muted, 16))
            self.setIconSize(QSize(16, 16))


class TurnButton(Button):
    """One of two buttons that take turns in one place: the second click of a double click, meant for
    the one before, is not for it."""

    def __init__(self, text: str, icon_name: str = "", role: str = "") -> None:
        super().__init__(text, icon_name, role)
        self._since = QElapsedTimer()
        self._mine = True

    def take_turn(self, mine: bool) -> None:
        """Show it in the other's place, or hide it."""
        if mine and not self._mine:
            self._since.start()
        self._mine = mine
        self.setVisible(mine)

    @property
    def fresh(self) -> bool:
        """Whether it has only just come."""
        return self._since.isValid() and not self._since.hasExpired(QApplication.doubleClickInterval())  # fmt: skip

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Deaf for as long as the system lets a double click take."""
        event.accept() if self.fresh else super().mousePressEvent(event)


class FlatButton(QToolButton):
    """A quiet button; its name is spoken even when only its icon shows."""

    def __init__(self, name: str, icon_name: str = "", *, words: bool = True) -> None:
        super().__init__()
        self.setObjectName("flat")
        self._air = " " if icon_name else ""  # beside the icon
        self.setText(self._air + name if words else "")
        self.setAccessibleName(name)
        self.setToolTip(as_text(name))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon if words else Qt.ToolButtonStyle.ToolButtonIconOnly)  # fmt: skip
        self._icon = icon_name
        self._paint_icon()

    def change(self, name: str, icon_name: str) -> None:
        """Another name and icon."""
        if self.text():
            self.setText(self._air + name)
        self.setAccessibleName(name)
        self.setToolTip(as_text(name))
        self._icon = icon_name
        self._paint_icon()

    def changeEvent(self, event: QEvent) -> None:
        """Take the theme's colours."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._paint_icon()

    def _paint_icon(self) -> None:
        if getattr(self, "_icon", ""):
            self.setIcon(icon(self._icon, tokens().muted, 16))


class ElidedLabel(QLabel):
    """A label that shortens its text in the middle instead of pushing others away."""

    def __init__(self, text: str = "", name: str = "", *, end: bool = False) -> None:
        super().__init__()
        self.setObjectName(name)
        self._whole = ""
        self._mode = Qt.TextElideMode.ElideRight if end else Qt.TextElideMode.ElideMiddle
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(40)
        self.say(text)

    @property
    def whole(self) -> str:
        """The text before shortening."""
        return self._whole

    def say(self, text: str) -> None:
        """Show a text; all of it is in the tool tip when it doesn't fit."""
        self._whole = text
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit it into the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitted = self.fontMetrics().elidedText(self._whole, self._mode, self.width())  # fmt: skip
        self.setText(fitted)
        self.setToolTip(as_text(self._whole) if fitted != self._whole else "")


class SteadyLabel(QLabel):
    """Words that fold; once it took two lines it keeps them, or what is below would jump about."""

    def __init__(self, text: str = "", name: str = "") -> None:
        super().__init__(text)
        self.setObjectName(name)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self._width = 0

    def say(self, text: str) -> None:
        """Show a text."""
        self.setText(text)
        self._keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width folds the words elsewhere."""
        super().resizeEvent(event)
        if self.width() != self._width:
            self._width = self.width()
            self.setMinimumHeight(0)
            self._keep()

    def _keep(self) -> None:
        self.setMinimumHeight(max(self.minimumHeight(), self.heightForWidth(self.width())))


def row(*parts: QWidget | int, spacing: int = 12) -> QHBoxLayout:
    """Widgets side by side; a number is a stretch of that weight."""
    made = QHBoxLayout()
    made.setSpacing(spacing)
    for part in parts:
        if isinstance(part, int):
            made.addStretch(part)
        else:
            made.addWidget(part)
    return made


def clear(layout: QLayout) -> None:
    """Take every widget out and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
