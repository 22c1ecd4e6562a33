"""Sheets of words: the keyboard shortcuts, as the menus really have them, and About with licences."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QMainWindow,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio import __version__
from studio.ui.icons import emblem
from studio.ui.presenters.language import tr
from studio.ui.presenters.licences import components
from studio.ui.widgets import Button, label, named, row

EMBLEM = 40  # pixels
NATIVE = QKeySequence.SequenceFormat.NativeText


class Sheet(QDialog):
    """A dialog with a heading, a body and Close; Escape closes it, too."""

    def __init__(self, parent: QWidget, title: str, width: int, height: int) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(width, height)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(20, 18, 20, 16)
        self.body.setSpacing(12)
        self.heading = row(label(title, "h1"), spacing=12)
        self.heading.setStretch(0, 1)
        self.body.addLayout(self.heading)

    def finish(self, *more: QWidget) -> None:
        """Put Close, and buttons of its own, at the foot."""
        close = Button(tr("Close"))
        close.clicked.connect(self.close)
        close.setDefault(True)
        foot = QHBoxLayout()
        for part in more:
            foot.addWidget(part)
        foot.addStretch()
        foot.addWidget(close)
        self.body.addLayout(foot)


class ShortcutSheet(Sheet):
    """Every action that has keys, read from the menus, so that the sheet can't be wrong."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window, tr("Keyboard shortcuts"), 560, 560)
        self.rows = list(shortcuts(window))
        inside = named(QWidget(), "page")
        grid = QGridLayout(inside)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        menu = ""
        for at, (group, name, keys) in enumerate(self.rows):
            if group != menu:
                head = label(group, "h2")
                head.setContentsMargins(0, 12 if at else 0, 0, 0)
                grid.addWidget(head, 2 * at, 0, 1, 2)
                menu = group
            grid.addWidget(label(name), 2 * at + 1, 0)
            grid.addWidget(label(keys, "muted"), 2 * at + 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(2 * len(self.rows), 1)
        area = QScrollArea(widgetResizable=True)
        area.setAccessibleName(tr("Keyboard shortcuts"))
        area.setWidget(inside)
        self.body.addWidget(area, 1)
        self.finish()


def shortcuts(window: QMainWindow) -> Iterator[tuple[str, str, str]]:
    """(menu, action, keys) of every action with keys, menus in order, then the window's own keys."""
    for top in window.menuBar().actions():
        yield from ((plain(top), plain(act), told(act)) for act in leaves(top) if act.shortcuts())
    for key in window.findChildren(QShortcut, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if key.whatsThis():
            yield tr("Everywhere"), key.whatsThis(), key.key().toString(NATIVE)


def leaves(action: QAction) -> Iterator[QAction]:
    """The entries of a menu and of the menus inside it."""
    menu = action.menu()
    if menu is None:
        if not action.isSeparator():
            yield action
        return
    for entry in menu.actions():  # type: ignore[attr-defined]
        yield from leaves(entry)


def plain(action: QAction) -> str:
    """Its text without mnemonics and dots."""
    return action.text().replace("&", "").rstrip("…")


def told(action: QAction) -> str:
    """Its keys as this system writes them."""
    return ", ".join(k.toString(NATIVE) for k in action.shortcuts())


class AboutSheet(Sheet):
    """Version, licence, and what the studio is made of."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, tr("PocketBERT Studio {version}", version=__version__), 640, 520)
        picture = QLabel()
        picture.setPixmap(emblem(EMBLEM, self.devicePixelRatioF()))
        self.heading.insertWidget(0, picture)
        self.body.addWidget(label(tr("From a labelled table and a big BERT to a small, proven Core ML text classifier. Licence: Apache-2.0."), "muted", wrap=True))  # fmt: skip
        self.parts = components()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Fonts, icons, words and libraries with their licences"))
        for part in self.parts:
            self.list.addItem(" · ".join(t for t in (f"{part.name} {part.version}".strip(), part.licence) if t))  # fmt: skip
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(tr("Text of the licence"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(tr("Choose a font, the icons or the words to read their licence; a library's comes with its package."))  # fmt: skip
        self.list.currentRowChanged.connect(lambda at: self.text.setPlainText(self.parts[at].text))
        self.body.addWidget(self.list, 3)
        self.body.addWidget(self.text, 2)
        self.finish()


def texts(sheet: QDialog) -> list[str]:
    """Every word of a sheet's labels."""
    return [part.text() for part in sheet.findChildren(QLabel)]
