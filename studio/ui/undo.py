"""Undo for form edits: each changed field is one step, letters typed in a row are one together."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence, QUndoCommand, QUndoStack
from PySide6.QtWidgets import QLineEdit, QWidget

from studio.ui.presenters.language import tr

PAUSE = 1.5  # seconds without an edit after which the next one is a step of its own
DEPTH = 200


class Edit(QUndoCommand):
    """One field from `before` to `after`."""

    def __init__(self, put: Callable[[str, Any], None], name: str, label: str, before: Any, after: Any) -> None:  # fmt: skip
        super().__init__(tr("change of “{field}”", field=label))
        self._put, self.name, self.before, self.after = put, name, before, after
        self._done, self._at = True, time.monotonic()

    def undo(self) -> None:
        """Put the old value back."""
        self._put(self.name, self.before)

    def redo(self) -> None:
        """Put the new value in; the first time the person did that already."""
        if self._done:
            self._done = False
        else:
            self._put(self.name, self.after)

    def id(self) -> int:
        """Edits of any field may be joined; `mergeWith` looks closer."""
        return 1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Join an edit of the same field that came at once."""
        if not isinstance(other, Edit) or other.name != self.name or other._at - self._at > PAUSE:
            return False
        self.after, self._at = other.after, other._at
        return True


class Edits(QObject):
    """Watches a form: `noticed` after each change; `stack` undoes it."""

    def __init__(self, read: Callable[[str], Any], write: Callable[[str, Any], None], parent: QObject) -> None:  # fmt: skip
        super().__init__(parent)
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(DEPTH)
        self._read, self._write = read, write
        self._known: dict[str, Any] = {}
        self._labels: dict[str, str] = {}
        self._at_work = False

    def watch(self, name: str, label: str, control: QWidget) -> None:
        """From now on changes of this field count; its line edit leaves Undo to the form."""
        self._known[name], self._labels[name] = self._read(name), label
        for line in [control, *control.findChildren(QLineEdit)]:
            if isinstance(line, QLineEdit):
                line.installEventFilter(self)

    def put(self, name: str, value: Any) -> None:
        """A value that is not the person's own edit: no step of Undo."""
        self._put(name, value)

    def settled(self, name: str) -> None:
        """A control was filled anew: what it holds now is where the next edit begins."""
        self._known[name] = self._read(name)

    def noticed(self, name: str) -> None:
        """A control changed."""
        before, after = self._known.get(name), self._read(name)
        if name not in self._known or before == after:
            return
        self._known[name] = after
        if not self._at_work:
            self.stack.push(Edit(self._put, name, self._labels[name], before, after))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ctrl+Z and its opposite belong to the window's menu, not to one line."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            for key in (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo):
                if event.matches(key):
                    event.ignore()
                    return True
        return False

    def _put(self, name: str, value: Any) -> None:
        self._at_work = True
        try:
            self._write(name, value)
        finally:
            self._at_work = False
