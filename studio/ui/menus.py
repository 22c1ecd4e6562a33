"""The menus, with the platform's own shortcuts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence, QUndoGroup
from PySide6.QtWidgets import QMainWindow, QMenu

from studio.ui.pane import Pane
from studio.ui.preferences import themes
from studio.ui.presenters.language import tr

Act = Callable[[], None]
Shortcut = QKeySequence.StandardKey | str | None
Keys = QKeySequence.StandardKey


class Menus:
    """File, Edit, Steps, View, Help; `acts` are the commands by name, `entries` what they made."""

    def __init__(self, window: QMainWindow, acts: dict[str, Act], panes: list[type[Pane]], undo: QUndoGroup) -> None:  # fmt: skip
        self._acts = acts
        self.entries: dict[str, QAction] = {}
        bar = window.menuBar()
        self._file(bar.addMenu(tr("&File")))
        self._edit(bar.addMenu(tr("&Edit")), undo)
        steps = bar.addMenu(tr("&Steps"))
        for number, pane in enumerate(panes, 1):
            name = f"go:{pane.NAME}"
            self._add(steps, name, f"&{number}  {tr(pane.TITLE)}", f"Ctrl+{number}")
        self._view(bar.addMenu(tr("&View")))
        self._help(bar.addMenu(tr("&Help")))

    def show_theme(self, choice: str) -> None:
        """Tick the theme that is worn."""
        self.entries[f"theme:{choice}"].setChecked(True)

    def _file(self, menu: QMenu) -> None:
        self._add(menu, "welcome", tr("&Welcome page"), "Ctrl+Shift+W")
        self._add(menu, "sample", tr("Try the &sample"))
        self._add(menu, "demo", tr("&Make the sample's models from its table"))
        self._add(menu, "table", tr("&Open a table…"), Keys.Open)
        self._add(menu, "project", tr("Open a &project…"), "Ctrl+Shift+O")
        menu.addSeparator()
        self._add(menu, "copy", tr("Save a &copy of the project…"), Keys.SaveAs, "Ctrl+Shift+S")
        self._add(menu, "close", tr("C&lose the project"))
        menu.addSeparator()
        quit_ = self._add(menu, "quit", tr("&Quit"), Keys.Quit, "Ctrl+Q")
        quit_.setMenuRole(QAction.MenuRole.QuitRole)

    def _edit(self, menu: QMenu, undo: QUndoGroup) -> None:
        back = undo.createUndoAction(menu, tr("&Undo"))
        again = undo.createRedoAction(menu, tr("&Redo"))
        _give_keys(back, (Keys.Undo,))
        _give_keys(again, (Keys.Redo,))
        menu.addActions([back, again])
        self.entries.update(undo=back, redo=again)
        menu.addSeparator()
        chosen = self._add(menu, "preferences", tr("&Preferences…"), Keys.Preferences, "Ctrl+,")
        chosen.setMenuRole(QAction.MenuRole.PreferencesRole)

    def _view(self, menu: QMenu) -> None:
        inner = menu.addMenu(tr("&Theme"))
        group = QActionGroup(inner)
        for name, title in themes():
            entry = self._add(inner, f"theme:{name}", title)
            entry.setCheckable(True)
            group.addAction(entry)
        self._add(menu, "activity", tr("&Activity"), "Ctrl+J")
        self._add(menu, "full_screen", tr("&Full screen"), Keys.FullScreen, "F11")

    def _help(self, menu: QMenu) -> None:
        self._add(menu, "guide", tr("&Guide"), Keys.HelpContents, "F1")
        self._add(menu, "shortcuts", tr("&Keyboard shortcuts"), "Ctrl+/")
        self._add(menu, "report", tr("Copy &report"))
        about = self._add(menu, "about", tr("&About PocketBERT Studio"))
        about.setMenuRole(QAction.MenuRole.AboutRole)

    def _add(self, menu: QMenu, name: str, title: str, *keys: Shortcut) -> QAction:
        made = QAction(title, menu)
        _give_keys(made, keys)
        made.triggered.connect(partial(self._do, name))
        menu.addAction(made)
        self.entries[name] = made
        return made

    def _do(self, name: str, checked: bool = False) -> None:
        self._acts[name]()


def _is_plain(keys: QKeySequence) -> bool:
    """Keys every keyboard has: not the ones labelled Open or Undo."""
    text = keys.toString(QKeySequence.SequenceFormat.PortableText)
    return ("+" in text or text[1:].isdecimal()) and "Save" not in text and "Backspace" not in text


def _give_keys(action: QAction, keys: tuple[Shortcut, ...]) -> None:
    """The platform's keys, and those every platform has, each once."""
    found: list[QKeySequence] = []
    for key in keys:
        known = QKeySequence.keyBindings(key) if isinstance(key, Keys) else [QKeySequence(key or "")]  # fmt: skip
        found += [k for k in known if _is_plain(k) and k not in found]
    action.setShortcuts(found)
