"""Edits of the data as steps of Undo: what was asked before, what is asked after."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand

from studio.ui.presenters.data import Asked


class DataEdit(QUndoCommand):
    """Puts `after` to work when done, `before` when undone; a failed one can be taken back unheard."""

    def __init__(self, words: str, apply: Callable[[Asked], None], before: Asked, after: Asked) -> None:  # fmt: skip
        super().__init__(words)
        self._apply, self.before, self.after = apply, before, after
        self.heard = True

    def redo(self) -> None:
        """Do it."""
        if self.heard:
            self._apply(self.after)

    def undo(self) -> None:
        """Take it back."""
        if self.heard:
            self._apply(self.before)
