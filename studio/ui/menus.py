"""The menus, with the platform's own shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from studio.ui.pane import Pane
from studio.ui.presenters.language import tr

Act = Callable[[], None]
Shortcut = QKeySequence.StandardKey | str | None


def action(menu: QMenu, name: str, then: Act, shortcut: Shortcut = None) -> QAction:
    """One entry."""
    made = QAction(name, menu)
    if shortcut is not None:
        made.setShortcut(QKeySequence(shortcut))
    made.triggered.connect(lambda _=False: then())
    menu.addAction(made)
    return made


def build(window: QMainWindow, acts: dict[str, Act], panes: list[type[Pane]], theme: str, wear: Callable[[str], None], go: Callable[[str], None]) -> None:  # fmt: skip
    """File, Steps, View, Help; `acts` are the commands by name."""
    bar = window.menuBar()
    file = bar.addMenu(tr("&File"))
    action(file, tr("Welcome page"), acts["welcome"])
    action(file, tr("Try the &sample"), acts["sample"])
    action(file, tr("&Open a table…"), acts["table"], QKeySequence.StandardKey.Open)
    action(file, tr("Open a &project…"), acts["project"], "Ctrl+Shift+O")
    file.addSeparator()
    quit_ = action(file, tr("&Quit"), acts["quit"], QKeySequence.StandardKey.Quit)
    quit_.setMenuRole(QAction.MenuRole.QuitRole)
    steps = bar.addMenu(tr("&Steps"))
    for number, pane in enumerate(panes, 1):
        action(steps, tr(pane.TITLE), partial(go, pane.NAME), f"Ctrl+{number}")
    view = bar.addMenu(tr("&View"))
    _themes(view.addMenu(tr("&Theme")), theme, wear)
    action(view, tr("&Activity"), acts["activity"], "Ctrl+J")
    action(view, tr("&Full screen"), acts["full_screen"], QKeySequence.StandardKey.FullScreen)
    help = bar.addMenu(tr("&Help"))
    action(help, tr("&Keyboard shortcuts"), acts["shortcuts"], QKeySequence.StandardKey.HelpContents)  # fmt: skip
    action(help, tr("&About PocketBERT Studio"), acts["about"]).setMenuRole(QAction.MenuRole.AboutRole)  # fmt: skip


def _themes(menu: QMenu, chosen: str, wear: Callable[[str], None]) -> None:
    group = QActionGroup(menu)
    for name, title in (("system", tr("As the system")), ("light", tr("Light")), ("dark", tr("Dark"))):  # fmt: skip
        entry = action(menu, title, partial(wear, name))
        entry.setCheckable(True)
        entry.setChecked(name == chosen)
        group.addAction(entry)
